#include "pretrain/character_batch.hpp"

#include <ATen/ops/tensor.h>

#include "base/cast.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::pretrain {
namespace {

using tokenizer::Characters;

constexpr const char* begin_word = "<S>";
constexpr const char* end_word = "</S>";

/// Numbers distinct words by their first appearance; the marks of a sentence come first.
class DistinctWords {
 public:
  DistinctWords() {
    row(begin_word);
    row(end_word);
  }

  std::int64_t row(const std::string& word) {
    const auto [found, is_new] = rows_.emplace(word, to_int64(words_.size()));
    if (is_new) words_.push_back(word);
    return found->second;
  }

  at::Tensor characters() const {
    const std::vector<std::int32_t> ids = Characters().tokenize(words_).ids;
    return at::tensor(ids, at::kLong).view({to_index(words_.size()), Characters::ids_in_a_word});
  }

 private:
  Words words_;
  std::unordered_map<std::string, std::int64_t> rows_;
};

}  // namespace

PredictedWords::PredictedWords(const Words& words) : names_{"@@UNKNOWN@@", begin_word, end_word} {
  for (const std::string& word : words)
    if (ids_.emplace(word, size()).second) names_.push_back(word);
}

std::int64_t PredictedWords::id(const std::string& word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? unknown : found->second;
}

std::vector<std::int64_t> PredictedWords::predictions(std::span<const Words> sentences) const {
  std::vector<std::int64_t> ids;
  for (const Words& sentence : sentences) {
    for (const std::string& word : sentence) ids.insert(ids.end(), 2, id(word));
    ids.insert(ids.end(), {begin, end});
  }
  return ids;
}

CharacterBatch make_character_batch(std::span<const Words> sentences, const PredictedWords& predicted) {
  CharacterBatch batch;
  DistinctWords distinct;
  for (const Words& words : sentences) {
    CharacterBatch::Sentence& sentence = batch.sentences.emplace_back();
    const auto add = [&](const std::string& word, std::int64_t id) {
      sentence.rows.push_back(distinct.row(word));
      sentence.ids.push_back(id);
    };
    add(begin_word, PredictedWords::begin);
    for (const std::string& word : words) add(word, predicted.id(word));
    add(end_word, PredictedWords::end);
  }
  batch.characters = distinct.characters();
  return batch;
}

at::Tensor index_tensor(const std::vector<std::int64_t>& indices) { return at::tensor(indices, at::kLong); }

}  // namespace neurank::pretrain
