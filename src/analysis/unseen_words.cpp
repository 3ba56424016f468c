#include "analysis/unseen_words.hpp"

#include <string_view>
#include <unordered_set>

#include "base/error.hpp"

namespace neurank::analysis {

std::vector<Index> unseen_words(std::span<const std::string> words, std::span<const std::uint8_t> valid, Range train,
                                Range split) {
  NEURANK_EXPECT(words.size() == valid.size());
  std::unordered_set<std::string_view> known;
  for (Index i = train.begin; i < train.end; ++i)
    if (valid[i]) known.insert(words[i]);
  std::vector<Index> rows;
  for (Index i = split.begin; i < split.end; ++i)
    if (valid[i] && !known.contains(words[i])) rows.push_back(i);
  return rows;
}

}  // namespace neurank::analysis
