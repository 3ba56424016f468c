#include "analysis/ambiguous_words.hpp"

#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/error.hpp"

namespace neurank::analysis {

std::vector<Index> ambiguous_words(std::span<const std::string> words, std::span<const std::uint8_t> valid,
                                   const corpus::EncodedLabels& labels, Range train, Range split) {
  NEURANK_EXPECT(words.size() == valid.size() && words.size() == labels.ids.size());
  std::unordered_map<std::string_view, std::int32_t> first_label;
  std::unordered_set<std::string_view> ambiguous;
  for (Index i = train.begin; i < train.end; ++i)
    if (valid[i] && first_label.try_emplace(words[i], labels.ids[i]).first->second != labels.ids[i])
      ambiguous.insert(words[i]);
  std::vector<Index> rows;
  for (Index i = split.begin; i < split.end; ++i)
    if (valid[i] && ambiguous.contains(words[i])) rows.push_back(i);
  return rows;
}

}  // namespace neurank::analysis
