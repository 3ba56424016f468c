#include "tokenizer/steps/unigram.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::tokenizer {
namespace {

constexpr double unknown_penalty = 10;

}  // namespace

Unigram::Unigram(std::shared_ptr<const Vocabulary> vocabulary, std::vector<double> scores, std::int32_t unknown,
                 std::vector<std::int32_t> byte_ids)
    : vocabulary_(std::move(vocabulary)),
      scores_(std::move(scores)),
      unknown_(unknown),
      byte_ids_(std::move(byte_ids)),
      unknown_score_(*std::ranges::min_element(scores_) - unknown_penalty),
      sorted_(scores_.size()) {
  NEURANK_EXPECT(to_size(vocabulary_->size()) >= scores_.size());
  std::iota(sorted_.begin(), sorted_.end(), 0);
  std::ranges::sort(sorted_, {}, [&](std::int32_t id) -> const std::string& { return vocabulary_->pieces()[id]; });
}

/// Every piece that begins at a byte, shortest first.
void Unigram::extend(std::string_view text, std::size_t begin, std::vector<Best>& best) const {
  const double before = best[begin].score;
  const auto offer = [&](std::size_t size, std::int32_t id, double score) {
    Best& end = best[begin + size];
    if (end.size == 0 || before + score > end.score) end = {before + score, checked_cast<std::uint32_t>(size), id};
  };
  const std::size_t character = character_size(text[begin]);
  bool has_character = false;
  std::span<const std::int32_t> candidates = sorted_;
  for (std::size_t size = 1; begin + size <= text.size() && !candidates.empty(); ++size) {
    const auto byte_of = [&](std::int32_t id) {
      const std::string& piece = vocabulary_->pieces()[id];
      return size <= piece.size() ? static_cast<unsigned char>(piece[size - 1]) : -1;
    };
    const int wanted = static_cast<unsigned char>(text[begin + size - 1]);
    const auto first = std::ranges::lower_bound(candidates, wanted, {}, byte_of);
    candidates = {first, std::ranges::upper_bound(first, candidates.end(), wanted, {}, byte_of)};
    if (candidates.empty() || vocabulary_->pieces()[candidates.front()].size() != size) continue;
    offer(size, candidates.front(), scores_[to_size(candidates.front())]);
    has_character = has_character || size == character;
  }
  if (!has_character) offer(character, unknown_, unknown_score_);
}

void Unigram::add_unknown(std::string_view text, std::vector<BytePiece>& pieces) const {
  std::vector<BytePiece> bytes;
  if (!byte_ids_.empty()) bytes = fallback(text, byte_ids_);
  if (bytes.empty())
    pieces.push_back({unknown_, checked_cast<std::uint32_t>(text.size())});
  else
    pieces.insert(pieces.end(), bytes.begin(), bytes.end());
}

void Unigram::cut(std::string_view text, std::vector<BytePiece>& pieces) const {
  std::vector<Best> best(text.size() + 1);
  for (std::size_t begin = 0; begin < text.size(); begin += character_size(text[begin])) extend(text, begin, best);
  std::vector<BytePiece> backwards;
  for (std::size_t end = text.size(); end > 0; end -= best[end].size) {
    const Best& last = best[end];
    const bool joins = last.id == unknown_ && !backwards.empty() && backwards.back().id == unknown_;
    if (joins)
      backwards.back().size += last.size;
    else
      backwards.push_back({last.id, last.size});
  }
  std::size_t begin = 0;
  std::ranges::reverse(backwards);
  for (const BytePiece& piece : backwards) {
    if (piece.id == unknown_)
      add_unknown(text.substr(begin, piece.size), pieces);
    else
      pieces.push_back(piece);
    begin += piece.size;
  }
}

}  // namespace neurank::tokenizer
