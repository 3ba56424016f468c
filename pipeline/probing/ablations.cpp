#include "analysis/ablation.hpp"
#include "base/cast.hpp"
#include "probing/curves.hpp"
#include "probing/head_accuracies.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {

void mask_neurons(const ProbingContext& context, const AblationWork& work, const schedule::AtWork& at_work) {
  const RepetitionId& id = work.id;
  const CellData& data = context.open(id.cell);
  const grid::AblationSettings& ablation = context.experiment.analyses.ablation;
  const probe::Head head = read_head(context, id, TrainedHead().name());
  const ranking::NeuronRanking ranking = read_repetition(context, id).ranking;
  const auto sets = analysis::ablation_sets(ranking, ablation.keep, ablation.draws,
                                            repetition_seeds(context.experiment.seed, id.repetition).random_sets);
  std::vector<MeasuredHead> heads;
  for (const auto& set : sets)
    heads.push_back({{&head, data.targets(), data.all_labels(), &set.neurons, masked_activations(context, data)},
                     {.repetition = id.repetition,
                      .neurons = set.kind,
                      .how = masked_use(context),
                      .keep = set.keep,
                      .n = to_index(set.neurons.size()),
                      .draw = set.draw}});
  store::ResultSet results = measure_heads(context, id.cell, heads, at_work.keep_going);
  add_masked_curve(context, id, ranking, head, at_work.keep_going, results);
  write_unit(context, id.cell, schedule::Stage::train, part_of(id, work.name()), std::move(results), at_work);
}

Table masked_accuracies(const ProbingContext& context, const RepetitionId& id) {
  return read_unit_tables(context, id.cell, schedule::Stage::train, part_of(id, AblationWork{id}.name()))
      .tables.at("accuracy");
}

}  // namespace neurank::probing
