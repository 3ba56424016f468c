#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "corpus/corpus.hpp"
#include "store/activation_labels.hpp"
#include "store/dtype.hpp"

namespace neurank::store {

/// What an activation file says about itself, as attributes.
struct ActivationHeader {
  std::string model;
  std::string family;
  std::string site = "residual";          ///< where in the model activations were read
  Index layers = 0;                       ///< that are stored
  std::vector<Index> layer_numbers = {};  ///< [layers], the model's own, ascending; empty when written: 0, 1, 2, ...
  Index depth = 0;                        ///< number of the model's last layer, stored or not
  Index width = 0;                        ///< of each layer
  std::vector<std::string> layer_names;
  std::string activation;  ///< of the encoder's feed-forward parts, e.g. gelu_tanh; empty: unknown
  std::string checkpoint_sha256;
  std::string corpus_sha256;
  std::string word_rule;  ///< last, first or mean
  std::optional<double> first_word_length =
      {};  ///< of first words over that of others, in the layer where it is largest
  DType dtype = DType::float16;
  std::string settings;          ///< resolved settings as text, kept word for word
  std::string fingerprint = {};  ///< of all that the activations depend on; empty: not noted

  Index neurons() const { return layers * width; }
};

/// Everything in the file but the activations: text, splits, labels.
struct ActivationContent {
  std::vector<std::string> words;
  std::vector<Index> sentence_offsets;
  std::array<Range, 3> splits;
  LabelColumns labels;
  std::vector<Index> document_offsets = {};  ///< as corpus::Corpus has them; empty: unknown
  std::string labels_hash = {};              ///< as stored_labels_hash() gives it back
};

/// Per-neuron statistics over valid training words, [N] each; variance is the population's.
struct NeuronStatistics {
  std::int64_t count = 0;
  std::vector<double> mean, variance, minimum, maximum;
};

/// What a file is called until it is whole.
std::filesystem::path unfinished_file(const std::filesystem::path& path);

/// Creates the file with plain HDF5: all metadata written, all space allocated, then closed. The file appears under its
/// name only when it is whole; before, it is unfinished_file(), which may be there already, laid out on its disk as the
/// caller wants. Throws Error when the disk has no room for all of it.
/// @param shards word ranges, disjoint and ascending, each written as a whole later
void create_activation_file(const std::filesystem::path& path, const ActivationHeader& header,
                            const ActivationContent& content, std::span<const Range> shards);

/// Bytes that the file will take.
std::uint64_t activation_file_bytes(Index words, Index neurons, DType dtype);

/// Vectors of a run of words while they are computed, already in the file's number format.
class ActivationRows {
 public:
  /// @param words range of the words in the file
  /// @param layer_numbers [layers] the model's own, for errors; empty: 0, 1, 2, ...
  ActivationRows(Range words, Index layers, Index width, DType dtype, std::vector<Index> layer_numbers = {});

  /// Stores states [n, width] as stored layer `layer` of words[i], counted from the start of the range. Throws Error
  /// naming word, layer and neuron when a value is NaN, infinite or too large for float16.
  void put(std::span<const Index> words, Index layer, ConstMatrixView states);

  Range words() const { return words_; }
  Index neurons() const { return layers_ * width_; }
  DType dtype() const { return dtype_; }
  const void* data() const { return bytes_.data(); }

 private:
  Range words_;
  Index layers_, width_;
  DType dtype_;
  std::vector<Index> layer_numbers_;
  std::vector<std::byte> bytes_;  ///< [words, layers x width] of dtype
};

/// How all ranks open one file together: points to the MPI communicator, opaque here so that this room stays free of
/// MPI.
struct ParallelAccess {
  const void* communicator = nullptr;  ///< an MPI_Comm; nullptr: this process alone, no MPI
};

/// Writes shards of an existing file, each independently of the other ranks.
class ActivationWriter {
 public:
  /// Collective over the communicator, and so is the destructor.
  ActivationWriter(const std::filesystem::path& path, const ParallelAccess& access);
  ~ActivationWriter();
  ActivationWriter(const ActivationWriter&) = delete;
  ActivationWriter& operator=(const ActivationWriter&) = delete;

  /// Writes rows, their validity and their part of the statistics. Independent. The system is asked to bring the rows
  /// to disk at once; they are there when sync() has returned. @param valid [rows] 0 where the word has no vector
  void write_shard(Index shard, const ActivationRows& rows, std::span<const std::uint8_t> valid);

  /// Returns when what this process has written is on disk. Thread safe, also beside write_shard().
  void sync() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Combines the shards' statistics in shard order and marks the file complete. One process, after all writers have
/// closed it. @param first_word_length as in the header
void complete_activation_file(const std::filesystem::path& path, std::optional<double> first_word_length = {});

/// What an activation file of any state is of: header.fingerprint, empty when none is noted.
std::string stored_fingerprint(const std::filesystem::path& path);

/// Whether all shards are in the file, and complete_activation_file() has said so.
bool is_complete(const std::filesystem::path& path);

/// Reads a complete file; plain HDF5, any number of readers.
class ActivationReader {
 public:
  /// Throws Error when the file is missing, not of this format or version, incomplete, or shorter than it says.
  /// @param copy of the same bytes, from which rows are read; empty: from the file
  explicit ActivationReader(const std::filesystem::path& path, const std::filesystem::path& copy = {});
  ~ActivationReader();
  ActivationReader(const ActivationReader&) = delete;
  ActivationReader& operator=(const ActivationReader&) = delete;

  const ActivationHeader& header() const;
  Index num_words() const;
  Range split(corpus::Split which) const;
  std::vector<std::string> words() const;
  std::vector<Index> sentence_offsets() const;  ///< [S + 1]
  std::vector<Index> document_offsets() const;  ///< [D + 1]; empty where the file does not tell documents
  std::vector<std::uint8_t> valid() const;      ///< [T]
  corpus::EncodedLabels labels(const std::string& column) const;  ///< of the file of later labels, if there is one
  NeuronStatistics statistics() const;

  /// Reads whole rows as they are stored: [words, N] of header().dtype, into `out`.
  /// Thread safe.
  void read_rows(Range words, void* out) const;

  /// Tells the system that these rows will be read soon.
  void will_need_rows(Range words) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace neurank::store
