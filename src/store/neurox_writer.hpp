#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "base/index.hpp"

namespace neurank::store {

/// Writes vectors of the words of sentences as NeuroX's HDF5 (Dalvi, Durrani & Sajjad 2023): as open_word_vectors()
/// reads it, with `sentence_to_index`, one text: a JSON object of each sentence, its words between single blanks, and
/// its number. A sentence that was there before gets " (Occurrence 2)", " (Occurrence 3)", ... behind it, as NeuroX
/// writes it. One sentence at a time is in memory, beside the text of all.
class NeuroxWriter {
 public:
  /// Begins the file, in place of one that may be there, and claims the disk's room for all of it. Throws Error when it
  /// has none.
  /// @param path ends in .hdf5, by which NeuroX knows such files  @param words of all sentences
  /// @param text_bytes of all words, at least
  NeuroxWriter(const std::filesystem::path& path, Index layers, Index width, Index sentences, Index words,
               std::uint64_t text_bytes);

  ~NeuroxWriter();
  NeuroxWriter(const NeuroxWriter&) = delete;
  NeuroxWriter& operator=(const NeuroxWriter&) = delete;

  /// Adds the next sentence. @param words [n], n > 0  @param vectors [n, layers x width] row-major
  void add(std::span<const std::string> words, std::span<const float> vectors);

  /// Writes the index, without which readers take the file for one of a killed extraction. Call once, at the end.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace neurank::store
