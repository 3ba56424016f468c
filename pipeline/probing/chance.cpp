#include <numeric>

#include "analysis/shadows.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probe/shadow_rows.hpp"
#include "probing/chance_units.hpp"
#include "probing/rankings/head_rankings.hpp"
#include "probing/rankings/ranking_units.hpp"
#include "probing/repetition.hpp"
#include "probing/subset_heads.hpp"

namespace neurank::probing {
namespace {

using probe::Head;
using schedule::AtWork;
using schedule::Stage;

/// A head on the first neurons and more behind them, which have no weight.
std::shared_ptr<const Head> start_on(const Head& head, Index neurons) {
  Matrix weights = Matrix::Zero(head.weights.rows(), neurons);
  weights.leftCols(head.weights.cols()) = head.weights;
  return std::make_shared<const Head>(Head{std::move(weights), head.bias});
}

using Methods = std::vector<ranking::Method>;

/// Trains the task's head on other words or neurons, and ranks by it.
std::map<ranking::Method, ranking::NeuronRanking> rank_anew(const ProbingContext& context, const RepetitionId& id,
                                                            const probe::TrainingRows& training, const Methods& methods,
                                                            ResumableUnit& unit) {
  const CellData& data = context.open(id.cell);
  const probe::Penalty penalty = selected_penalty(context, id.cell);
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, id.repetition);
  probe::TrainSettings settings = train_settings(context, id.cell, seeds);
  settings.whole_weights = std::numeric_limits<Index>::max();  // a team would read other words
  const Index neurons = training.source.neurons();
  const auto start = context.settings(id.cell).is_exact()
                         ? start_on(*path_head(context, id.cell, analysis::Training::full), neurons)
                         : cold_start(context, id.cell, neurons, seeds.start);
  const auto heads = find_heads(context, id.cell, training, {{data.targets(), penalty, start}},
                                {settings, context.settings(id.cell).gap, unit.keep_going(), unit.snapshots()});
  const RankingHead head = {
      training, {&heads.front().head, data.targets()}, labels_that_rank(context, id.cell), penalty.l1};
  return rank_by_head(context, id, head, methods, unit.keep_going());
}

/// For each row the one whose values its shadows have: training words are permuted among themselves.
std::vector<Index> permuted_rows(const CellData& data, std::uint64_t seed) {
  std::vector<Index> from(to_size(data.source().num_rows()));
  std::iota(from.begin(), from.end(), Index{0});
  const std::vector<Index> rows = data.rows_of(corpus::Split::train);
  std::vector<Index> permuted = rows;
  Random(derive_seed(seed, "rows")).shuffle(permuted);
  for (std::size_t i = 0; i < rows.size(); ++i) from[to_size(rows[i])] = permuted[i];
  return from;
}

store::Array array_of(const std::vector<Index>& numbers) {
  return {{to_index(numbers.size())}, {numbers.begin(), numbers.end()}};
}

}  // namespace

void train_shadows(const ProbingContext& context, const ShadowWork& work, const AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.name()), at_work);
  const CellData& data = context.open(work.id.cell);
  const Index neurons = data.neurons();
  const auto seed = derive_seed(repetition_seeds(context.experiment.seed, work.id.repetition).random_sets, work.name());
  Random random(seed);
  const auto shadowed = sample_without_replacement(neurons, analysis::shadow_plan(neurons).shadows, random);
  const probe::ShadowRows source(data.source(), shadowed, permuted_rows(data, seed));
  const probe::TrainingRows training = {source, data.rows_of(corpus::Split::train),
                                        probe::with_shadows(data.standardization(), shadowed)};
  const auto rankings = rank_anew(context, work.id, training, {ranking::Method::weight_mass}, unit);
  const ranking::NeuronRanking& ranking = rankings.at(ranking::Method::weight_mass);
  unit.finish({.attributes = {},
               .tables = {},
               .arrays = {{chance_units::before, array_of(analysis::shadows_before(ranking, neurons))}}});
}

std::vector<int> first_half(const ProbingContext& context, const HalvesWork& work) {
  const auto seed = repetition_seeds(context.experiment.seed, work.id.repetition).random_sets;
  std::vector<Index> sentences(to_size(context.open(work.id.cell).training_sentences()));
  std::iota(sentences.begin(), sentences.end(), Index{0});
  Random(derive_seed(seed, work.name())).shuffle(sentences);
  std::vector<int> taken(sentences.size(), 0);
  for (std::size_t i = 0; i < sentences.size() / 2; ++i) taken[to_size(sentences[i])] = 1;
  return taken;
}

void train_halves(const ProbingContext& context, const HalvesWork& work, const AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.name()), at_work);
  const CellData& data = context.open(work.id.cell);
  std::vector<int> taken = first_half(context, work);
  store::ResultSet results;
  // The first pair tells of all methods how far halves agree.
  const Methods methods =
      work.pair == 1 ? methods_that(context.experiment, ranking::needs_head) : Methods{ranking::Method::weight_mass};
  for (std::size_t half = 0; half < std::size(halves_prefixes); ++half) {
    const auto& found = unit.step([&] {
      const probe::TrainingRows training = {data.source(), data.rows_of_sentences(taken), data.standardization()};
      const auto rankings = rank_anew(context, work.id, training, methods, unit);
      store::ResultSet of_half;
      of_half.arrays[chance_units::half_orders[half]] = array_of(rankings.at(ranking::Method::weight_mass).order);
      if (work.pair == 1) add_rankings(halves_prefixes[half], rankings, of_half);
      return of_half;
    });
    store::ResultSet of_half = found;
    results.arrays.merge(of_half.arrays);
    results.tables.merge(of_half.tables);
    for (int& times : taken) times = 1 - times;
  }
  unit.finish(std::move(results));
}

}  // namespace neurank::probing
