#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/embedding.h>

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/cast.hpp"
#include "pretrain/training_settings.hpp"

namespace neurank::pretrain {

/// The words that a model predicts, numbered in the order of a vocabulary of AllenNLP: the unknown word, <S>, </S>,
/// then the given ones.
class PredictedWords {
 public:
  static constexpr std::int64_t unknown = 0, begin = 1, end = 2;

  /// @param words a word that is given twice counts once
  explicit PredictedWords(const Words& words);

  std::int64_t id(const std::string& word) const;
  Index size() const { return to_index(names_.size()); }
  const Words& names() const { return names_; }  ///< [size], by id

  /// What both directions predict in sentences: the words and </S> forward, the words and <S> backward.
  std::vector<std::int64_t> predictions(std::span<const Words> sentences) const;

 private:
  Words names_;
  std::unordered_map<std::string, std::int64_t> ids_;
};

/// Sentences between <S> and </S>, as words of which each distinct one is spelled once.
struct CharacterBatch {
  struct Sentence {
    std::vector<std::int64_t> rows;  ///< [positions] of `characters`
    std::vector<std::int64_t> ids;   ///< [positions] as PredictedWords has them
    Index size() const { return to_index(rows.size()); }
  };

  at::Tensor characters;  ///< [distinct words, ids of a word] int64, ids as tokenizer::Characters gives them
  std::vector<Sentence> sentences;
};

/// Spells the words of sentences and gives them the ids of the predicted words.
CharacterBatch make_character_batch(std::span<const Words> sentences, const PredictedWords& predicted);

/// The indices as a tensor [n] int64.
at::Tensor index_tensor(const std::vector<std::int64_t>& indices);

/// Rows of x [rows, width] by their indices. As index_select, whose gradient is several times slower.
inline at::Tensor take_rows(const at::Tensor& x, const at::Tensor& rows) { return at::embedding(x, rows); }

}  // namespace neurank::pretrain
