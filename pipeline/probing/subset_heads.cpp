#include "probing/subset_heads.hpp"

#include <algorithm>
#include <numeric>

#include "analysis/ablation.hpp"
#include "analysis/label_counts.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/rankings/head_rankings.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;

/// Neurons as they stand in a file, layer after layer, but a layer's first. @param first id of its first neuron
std::vector<Index> in_place(Index neurons, Index first) {
  std::vector<Index> order(to_size(neurons));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::rotate(order, order.begin() + first);
  return order;
}

}  // namespace

SubsetHeads::SubsetHeads(const ProbingContext& context, const CellData& data, const RepetitionId& id,
                         const ranking::NeuronRanking& ranking, const probe::Penalty& penalty, ResumableUnit& unit)
    : context_(context),
      data_(data),
      id_(id),
      unit_(unit),
      training_(training_of(context, id)),
      seeds_(repetition_seeds(context.experiment.seed, id.repetition)),
      settings_(train_settings(context, id.cell, seeds_)),
      penalty_(penalty),
      columns_(columns_at_once(context, id.cell)),
      tops_{{ranking::Method::weight_mass, ranking.order}} {}

probe::Targets SubsetHeads::targets(Labels labels) const {
  if (labels == Labels::task) return data_.targets();
  if (!control_) control_ = targets_of(context_, id_, labels);
  return control_;
}

std::vector<Index> SubsetHeads::control_counts() const {
  const probe::Targets labels = targets(Labels::control);
  std::vector<Index> counts(to_size(data_.num_labels()), 0);
  for (const Index row : data_.rows_of(corpus::Split::train)) ++counts[to_size((*labels)[to_size(row)])];
  return counts;
}

std::vector<Index> SubsetHeads::make_order(const Subset& subset) const {
  switch (subset.neurons) {
    case Kept::all:
      break;
    case Kept::top:
      return tops_.at(subset.method);
    case Kept::bottom:
      return {tops_.at(subset.method).rbegin(), tops_.at(subset.method).rend()};
    case Kept::own: {
      const RankingHead head = {
          training_,
          {&whole(Labels::control), targets(Labels::control)},
          analysis::ranked_labels(control_counts(), context_.experiment.analyses.ranking_min_count()),
          penalty_.l1};
      return rank_neurons(context_, id_, head, unit_.keep_going()).order;
    }
    case Kept::first_layer:
      return in_place(data_.neurons(), subset.draw * data_.header().width);
    case Kept::random:
      return analysis::random_order(data_.neurons(), subset.draw, seeds_.random_sets);
  }
  NEURANK_EXPECT(false);
  return {};
}

probe::NeuronOrder SubsetHeads::order(const Subset& subset) const {
  if (subset.neurons == Kept::all) return nullptr;
  probe::NeuronOrder& order = orders_[{subset.neurons, subset.draw, subset.method}];
  if (!order) order = std::make_shared<const std::vector<Index>>(make_order(subset));
  return order;
}

const probe::Head& SubsetHeads::whole(Labels labels) const {
  auto known = whole_.find(labels);
  if (known == whole_.end())
    known = whole_.emplace(labels, read_head(context_, id_, TrainedHead{.labels = labels}.name())).first;
  return known->second;
}

/// Exact heads start from the columns of the one on all neurons.
std::shared_ptr<const probe::Head> SubsetHeads::start(const Subset& subset) const {
  if (!context_.settings(id_.cell).is_exact()) return cold_start(context_, id_.cell, subset.n, seeds_.start);
  const probe::Head& all = whole(subset.labels);
  const std::vector<Index>& neurons = *order(subset);
  const std::vector<Index> read(neurons.begin(), neurons.begin() + subset.n);
  return std::make_shared<const probe::Head>(probe::Head{all.weights(Eigen::all, read), all.bias});
}

std::vector<probe::HeadTask> SubsetHeads::tasks(const std::vector<Subset>& subsets) const {
  std::vector<probe::HeadTask> tasks;
  for (const Subset& subset : subsets)
    tasks.push_back({targets(subset.labels), penalty_, start(subset), order(subset)});
  return tasks;
}

std::vector<store::ResultSet> SubsetHeads::train(const std::vector<Subset>& subsets, const Take& take) const {
  std::vector<store::ResultSet> found;
  const auto weights = [&](std::size_t i) { return subsets[i].n * data_.num_labels(); };
  for (std::size_t begin = 0; begin < subsets.size();) {
    const std::size_t end = probe::end_of_run(begin, subsets.size(), weights, columns_ * data_.neurons());
    const std::vector<Subset> part(subsets.begin() + to_index(begin), subsets.begin() + to_index(end));
    found.push_back(unit_.step([&] {
      const HeadSearch search = {settings_, subset_gap, unit_.keep_going(), unit_.snapshots(), &unit_.team()};
      return take(part, find_heads(context_, id_.cell, training_, tasks(part), search));
    }));
    begin = end;
  }
  return found;
}

std::vector<probe::Score> SubsetHeads::measure(const std::vector<Subset>& subsets, const std::vector<FoundHead>& heads,
                                               Measured split) const {
  std::vector<probe::Candidate> candidates;
  for (std::size_t i = 0; i < subsets.size(); ++i)
    candidates.push_back(
        {&heads[i].head, targets(subsets[i].labels), data_.all_labels(), nullptr, nullptr, order(subsets[i])});
  auto stream = data_.stream(split);
  const probe::Groups sentences = data_.sentences(split);
  return probe::evaluate(stream, candidates, columns_, unit_.keep_going(), settings_.products, &sentences);
}

}  // namespace neurank::probing
