#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "corpus/labels.hpp"

namespace neurank::analysis {

/// Labels of the control task (Hewitt & Liang 2019; docs/method.md 2.3): every word type, case-sensitive, gets one
/// label drawn from the distribution of the task's labels over training words that have one. For given training words,
/// a type's label depends on the seed and the type alone, so it is the same in all splits.
/// @param words [T]  @param labels of the task  @param train word range of the training split
/// @return [T] ids in [0, labels.num_training)
std::vector<std::int32_t> control_labels(std::span<const std::string> words, const corpus::EncodedLabels& labels,
                                         Range train, std::uint64_t seed);

}  // namespace neurank::analysis
