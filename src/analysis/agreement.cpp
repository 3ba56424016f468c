#include "analysis/agreement.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using ranking::NeuronRanking;

/// For each ranking the order of the neurons by the sum of their ranks in all others.
std::vector<NeuronRanking> votes_of_others(std::span<const NeuronRanking> rankings, std::uint64_t seed) {
  const std::size_t neurons = rankings.front().order.size();
  std::vector<double> all(neurons);
  for (const NeuronRanking& ranking : rankings) {
    NEURANK_EXPECT(ranking.order.size() == neurons);
    for (std::size_t place = 0; place < neurons; ++place) all[to_size(ranking.order[place])] += to_double(place + 1);
  }
  std::vector<NeuronRanking> votes;
  for (std::size_t m = 0; m < rankings.size(); ++m) {
    NeuronRanking vote{std::vector<Index>(neurons), all};
    std::iota(vote.order.begin(), vote.order.end(), Index{0});
    for (std::size_t place = 0; place < neurons; ++place)
      vote.score[to_size(rankings[m].order[place])] -= to_double(place + 1);
    ranking::order_by_score(vote.order, vote.score, derive_seed(seed, "vote/" + std::to_string(m)));
    votes.push_back(std::move(vote));
  }
  return votes;
}

Agreement agreement_at(Index k, std::span<const NeuronRanking> rankings, std::span<const NeuronRanking> votes) {
  std::vector<std::vector<Index>> first;
  for (const NeuronRanking& ranking : rankings) first.push_back(ranking::top(ranking, k));
  Agreement found;
  found.k = k;
  for (std::size_t m = 0; m < first.size(); ++m) {
    std::vector<double>& row = found.jaccard.emplace_back();
    double with_others = 0;
    for (std::size_t other = 0; other < first.size(); ++other) {
      row.push_back(jaccard(first[m], first[other]));
      if (other != m) with_others += row.back();
    }
    found.average_overlap.push_back(with_others / to_double(first.size() - 1));
    found.neuron_vote.push_back(jaccard(first[m], ranking::top(votes[m], k)));
  }
  found.chance = expected_jaccard(k, k, to_index(rankings.front().order.size()));
  return found;
}

}  // namespace

std::vector<Index> judged_sizes(Index neurons, bool fixed) {
  std::set<Index> sizes;
  for (const double share : {0.01, 0.02, 0.05, 0.1, 0.2}) sizes.insert(ranking::count_of(share, neurons));
  if (fixed) sizes.insert({10, 50, 100});
  std::erase_if(sizes, [&](Index size) { return size >= neurons; });
  return {sizes.begin(), sizes.end()};
}

std::vector<Agreement> agreement(std::span<const NeuronRanking> rankings, std::span<const Index> ks,
                                 std::uint64_t seed) {
  NEURANK_EXPECT(rankings.size() >= 2);
  const std::vector<NeuronRanking> votes = votes_of_others(rankings, seed);
  std::vector<Agreement> rows;
  for (const Index k : ks) {
    NEURANK_EXPECT(1 <= k && k <= to_index(votes.front().order.size()));
    rows.push_back(agreement_at(k, rankings, votes));
  }
  return rows;
}

std::vector<Index> compared_sizes(Index neurons, Index length) {
  NEURANK_EXPECT(1 <= length && length <= neurons);
  std::set<Index> sizes = {10, 30, 50, ranking::count_of(0.01, neurons), ranking::count_of(0.04, neurons)};
  std::erase_if(sizes, [&](Index size) { return size >= length; });
  if (length < neurons) sizes.insert(length);
  return {sizes.begin(), sizes.end()};
}

double jaccard_of_first(std::span<const Index> a, std::span<const Index> b, Index k) {
  const auto first = [k](std::span<const Index> order) {
    NEURANK_EXPECT(1 <= k && k <= to_index(order.size()));
    std::vector<Index> neurons(order.begin(), order.begin() + k);
    std::ranges::sort(neurons);
    return neurons;
  };
  return jaccard(first(a), first(b));
}

}  // namespace neurank::analysis
