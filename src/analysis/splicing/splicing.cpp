#include "analysis/splicing/splicing.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include "analysis/splicing/neuron_pool.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/exact_head.hpp"

namespace neurank::analysis {
namespace {

/// What all parts of a search have in common.
struct Search {
  const SplicingTask& task;
  const SplicingSettings& settings;
  const Products& products;
  const std::function<bool()>& keep_going;
};

/// The first `count` of some neurons by their sacrifice, of equals the one that stands first.
template <class Order>
std::vector<Index> first_by(std::vector<Index> neurons, const std::vector<double>& sacrifices, Index count,
                            const Order& order) {
  std::ranges::stable_sort(neurons, order, [&](Index n) { return sacrifices[to_size(n)]; });
  neurons.resize(std::min(neurons.size(), to_size(count)));
  return neurons;
}

/// Neurons from 0 to `count` that are not in the set, ascending.
std::vector<Index> outside_of(const std::vector<Index>& set, Index count) {
  const std::set<Index> inside(set.begin(), set.end());
  std::vector<Index> outside;
  for (Index n = 0; n < count; ++n)
    if (!inside.contains(n)) outside.push_back(n);
  return outside;
}

/// Exchanges among the neurons of a pool. Its sets have places in the pool as neurons.
class PoolSplicing {
 public:
  PoolSplicing(const Search& search, const NeuronPool& pool, const SetHead& start)
      : search_(search), pool_(pool), best_(start) {}

  /// The set's head, and its loss.
  void solve() {
    const probe::Head* const start = best_.head.bias.size() > 0 ? &best_.head : nullptr;
    probe::ExactHead found = solved(best_.neurons, start, search_.settings.gap);
    best_ = {best_.neurons, std::move(found.head), found.certificate.primal};
  }

  /// Until none helps. @return how many lowered the loss
  Index run() {
    Index exchanges = 0;
    while (exchange()) ++exchanges;
    return exchanges;
  }

  const SetHead& best() const { return best_; }

 private:
  probe::ExactHead solved(const probe::NeuronOrder& set, const probe::Head* start, double gap) const {
    const auto& [task, settings, products, keep_going] = search_;
    const probe::ExactTask exact = {pool_.targets(), task.labels, task.penalty, {set, to_index(set->size())}, start};
    return probe::solve_exactly(pool_.training(), exact, {gap, settings.max_head_passes, settings.memory_bytes},
                                products, keep_going);
  }

  bool exchange() {
    const std::vector<double> by = sacrifices(pool_.training(), pool_.targets(), best_, search_.task.penalty,
                                              search_.products, search_.keep_going);
    const auto size = to_index(best_.neurons->size());
    const Index most = std::min(size, search_.settings.exchanged);
    const std::vector<Index> inside = first_by(*best_.neurons, by, most, std::ranges::less());
    const std::vector<Index> outside = first_by(outside_of(*best_.neurons, to_index(pool_.neurons().size())), by,
                                                search_.settings.exchanged, std::ranges::greater());
    for (Index s = std::min(most, to_index(outside.size())); s >= 1; s /= 2)
      if (try_exchange(std::span(inside).first(to_size(s)), std::span(outside).first(to_size(s)))) return true;
    for (std::size_t distance = 1; distance + 1 < inside.size() + outside.size(); ++distance)
      for (std::size_t i = 0; i < inside.size() && i <= distance; ++i)
        if (distance - i < outside.size() && try_exchange({&inside[i], 1}, {&outside[distance - i], 1})) return true;
    return false;
  }

  bool try_exchange(std::span<const Index> out, std::span<const Index> in) {
    std::vector<Index> set = *best_.neurons;
    probe::Head start = best_.head;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto place = std::ranges::find(set, out[i]) - set.begin();
      set[to_size(place)] = in[i];
      start.weights.col(place).setZero();
    }
    return take_if_better(std::make_shared<const std::vector<Index>>(std::move(set)), std::move(start));
  }

  /// Most sets are seen to be worse, by the lower bound of their loss, long before their heads are as good as they get.
  bool take_if_better(const probe::NeuronOrder& set, probe::Head start) {
    constexpr double first_gap = 1e-2, finer = 0.1;
    const double most = (1 - search_.settings.least_gain) * best_.loss;
    for (double gap = first_gap;; gap *= finer) {
      const bool is_last = gap <= search_.settings.gap;
      probe::ExactHead found = solved(set, &start, is_last ? search_.settings.gap : gap);
      if (found.certificate.dual >= most || (is_last && found.certificate.primal >= most)) return false;
      if (is_last) {
        best_ = {set, std::move(found.head), found.certificate.primal};
        return true;
      }
      start = std::move(found.head);
    }
  }

  const Search& search_;
  const NeuronPool& pool_;
  SetHead best_;
};

/// Goes from pool to pool, as long as passes are left.
class Splicing {
 public:
  Splicing(const probe::TrainingRows& training, const Search& search) : training_(training), search_(search) {}

  SplicedSet run(const std::vector<Index>& start) {
    found_.best.neurons = std::make_shared<const std::vector<Index>>(start);
    found_.start_loss = exchange_among({});
    while (!found_.is_settled && found_.passes + 2 <= search_.settings.passes) {
      const Index before = found_.exchanges;
      const std::vector<Index> outside = candidates();
      exchange_among(outside);
      const auto held = to_index(start.size() + outside.size());
      found_.is_settled = found_.exchanges == before || held == training_.source.neurons();
    }
    return std::move(found_);
  }

 private:
  std::vector<Index> candidates() {
    const std::vector<double> by = sacrifices(training_, search_.task.targets, found_.best, search_.task.penalty,
                                              search_.products, search_.keep_going);
    ++found_.passes;
    return first_by(outside_of(*found_.best.neurons, training_.source.neurons()), by, search_.settings.candidates,
                    std::ranges::greater());
  }

  /// Exchanges neurons of the set with others. @return the loss before
  double exchange_among(const std::vector<Index>& others) {
    std::vector<Index> neurons = *found_.best.neurons;
    std::vector<Index> places(neurons.size());
    std::iota(places.begin(), places.end(), Index{0});
    neurons.insert(neurons.end(), others.begin(), others.end());
    const NeuronPool pool(training_, search_.task.targets, std::move(neurons), search_.keep_going);
    ++found_.passes;
    PoolSplicing splicing(search_, pool, {std::make_shared<const std::vector<Index>>(places), found_.best.head});
    splicing.solve();
    const double before = splicing.best().loss;
    found_.exchanges += splicing.run();
    found_.best = splicing.best();
    std::vector<Index> set;
    for (const Index place : *found_.best.neurons) set.push_back(pool.neurons()[to_size(place)]);
    found_.best.neurons = std::make_shared<const std::vector<Index>>(std::move(set));
    return before;
  }

  const probe::TrainingRows& training_;
  const Search& search_;
  SplicedSet found_;
};

}  // namespace

SplicedSet best_set_by_splicing(const probe::TrainingRows& training, const SplicingTask& task,
                                const std::vector<Index>& start, const SplicingSettings& settings,
                                const Products& products, const std::function<bool()>& keep_going) {
  NEURANK_EXPECT(training.statistics && task.labels > 0 && task.penalty.l2 > 0 && !start.empty());
  NEURANK_EXPECT(settings.passes > 0 && settings.exchanged > 0 && settings.candidates > 0);
  const Search search = {task, settings, products, keep_going};
  return Splicing(training, search).run(start);
}

}  // namespace neurank::analysis
