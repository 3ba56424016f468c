#include "probing/probing.hpp"

#include "base/files.hpp"
#include "base/random.hpp"

namespace neurank::probing {

void write_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage, const std::string& part,
                const store::ResultSet& results) {
  const auto path = context.folder.unit(context.experiment, cell, stage, part);
  make_folder(path.parent_path());
  store::write_results(path, results);
}

store::ResultSet read_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage,
                           const std::string& part) {
  return store::read_results(context.folder.unit(context.experiment, cell, stage, part));
}

store::ResultSet read_unit_tables(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage,
                                  const std::string& part) {
  return store::read_results(context.folder.unit(context.experiment, cell, stage, part),
                             [](const std::string&) { return false; });
}

RepetitionSeeds repetition_seeds(std::uint64_t experiment_seed, Index repetition) {
  const std::uint64_t seed = derive_seed(experiment_seed, "repetition " + std::to_string(repetition));
  return {derive_seed(seed, "start"), derive_seed(seed, "order"), derive_seed(seed, "control"),
          derive_seed(seed, "random sets")};
}

probe::TrainSettings train_settings(const probe::ProbeSettings& settings, const RepetitionSeeds& seeds) {
  return {.epochs = settings.epochs,
          .learning_rate = settings.learning_rate,
          .ridge = settings.ridge,
          .order = probe::RowOrder::shuffled,
          .seed = seeds.order};
}

}  // namespace neurank::probing
