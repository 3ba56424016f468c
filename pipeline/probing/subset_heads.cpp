#include "probing/subset_heads.hpp"

#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using probe::NeuronOrder;

NeuronOrder shared(std::vector<Index> order) { return std::make_shared<const std::vector<Index>>(std::move(order)); }

std::vector<NeuronOrder> random_orders(Index neurons, Index draws, std::uint64_t seed) {
  std::vector<NeuronOrder> orders;
  for (Index draw = 1; draw <= draws; ++draw) {
    std::vector<Index> order(to_size(neurons));
    std::iota(order.begin(), order.end(), Index{0});
    Random random(derive_seed(seed, "order " + std::to_string(draw)));
    random.shuffle(order);
    orders.push_back(shared(std::move(order)));
  }
  return orders;
}

}  // namespace

SubsetHeads::SubsetHeads(const ProbingContext& context, const CellData& data, const RepetitionId& id,
                         const ranking::NeuronRanking& ranking, const probe::Penalty& penalty, ResumableUnit& unit,
                         Index draws)
    : data_(data),
      unit_(unit),
      seeds_(repetition_seeds(context.experiment.seed, id.repetition)),
      settings_(train_settings(context, id.cell, seeds_)),
      penalty_(penalty),
      columns_(columns_at_once(context, id.cell)),
      top_(shared(ranking.order)),
      bottom_(shared({ranking.order.rbegin(), ranking.order.rend()})),
      random_(random_orders(data.neurons(), draws, seeds_.random_sets)) {}

probe::Targets SubsetHeads::targets(analysis::Labels labels) const {
  if (labels == analysis::Labels::task) return data_.targets();
  if (!control_) control_ = data_.control_targets(seeds_.control);
  return control_;
}

NeuronOrder SubsetHeads::order(const Subset& subset) const {
  switch (subset.neurons) {
    case Kept::all:
      return nullptr;
    case Kept::top:
      return top_;
    case Kept::bottom:
      return bottom_;
    case Kept::random:
      NEURANK_EXPECT(subset.draw >= 1);
      return random_[to_size(subset.draw) - 1];
  }
  NEURANK_EXPECT(false);
  return nullptr;
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
