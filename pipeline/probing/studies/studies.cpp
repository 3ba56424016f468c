#include "base/error.hpp"
#include "base/random.hpp"
#include "probing/studies/study.hpp"

namespace neurank::probing {
namespace {

using analysis::Study;
using schedule::Stage;

store::ResultSet find(const StudyAtWork& study) {
  switch (study.work.study) {
    case Study::layers:
      return find_layer_heads(study);
    case Study::basis:
      return compare_bases(study);
    case Study::mdl:
      return find_description_lengths(study);
    case Study::redundancy:
      return find_redundancy(study);
    case Study::monosemanticity:
      return count_told_labels(study);
    case Study::knockoffs:
      return find_knockoff_sets(study);
    case Study::best_set:
      return find_best_sets(study);
  }
  NEURANK_EXPECT(false);
  return {};
}

}  // namespace

std::uint64_t StudyAtWork::seed(const std::string& purpose) const {
  return derive_seed(repetition_seeds(context.experiment.seed, id().repetition).random_sets,
                     work.name() + "/" + purpose);
}

void study_cell(const ProbingContext& context, const StudyWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.name()), at_work);
  unit.finish(find({context, work, context.open(work.id.cell), unit}));
}

std::map<std::string, Table> study_tables(const ProbingContext& context, const grid::Cell& cell) {
  std::map<std::string, Table> all;
  for (const Study study : all_of<Study>()) {
    if (!context.experiment.analyses.has(study)) continue;
    auto unit = read_unit(context, cell, Stage::minimal, part_of({cell, chance_repetition}, name_of(study)));
    if (study == Study::layers)
      all["layer_accuracy"] = layer_accuracy(context, cell, unit);
    else
      all.merge(unit.tables);
  }
  return all;
}

}  // namespace neurank::probing
