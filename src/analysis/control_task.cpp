#include "analysis/control_task.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {

std::vector<std::int32_t> control_labels(std::span<const std::string> words, const corpus::EncodedLabels& labels,
                                         Range train, std::uint64_t seed) {
  NEURANK_EXPECT(words.size() == labels.ids.size() && labels.num_training > 0);
  std::vector<std::uint64_t> cumulative(labels.num_training);
  for (Index i = train.begin; i < train.end; ++i)
    if (labels.ids[i] != corpus::no_label) ++cumulative[labels.ids[i]];
  std::partial_sum(cumulative.begin(), cumulative.end(), cumulative.begin());
  std::vector<std::int32_t> control;
  control.reserve(words.size());
  std::unordered_map<std::string_view, std::int32_t> of_type;  // a generator takes longer to make than to look up
  for (const std::string& word : words) {
    const auto [found, is_new] = of_type.try_emplace(word);
    if (is_new) {
      const std::uint64_t drawn = Random(derive_seed(seed, word)).below(cumulative.back());
      const auto label = std::upper_bound(cumulative.begin(), cumulative.end(), drawn);
      found->second = checked_cast<std::int32_t>(label - cumulative.begin());
    }
    control.push_back(found->second);
  }
  return control;
}

}  // namespace neurank::analysis
