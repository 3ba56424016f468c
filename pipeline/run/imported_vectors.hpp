#pragma once

#include <memory>
#include <vector>

#include "model/model_settings.hpp"
#include "model/model_shape.hpp"
#include "run/shard_states.hpp"
#include "store/word_vectors.hpp"

namespace neurank::run {

/// Vectors of the words of one corpus that were made elsewhere: models[].activations of a grid.
class ImportedVectors {
 public:
  /// Opens a model's files of a corpus. Throws Error when one is missing or bad, or two have different layers.
  ImportedVectors(const model::ModelSettings& model, const corpus::CorpusSettings& corpus);

  const store::VectorLayout& layout() const { return files_.front()->layout(); }

  /// What planning needs to know of it.
  ModelFacts facts() const;

  /// Throws Error, naming the first difference, when the files do not have the sentences of the corpus with as many
  /// words, or where they have words, other ones.
  void expect_fits(const corpus::Corpus& corpus) const;

  /// The vectors of some of the corpus's sentences. A word whose vector is all zeros has none.
  ShardStates read(const corpus::Corpus& corpus, Range sentences, store::DType dtype) const;

 private:
  /// Where a sentence of the corpus stands in the files.
  corpus::SentenceOrigin place_of(const corpus::Corpus& corpus, Index sentence) const;
  void expect_files(const corpus::Corpus& corpus) const;
  void expect_words(const corpus::Corpus& corpus, Index sentence) const;

  std::string corpus_name_;
  std::vector<std::filesystem::path> paths_;
  std::vector<std::unique_ptr<store::WordVectors>> files_;
};

/// The files of a corpus that a model's activations are read from; none when the model has a folder.
const std::vector<std::filesystem::path>& activation_files_of(const model::ModelSettings& model,
                                                              const corpus::CorpusSettings& corpus);

/// All files that a model is read from, for hashing.
std::vector<std::filesystem::path> input_files(const model::ModelSettings& model);

}  // namespace neurank::run
