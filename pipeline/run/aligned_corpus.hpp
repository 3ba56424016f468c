#pragma once

#include <filesystem>

#include "corpus/corpus.hpp"
#include "model/piece_alignment.hpp"

namespace neurank::run {

/// How a model's pieces match the words of a text; reads configuration and vocabulary, no weights.
model::Alignment align_text(const model::ModelSettings& model, const corpus::TaggedText& text);

/// Where the alignment of an activation file lies: x.h5 -> x.alignment.json.
std::filesystem::path alignment_file(const std::filesystem::path& activations);

}  // namespace neurank::run
