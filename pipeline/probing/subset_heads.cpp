#include "probing/subset_heads.hpp"

#include <numeric>

#include "analysis/ablation.hpp"
#include "analysis/label_counts.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;

/// Neurons as they stand in a file: layer after layer.
std::vector<Index> in_place(Index neurons) {
  std::vector<Index> order(to_size(neurons));
  std::iota(order.begin(), order.end(), Index{0});
  return order;
}

}  // namespace

SubsetHeads::SubsetHeads(const ProbingContext& context, const CellData& data, const RepetitionId& id,
                         const ranking::NeuronRanking& ranking, const probe::Penalty& penalty, ResumableUnit& unit)
    : context_(context),
      data_(data),
      id_(id),
      unit_(unit),
      seeds_(repetition_seeds(context.experiment.seed, id.repetition)),
      settings_(train_settings(context, id.cell, seeds_)),
      penalty_(penalty),
      columns_(columns_at_once(context, id.cell)),
      top_(ranking.order) {}

probe::Targets SubsetHeads::targets(Labels labels) const {
  if (labels == Labels::task) return data_.targets();
  if (!control_) control_ = data_.control_targets(seeds_.control);
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
      return top_;
    case Kept::bottom:
      return {top_.rbegin(), top_.rend()};
    case Kept::own: {
      const std::string control = TrainedHead{.labels = Labels::control}.name();
      const probe::Head head = read_head(context_, id_, control);
      auto training = data_.stream(corpus::Split::train);
      const probe::Learner learner{&head, targets(Labels::control)};
      const auto labels = analysis::ranked_labels(control_counts(), context_.experiment.analyses.ranking_min_count());
      return rank_neurons(context_, id_, training, learner, labels, penalty_.l1, unit_.keep_going()).order;
    }
    case Kept::first_layer:
      return in_place(data_.neurons());
    case Kept::random:
      return analysis::random_order(data_.neurons(), subset.draw, seeds_.random_sets);
  }
  NEURANK_EXPECT(false);
  return {};
}

probe::NeuronOrder SubsetHeads::order(const Subset& subset) const {
  if (subset.neurons == Kept::all) return nullptr;
  probe::NeuronOrder& order = orders_[{subset.neurons, subset.draw}];
  if (!order) order = std::make_shared<const std::vector<Index>>(make_order(subset));
  return order;
}

std::vector<probe::HeadTask> SubsetHeads::tasks(const std::vector<Subset>& subsets) const {
  std::vector<probe::HeadTask> tasks;
  for (const Subset& subset : subsets) {
    const auto start = probe::uniform_start(data_.num_labels(), subset.n, seeds_.start);
    tasks.push_back({targets(subset.labels), penalty_, std::make_shared<const probe::Head>(start), order(subset)});
  }
  return tasks;
}

std::vector<store::ResultSet> SubsetHeads::train(const std::vector<Subset>& subsets, const Take& take) const {
  std::vector<store::ResultSet> found;
  const auto weights = [&](std::size_t i) { return subsets[i].n * data_.num_labels(); };
  for (std::size_t begin = 0; begin < subsets.size();) {
    const std::size_t end = probe::end_of_run(begin, subsets.size(), weights, columns_ * data_.neurons());
    const std::vector<Subset> part(subsets.begin() + to_index(begin), subsets.begin() + to_index(end));
    found.push_back(unit_.step([&] {
      auto training = data_.stream(corpus::Split::train);
      std::vector<probe::TrainingLoss> losses;
      const auto heads = probe::train_heads(training, tasks(part), settings_, columns_, unit_.keep_going(),
                                            unit_.snapshots(), unit_.team(), &losses);
      return take(part, heads, losses);
    }));
    begin = end;
  }
  return found;
}

std::vector<probe::Score> SubsetHeads::measure(const std::vector<Subset>& subsets,
                                               const std::vector<probe::Head>& heads, Measured split) const {
  std::vector<probe::Candidate> candidates;
  for (std::size_t i = 0; i < subsets.size(); ++i)
    candidates.push_back(
        {&heads[i], targets(subsets[i].labels), data_.all_labels(), nullptr, nullptr, order(subsets[i])});
  auto stream = data_.stream(split);
  const probe::Groups sentences = data_.sentences(split);
  return probe::evaluate(stream, candidates, columns_, unit_.keep_going(), settings_.products, &sentences);
}

}  // namespace neurank::probing
