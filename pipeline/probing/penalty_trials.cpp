#include "probing/penalty_trials.hpp"

#include "probe/evaluate.hpp"
#include "ranking/label_rows.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::probing {
namespace {

ranking::NeuronRanking ranking_of(const probe::Head& head, std::span<const Index> labels, std::uint64_t seed) {
  const Matrix rows = ranking::rows_of(head.weights, labels);
  const ConstMatrixView weights(rows.data(), rows.rows(), rows.cols());
  ranking::NeuronRanking ranking = ranking::rank_by_weight_mass(weights);
  ranking::order_unweighted(weights, {}, seed, ranking);
  return ranking;
}

}  // namespace

std::vector<probe::PenaltyTrial> measure_trials(const ProbingContext& context, const grid::Cell& cell,
                                                const std::vector<probe::Head>& heads,
                                                const std::vector<probe::Penalty>& penalties,
                                                const schedule::KeepGoing& keep_going) {
  const CellData& data = context.open(cell);
  const Index kept = ranking::count_of(context.settings(cell).search.keep, data.neurons());
  const std::vector<Index> labels = labels_that_rank(context, cell);
  std::vector<std::vector<Index>> top, bottom;
  for (const probe::Head& head : heads) {
    const auto ranking = ranking_of(head, labels, repetition_seeds(context.experiment.seed, 1).unweighted);
    top.push_back(ranking::top(ranking, kept));
    bottom.push_back(ranking::bottom(ranking, kept));
  }
  std::vector<probe::Candidate> candidates;
  for (std::size_t h = 0; h < heads.size(); ++h)
    for (const std::vector<Index>* neurons : {static_cast<std::vector<Index>*>(nullptr), &top[h], &bottom[h]})
      candidates.push_back({&heads[h], data.targets(), data.all_labels(), neurons, masked_activations(context, data)});
  auto stream = data.stream(corpus::Split::dev);
  const auto scores = probe::evaluate(stream, candidates, columns_at_once(context, cell), keep_going, data.products());
  const auto accuracy = [&](std::size_t i) { return scores[i].accuracy().value_or(0); };
  std::vector<probe::PenaltyTrial> trials;
  for (std::size_t h = 0; h < heads.size(); ++h)
    trials.push_back({penalties[h], accuracy(3 * h), accuracy(3 * h + 1), accuracy(3 * h + 2)});
  return trials;
}

Table trials_table(const std::vector<probe::PenaltyTrial>& trials) {
  Table table({{"l1", ColumnType::real},
               {"l2", ColumnType::real},
               {"accuracy", ColumnType::real},
               {"accuracy_top", ColumnType::real},
               {"accuracy_bottom", ColumnType::real}});
  for (const auto& trial : trials)
    table.add_row({trial.penalty.l1, trial.penalty.l2, trial.accuracy, trial.accuracy_top, trial.accuracy_bottom});
  return table;
}

std::vector<probe::PenaltyTrial> to_trials(const Table& table) {
  std::vector<probe::PenaltyTrial> trials;
  for (std::size_t i = 0; i < table.num_rows(); ++i)
    trials.push_back({{table.real(i, "l1"), table.real(i, "l2")},
                      table.real(i, "accuracy"),
                      table.real(i, "accuracy_top"),
                      table.real(i, "accuracy_bottom")});
  return trials;
}

}  // namespace neurank::probing
