#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::store {

/// What the vectors of a file are.
struct VectorLayout {
  std::string family = {};                    ///< as in ActivationHeader
  std::string site = {};                      ///< likewise
  std::vector<Index> layer_numbers = {};      ///< [layers]
  std::vector<std::string> layer_names = {};  ///< [layers]
  Index depth = 0;                            ///< number of the model's last layer
  Index width = 0;                            ///< of each layer
  std::string word_rule = {};                 ///< empty: the file does not say

  Index neurons() const { return static_cast<Index>(layer_numbers.size()) * width; }
  bool operator==(const VectorLayout&) const = default;
};

/// Vectors of the words of sentences, made elsewhere or by another run. Not thread safe.
class WordVectors {
 public:
  virtual ~WordVectors() = default;

  virtual const VectorLayout& layout() const = 0;
  virtual Index num_sentences() const = 0;
  virtual Index num_words(Index sentence) const = 0;

  /// The words of a sentence, where the file has them as the corpus spells them.
  virtual std::optional<std::vector<std::string>> words(Index sentence) const = 0;

  /// Vectors of all words of a sentence, [num_words(sentence), layers x width] row-major; a word without a vector has
  /// zeros. Throws Error for what is not a number or infinite, and for a sentence of another layout.
  virtual void read(Index sentence, std::span<float> out) const = 0;
};

/// Opens an activation file of neurank, or one of NeuroX (Dalvi et al. 2019; 2023):
/// - HDF5 with a dataset [layers, words, width] for each sentence, named "0", "1", ..., and `sentence_to_index`, which
///   its extraction writes last;
/// - JSON, a line for each sentence: {"linex_index": i, "features": [{"token", "layers": [{"index", "values"}]}]}.
/// Throws Error for anything else, and for an extraction that did not come to its end.
std::unique_ptr<WordVectors> open_word_vectors(const std::filesystem::path& file);

// The kinds of files, each as above.
std::unique_ptr<WordVectors> open_own_vectors(const std::filesystem::path& file);
std::unique_ptr<WordVectors> open_neurox_hdf5(const std::filesystem::path& file);
std::unique_ptr<WordVectors> open_neurox_json(const std::filesystem::path& file);

/// Name of the dataset that NeuroX writes last into its HDF5.
inline constexpr const char* neurox_index = "sentence_to_index";

/// The layout of NeuroX's files, which do not tell the model.
VectorLayout neurox_layout(Index layers, Index width);

/// Throws Error, naming word and neuron, when a vector holds what is no finite number.
/// @param vectors [words, layers x width] of a sentence
void expect_finite(std::span<const float> vectors, const VectorLayout& layout, const std::filesystem::path& file,
                   Index sentence);

}  // namespace neurank::store
