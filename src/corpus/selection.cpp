#include "corpus/selection.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::corpus {
namespace {

/// Leaves out words of types that belong to another split: of ten parts of all types training has eight, dev and test
/// one each.
void split_types(std::span<const std::string> words, const std::array<Range, 3>& splits, std::uint64_t seed,
                 std::vector<std::int32_t>& ids) {
  NEURANK_EXPECT(words.size() == ids.size());
  for (std::size_t split = 0; split < splits.size(); ++split)
    for (Index word = splits[split].begin; word < splits[split].end; ++word) {
      const std::uint64_t part = derive_seed(seed, words[to_size(word)]) % 10;
      if (part != 7 + split && !(split == 0 && part < 8)) ids[to_size(word)] = no_label;
    }
}

/// Words of each label in a range. @return [labels]
std::vector<Index> counts_of(const std::vector<std::int32_t>& ids, std::size_t labels, Range range) {
  std::vector<Index> counts(labels);
  for (Index word = range.begin; word < range.end; ++word)
    if (const std::int32_t id = ids[to_size(word)]; id != no_label) ++counts[to_size(id)];
  return counts;
}

/// The most frequent labels, of equals the first; all where there are no more.
std::vector<bool> most_frequent(const std::vector<Index>& counts, Index keep) {
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t id) { return counts[id]; });
  order.resize(std::min(order.size(), to_size(keep)));
  std::vector<bool> kept(counts.size(), false);
  for (const std::size_t id : order) kept[id] = true;
  return kept;
}

/// Leaves out the words of labels that are not kept.
void keep(const std::vector<bool>& kept, std::vector<std::int32_t>& ids) {
  for (std::int32_t& id : ids)
    if (id != no_label && !kept[to_size(id)]) id = no_label;
}

/// Leaves out training words but for the first so many, in an order drawn from the seed, of those that `counts` says
/// belong together.
template <class GroupOf>
void sample(Range train, Index most, std::size_t groups, const GroupOf& group_of, std::uint64_t seed,
            std::vector<std::int32_t>& ids) {
  std::vector<std::pair<std::uint64_t, Index>> drawn;
  for (Index word = train.begin; word < train.end; ++word)
    if (ids[to_size(word)] != no_label) drawn.emplace_back(derive_seed(seed, std::to_string(word)), word);
  std::ranges::sort(drawn);
  std::vector<Index> taken(groups);
  for (const auto& [priority, word] : drawn)
    if (++taken[group_of(ids[to_size(word)])] > most) ids[to_size(word)] = no_label;
}

/// Numbers labels anew: those of training words that are left, then others that words still have.
EncodedLabels renumbered(const EncodedLabels& labels, Range train, std::vector<std::int32_t> ids) {
  const auto in_training = counts_of(ids, labels.names.size(), train);
  const auto anywhere = counts_of(ids, labels.names.size(), {0, to_index(ids.size())});
  EncodedLabels result;
  std::vector<std::int32_t> new_ids(labels.names.size(), no_label);
  for (const bool of_training : {true, false})
    for (std::size_t id = 0; id < labels.names.size(); ++id) {
      if (anywhere[id] == 0 || (in_training[id] > 0) != of_training) continue;
      new_ids[id] = checked_cast<std::int32_t>(result.names.size());
      result.names.push_back(labels.names[id]);
      result.num_training += of_training ? 1 : 0;
    }
  for (std::int32_t& id : ids)
    if (id != no_label) id = new_ids[to_size(id)];
  result.ids = std::move(ids);
  return result;
}

}  // namespace

EncodedLabels selected(const EncodedLabels& labels, std::span<const std::string> words,
                       const std::array<Range, 3>& splits, const Selection& selection, std::uint64_t seed) {
  const EncodedLabels task = without(labels, selection.ignore);
  if (selection.keep_labels == 0 && selection.per_label == 0 && selection.words == 0 && !selection.type_split)
    return task;
  const Range train = splits[0];
  const std::size_t count = task.names.size();
  std::vector<std::int32_t> ids = task.ids;
  if (selection.type_split) split_types(words, splits, derive_seed(seed, "types"), ids);
  if (selection.keep_labels > 0) keep(most_frequent(counts_of(ids, count, train), selection.keep_labels), ids);
  const std::uint64_t drawn = derive_seed(seed, "words");
  if (selection.per_label > 0) {
    const std::vector<Index> counts = counts_of(ids, count, train);
    std::vector<bool> frequent(count);
    for (std::size_t id = 0; id < count; ++id) frequent[id] = counts[id] >= selection.per_label;
    keep(frequent, ids);
    sample(
        train, selection.per_label, count, [](std::int32_t id) { return to_size(id); }, drawn, ids);
  }
  if (selection.words > 0)
    sample(
        train, selection.words, 1, [](std::int32_t) { return std::size_t{0}; }, drawn, ids);
  return renumbered(task, train, std::move(ids));
}

}  // namespace neurank::corpus
