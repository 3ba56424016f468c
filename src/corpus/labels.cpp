#include "corpus/labels.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::corpus {
namespace {

using Values = std::span<const std::string>;
using Ids = std::unordered_map<std::string_view, std::int32_t>;

/// Numbers the values that have no id yet, sorted bytewise, after those that have one.
void number_new(Values values, Ids& ids, std::vector<std::string>& names) {
  std::unordered_set<std::string_view> found;
  for (const std::string& value : values)
    if (!ids.contains(value)) found.insert(value);
  std::vector<std::string_view> sorted(found.begin(), found.end());
  std::ranges::sort(sorted);
  for (std::string_view value : sorted) {
    ids.emplace(value, checked_cast<std::int32_t>(names.size()));
    names.emplace_back(value);
  }
}

}  // namespace

EncodedLabels encode_labels(const std::vector<std::string>& values, Range train) {
  NEURANK_EXPECT(0 <= train.begin && train.begin <= train.end && train.end <= to_index(values.size()));
  EncodedLabels labels;
  Ids ids;
  number_new(Values(values).subspan(train.begin, train.size()), ids, labels.names);
  labels.num_training = to_index(labels.names.size());
  number_new(values, ids, labels.names);
  labels.ids.reserve(values.size());
  for (const std::string& value : values) labels.ids.push_back(ids.at(value));
  return labels;
}

EncodedLabels without(const EncodedLabels& labels, const std::vector<std::string>& ignored) {
  EncodedLabels kept;
  std::vector<std::int32_t> new_ids;
  for (std::size_t id = 0; id < labels.names.size(); ++id) {
    const bool is_ignored = std::ranges::find(ignored, labels.names[id]) != ignored.end();
    new_ids.push_back(is_ignored ? no_label : checked_cast<std::int32_t>(kept.names.size()));
    if (is_ignored) continue;
    kept.names.push_back(labels.names[id]);
    if (to_index(id) < labels.num_training) ++kept.num_training;
  }
  kept.ids.reserve(labels.ids.size());
  for (std::int32_t id : labels.ids) kept.ids.push_back(id == no_label ? no_label : new_ids[id]);
  return kept;
}

}  // namespace neurank::corpus
