#include "analysis/group_means.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/error.hpp"

namespace neurank::analysis {

GroupMeans::GroupMeans(Index groups, Index neurons)
    : neurons_(neurons), words_(to_size(groups)), sums_(to_size(groups * neurons)) {}

void GroupMeans::add(Index group, std::span<const float> values) {
  NEURANK_EXPECT(to_index(values.size()) == neurons_);
  ++words_[to_size(group)];
  double* sums = sums_.data() + to_size(group * neurons_);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i] += static_cast<double>(values[i]);
}

double GroupMeans::mean(Index group, Index neuron) const {
  return sums_[to_size(group * neurons_ + neuron)] / to_double(words_[to_size(group)]);
}

std::vector<Index> GroupMeans::extremes(Index neuron, std::size_t many, bool highest) const {
  std::vector<Index> groups(words_.size());
  std::iota(groups.begin(), groups.end(), Index{0});
  std::erase_if(groups, [&](Index group) { return words(group) == 0; });
  const auto place = [&](Index group) {
    const double value = mean(group, neuron);
    return std::tuple(highest ? -value : value, -words(group), group);
  };
  const auto end = groups.begin() + to_index(std::min(many, groups.size()));
  std::partial_sort(groups.begin(), end, groups.end(), [&](Index a, Index b) { return place(a) < place(b); });
  groups.erase(end, groups.end());
  return groups;
}

}  // namespace neurank::analysis
