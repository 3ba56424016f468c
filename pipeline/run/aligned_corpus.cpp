#include "run/aligned_corpus.hpp"

#include "tokenizer/tokenizer.hpp"

namespace neurank::run {

model::Alignment align_text(const model::ModelSettings& model, const corpus::TaggedText& text) {
  return model::align(model::read_model_shape(model), *tokenizer::load_tokenizer(model.path), text.words,
                      text.sentence_offsets);
}

std::filesystem::path alignment_file(const std::filesystem::path& activations) {
  return std::filesystem::path(activations).replace_extension(".alignment.json");
}

}  // namespace neurank::run
