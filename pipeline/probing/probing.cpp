#include "probing/probing.hpp"

#include <algorithm>

#include "analysis/label_counts.hpp"
#include "base/cast.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "probing/memory.hpp"
#include "probing/rank_team.hpp"

namespace neurank::probing {

ProbingContext::ProbingContext(const schedule::RunFolder& run_folder, const grid::Experiment& of_run,
                               std::string of_program, const store::LocalCopies* of_host)
    : folder(run_folder), experiment(of_run), build(std::move(of_program)), copies(of_host) {}

const CellData& ProbingContext::open(const grid::Cell& cell) const {
  if (data_ && cell_ == cell) return *data_;
  data_.reset();
  if (!activations_ || activations_of(folder, experiment, cell_) != activations_of(folder, experiment, cell)) {
    activations_.reset();  // two at once may not fit in memory
    activations_ = open_activations(folder, experiment, cell, copies);
  }
  data_ = std::make_unique<const CellData>(activations_, experiment, cell);
  cell_ = cell;
  return *data_;
}

void ProbingContext::use_copies() const {
  if (activations_ && !activations_->is_copy() && copies != nullptr &&
      copies->find(activations_of(folder, experiment, cell_)))
    close();
}

void ProbingContext::close() const {
  data_.reset();
  activations_.reset();
}

ResumableUnit resumable_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage,
                             const std::string& part, const schedule::AtWork& at_work) {
  const auto file = context.folder.unit(context.experiment, cell, stage, part);
  const auto name = std::filesystem::relative(file, context.folder.root()).string();
  return {file, join({context.build, at_work.fingerprint, name}, "\n"), at_work};
}

void write_unit(const ProbingContext& context, const grid::Cell& cell, schedule::Stage stage, const std::string& part,
                store::ResultSet results, const schedule::AtWork& at_work) {
  at_work.before_writing();
  results.attributes[schedule::fingerprint_attribute] = at_work.fingerprint;
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
                             {.arrays = [](const std::string&) { return false; }});
}

std::string part_of(const RepetitionId& id, const std::string& name) {
  return std::to_string(id.repetition) + "." + name;
}

std::vector<Index> labels_that_rank(const ProbingContext& context, const grid::Cell& cell) {
  return analysis::ranked_labels(context.open(cell).training_counts(), context.experiment.analyses.ranking_min_count());
}

const Vector* masked_activations(const ProbingContext& context, const CellData& data) {
  return context.experiment.analyses.ablation.masked == analysis::MaskedWith::mean ? &data.means() : nullptr;
}

Index columns_at_once(const ProbingContext& context, const grid::Cell& cell) {
  return affordable_columns(context.experiment, context.settings(cell), context.open(cell).neurons());
}

RepetitionSeeds repetition_seeds(std::uint64_t experiment_seed, Index repetition) {
  const std::uint64_t seed = derive_seed(experiment_seed, "repetition " + std::to_string(repetition));
  return {derive_seed(seed, "start"),       derive_seed(seed, "order"),      derive_seed(seed, "control"),
          derive_seed(seed, "random sets"), derive_seed(seed, "unweighted"), derive_seed(seed, "words")};
}

std::uint64_t ranking_seed(const ProbingContext& context, const grid::Cell& cell, const std::string& purpose) {
  const std::string& task = context.experiment.tasks[cell.task].name;
  return derive_seed(derive_seed(context.experiment.seed, "rankings/" + purpose), task);
}

probe::TrainingRows training_of(const ProbingContext& context, const RepetitionId& id) {
  const CellData& data = context.open(id.cell);
  if (context.settings(id.cell).resample == probe::Resample::none) return data.training();
  return data.resampled(repetition_seeds(context.experiment.seed, id.repetition).words);
}

Index whole_weights(const ProbingContext& context, const grid::Cell& cell, Index epochs) {
  const double words = to_double(context.open(cell).split(corpus::Split::train).size());
  const double weights = context.settings(cell).unit_operations / (4 * std::max(words, 1.0) * to_double(epochs));
  return static_cast<Index>(std::min(weights, 1e18));
}

void help_with_unit(const ProbingContext& context, const grid::Cell& cell, const schedule::AtWork& at_work) {
  const auto open = [&] { return context.open(cell).training(); };
  RankTeam(at_work.team).follow(open, at_work.keep_going);
}

probe::TrainSettings train_settings(const ProbingContext& context, const grid::Cell& cell,
                                    const RepetitionSeeds& seeds) {
  const auto& settings = context.settings(cell);
  const bool takes_all = settings.resample == probe::Resample::none;
  return {
      .epochs = settings.epochs,
      .learning_rate = (settings.step == probe::StepRule::decay ? 3 : 1) * settings.learning_rate,
      .step = settings.step,
      .ridge = settings.ridge,
      .order = settings.order,
      .seed = seeds.order,
      .products = Products(context.experiment.resources.products),
      .whole_weights = takes_all ? whole_weights(context, cell, settings.epochs) : std::numeric_limits<Index>::max()};
}

}  // namespace neurank::probing
