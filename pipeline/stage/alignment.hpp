#pragma once

#include <filesystem>

#include "corpus/corpus.hpp"
#include "model/alignment.hpp"

namespace neurank::stage {

/// How a model's pieces match a corpus's words; reads configuration, vocabulary and text, no weights.
model::Alignment align_corpus(const model::ModelSettings& model, const corpus::CorpusSettings& corpus);

/// Where the alignment of an activation file lies: x.h5 -> x.alignment.json.
std::filesystem::path alignment_file(const std::filesystem::path& activations);

}  // namespace neurank::stage
