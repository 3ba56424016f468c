#include <numeric>

#include "analysis/shadows.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probe/mean_gradient.hpp"
#include "probe/shadow_rows.hpp"
#include "probe/train.hpp"
#include "probing/chance_units.hpp"
#include "probing/repetition.hpp"
#include "probing/subset_heads.hpp"

namespace neurank::probing {
namespace {

using schedule::AtWork;
using schedule::Stage;

/// Trains the task's head on other words or neurons, and ranks by it.
ranking::NeuronRanking rank_anew(const ProbingContext& context, const RepetitionId& id, probe::BatchStream& stream,
                                 ResumableUnit& unit) {
  const CellData& data = context.open(id.cell);
  const probe::Penalty penalty = selected_penalty(context, id.cell);
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, id.repetition);
  probe::TrainSettings settings = train_settings(context, id.cell, seeds);
  settings.whole_weights = std::numeric_limits<Index>::max();  // a team would read other words
  const auto start =
      std::make_shared<const probe::Head>(probe::uniform_start(data.num_labels(), stream.neurons(), seeds.start));
  const auto heads = probe::train_heads(stream, {{data.targets(), penalty, start}}, settings,
                                        columns_at_once(context, id.cell), unit.keep_going(), unit.snapshots());
  return rank_neurons(context, id, stream, {&heads.front(), data.targets()}, labels_that_rank(context, id.cell),
                      penalty.l1, unit.keep_going());
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
  probe::BatchStream stream(source, data.rows_of(corpus::Split::train), data.batch(),
                            probe::with_shadows(data.standardization(), shadowed));
  const auto ranking = rank_anew(context, work.id, stream, unit);
  unit.finish({.attributes = {},
               .tables = {},
               .arrays = {{chance_units::before, array_of(analysis::shadows_before(ranking, neurons))}}});
}

void train_halves(const ProbingContext& context, const HalvesWork& work, const AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.name()), at_work);
  const CellData& data = context.open(work.id.cell);
  const auto seed = repetition_seeds(context.experiment.seed, work.id.repetition).random_sets;
  std::vector<Index> sentences(to_size(data.training_sentences()));
  std::iota(sentences.begin(), sentences.end(), Index{0});
  Random(derive_seed(seed, work.name())).shuffle(sentences);
  std::vector<bool> in_first(sentences.size(), false);
  for (std::size_t i = 0; i < sentences.size() / 2; ++i) in_first[to_size(sentences[i])] = true;
  store::ResultSet results;
  for (const char* half : {chance_units::first_order, chance_units::second_order}) {
    const auto& found = unit.step([&] {
      probe::BatchStream stream(data.source(), data.rows_of_sentences(in_first), data.batch(), data.standardization());
      const auto ranking = rank_anew(context, work.id, stream, unit);
      return store::ResultSet{.attributes = {}, .tables = {}, .arrays = {{half, array_of(ranking.order)}}};
    });
    results.arrays[half] = found.arrays.at(half);
    in_first.flip();
  }
  unit.finish(std::move(results));
}

}  // namespace neurank::probing
