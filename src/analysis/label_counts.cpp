#include "analysis/label_counts.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

std::vector<Index> training_counts(std::span<const std::uint8_t> valid, const corpus::EncodedLabels& labels,
                                   Range train) {
  NEURANK_EXPECT(valid.size() == labels.ids.size());
  std::vector<Index> counts(labels.num_training);
  for (Index i = train.begin; i < train.end; ++i)
    if (valid[i]) ++counts[labels.ids[i]];
  return counts;
}

std::vector<Index> frequent_labels(std::span<const Index> counts, Index min_count) {
  std::vector<Index> labels;
  for (std::size_t label = 0; label < counts.size(); ++label)
    if (counts[label] >= min_count) labels.push_back(to_index(label));
  return labels;
}

std::vector<Index> ranked_labels(std::span<const Index> counts, Index min_count) {
  const std::vector<Index> labels = frequent_labels(counts, min_count);
  return labels.empty() ? frequent_labels(counts, 0) : labels;
}

}  // namespace neurank::analysis
