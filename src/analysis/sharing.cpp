#include "analysis/sharing.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>

#include "analysis/moments.hpp"
#include "analysis/overlap.hpp"
#include "analysis/rank_correlation.hpp"
#include "base/cast.hpp"

namespace neurank::analysis {
namespace {

using SetPointers = std::vector<const std::vector<Index>*>;

std::vector<Index> union_of(const SetPointers& sets) {
  std::vector<Index> all;
  for (const auto* set : sets) all.insert(all.end(), set->begin(), set->end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// A set as bits over the positions of the union.
using Bits = std::vector<std::uint64_t>;

Bits to_bits(const std::vector<Index>& set, const std::vector<Index>& all) {
  Bits bits(all.size() / 64 + 1);
  for (Index neuron : set) {
    const auto position = to_size(std::lower_bound(all.begin(), all.end(), neuron) - all.begin());
    bits[position / 64] |= std::uint64_t{1} << position % 64;
  }
  return bits;
}

std::size_t common(const Bits& a, const Bits& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += to_size(std::popcount(a[i] & b[i]));
  return count;
}

double pairs_of(std::size_t items) { return to_double(items) * (to_double(items) - 1) / 2; }

double mean_jaccard(const SetPointers& sets, const std::vector<Index>& all) {
  std::vector<Bits> bits;
  for (const auto* set : sets) bits.push_back(to_bits(*set, all));
  double sum = 0;
  for (std::size_t a = 0; a < sets.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const std::size_t both = common(bits[a], bits[b]);
      sum += to_double(both) / to_double(sets[a]->size() + sets[b]->size() - both);
    }
  return sum / pairs_of(sets.size());
}

double mean_expected_jaccard(const SetPointers& sets, Index universe) {
  std::map<Index, std::size_t> labels_of;  // size -> labels: many labels have sets of one size
  for (const auto* set : sets) ++labels_of[to_index(set->size())];
  double sum = 0;
  for (auto a = labels_of.begin(); a != labels_of.end(); ++a) {
    sum += pairs_of(a->second) * expected_jaccard(a->first, a->first, universe);
    for (auto b = labels_of.begin(); b != a; ++b)
      sum += to_double(a->second * b->second) * expected_jaccard(a->first, b->first, universe);
  }
  return sum / pairs_of(sets.size());
}

SetPointers not_empty(const NeuronSets& sets, std::span<const Index> labels) {
  SetPointers compared;
  for (const Index label : labels)
    if (!sets[label].empty()) compared.push_back(&sets[label]);
  return compared;
}

}  // namespace

Sharing sharing(const NeuronSets& sets, std::span<const Index> labels, Index neurons) {
  Sharing result = sharing_without_expectation(sets, labels);
  if (result.mean_jaccard) result.expected_jaccard = mean_expected_jaccard(not_empty(sets, labels), neurons);
  return result;
}

Sharing sharing_without_expectation(const NeuronSets& sets, std::span<const Index> labels) {
  const SetPointers compared = not_empty(sets, labels);
  Sharing result;
  for (const auto* set : compared) result.sum += to_index(set->size());
  if (compared.empty()) return result;
  const std::vector<Index> all = union_of(compared);
  result.union_size = to_index(all.size());
  result.sharing_ratio = to_double(result.sum) / to_double(result.union_size);
  if (compared.size() < 2) return result;
  result.mean_jaccard = mean_jaccard(compared, all);
  return result;
}

std::optional<double> size_frequency_correlation(const NeuronSets& sets, std::span<const Index> counts,
                                                 std::span<const Index> labels) {
  std::vector<double> sizes, frequencies;
  for (Index label : labels) {
    sizes.push_back(to_double(sets[label].size()));
    frequencies.push_back(to_double(counts[label]));
  }
  return spearman_rho(sizes, frequencies);
}

std::vector<std::optional<double>> size_residuals(const NeuronSets& sets, std::span<const Index> counts,
                                                  std::span<const Index> labels) {
  std::vector<std::optional<double>> residuals(sets.size());
  std::vector<Index> fitted;
  for (const Index label : labels)
    if (!sets[label].empty() && counts[label] > 0) fitted.push_back(label);
  if (fitted.size() < 3) return residuals;
  std::vector<double> sizes, words;
  for (const Index label : fitted) {
    sizes.push_back(std::log(to_double(sets[label].size())));
    words.push_back(std::log(to_double(counts[label])));
  }
  const double mean_size = mean(sizes), mean_words = mean(words);
  double together = 0, squares = 0;
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    together += (words[i] - mean_words) * (sizes[i] - mean_size);
    squares += (words[i] - mean_words) * (words[i] - mean_words);
  }
  if (squares <= 0) return residuals;
  for (std::size_t i = 0; i < fitted.size(); ++i)
    residuals[to_size(fitted[i])] = sizes[i] - mean_size - together / squares * (words[i] - mean_words);
  return residuals;
}

}  // namespace neurank::analysis
