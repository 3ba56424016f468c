#include "run/pipeline.hpp"

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process_memory.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "mpi/file_hints.hpp"
#include "mpi/session.hpp"
#include "mpi/together.hpp"
#include "probing/probing.hpp"
#include "run/activation_files.hpp"
#include "run/dependencies.hpp"
#include "run/extraction.hpp"
#include "run/facts_text.hpp"
#include "run/growth.hpp"
#include "run/probing_units.hpp"
#include "run/put_aside.hpp"
#include "run/report.hpp"
#include "run/requirements.hpp"
#include "run/results.hpp"
#include "run/run_record.hpp"
#include "store/activation_seal.hpp"
#include "store/local_copies.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using schedule::Outcome;
using schedule::Stage;

/// All cells of a grid, or those of one model.
std::vector<Cell> cells_of(const grid::Experiment& experiment, const std::string& model) {
  std::vector<Cell> cells = grid::expand_cells(experiment);
  if (!model.empty())
    std::erase_if(cells, [&](const Cell& cell) { return experiment.models[cell.model].name != model; });
  return cells;
}

/// The units of a run, each as soon as those that it waits for are done. What an earlier launch did is not done again,
/// whatever its grid was: only units that the journal does not have as done, made of the same, are computed; an
/// activation file that exists is kept and only its missing shards are filled; the tables are written anew at each
/// launch.
class Pipeline {
 public:
  Pipeline(const mpi::Communicator& comm, const grid::Experiment& experiment, const RunOptions& options,
           const RunListener& listener)
      : comm_(comm),
        experiment_(experiment),
        options_(options),
        listener_(schedule::saying_once(listener)),
        folder_(experiment.output),
        corpora_(experiment.corpora),
        cells_(cells_of(experiment, options.model)),
        extractions_(needed_extractions(experiment, cells_)) {}

  RunResult run() {
    prepare();
    RunResult result;
    result.outcome = compute_units();
    mpi::on_root(comm_, [&] {
      expect_held();
      files_->seal();
      if (result.outcome != Outcome::stopped && options_.until >= Stage::report) report(result);
      record_outcome(folder_, result.outcome);
    });
    return result;
  }

 private:
  /// Rank 0 reads the inputs and claims the folder; the others are told what planning needs.
  void prepare() {
    mpi::on_root(comm_, [&] { facts_ = read_facts(experiment_, corpora_, true); });
    facts_ = facts_from(comm_.broadcast(comm_.is_root() ? to_message(facts_) : ""));
    plan_ = plan_run(experiment_, facts_, cells_, options_.until);
    expect_room();
    InputHashes inputs;
    mpi::on_root(comm_, [&] { inputs = open_folder(); });
    lock_token_ = comm_.broadcast(comm_.is_root() ? lock_->token() : "");
    lay_out_activations();
    mpi::on_root(comm_, [&] {
      for (std::size_t corpus = 0; corpus < experiment_.corpora.size(); ++corpus) {
        files_->prepare(corpus, corpora_[corpus], inputs);
        corpora_.drop_labels(corpus);
      }
    });
  }

  /// @return hashes of what the experiment reads
  InputHashes open_folder() {
    if (!holds_run_of(folder_, experiment_)) {
      expect_models();
      expect_imports();
    }
    const InputHashes inputs = hash_inputs(experiment_, corpora_);
    note_dependencies(plan_, experiment_, facts_, inputs);
    const Plan whole = options_.until == Stage::report ? plan_ : planned_to_the_end(inputs);

    const bool holds_run = claim_run_folder(folder_);
    lock_ = std::make_unique<schedule::FolderLock>(folder_.root(), options_.attempt, listener_.message);
    lock_token_ = lock_->token();
    if (holds_run && options_.redo) clear_run_folder(folder_);
    const bool is_new = !holds_run || options_.redo;
    if (is_new) record_run(folder_, experiment_, inputs, ids_of(whole));
    journal_ = std::make_unique<schedule::Journal>(folder_.journal(), [this] { expect_held(); });
    if (!is_new) grow(whole, inputs);
    record_job(folder_, options_.job);
    files_ = std::make_unique<ActivationFiles>(folder_, experiment_, facts_, plan_, *journal_);
    if (options_.update) files_->extract_damaged_again();
    for (std::size_t corpus = 0; corpus < experiment_.corpora.size(); ++corpus)
      for (const std::string& note : corpora_[corpus].text.notes) listener_.message(note);
    return inputs;
  }

  /// Settles which activation files are to be made. With hints for MPI-IO these are begun here, empty: only where a
  /// file is created can it be laid out. Collective.
  void lay_out_activations() {
    std::vector<Extraction> missing;
    mpi::on_root(comm_, [&] {
      missing = files_->settle(listener_.message);
      for (const Extraction& extraction : missing) make_folder(activations(extraction).parent_path());
    });
    if (experiment_.resources.hints.empty()) return;
    missing = agreed([&](const Extraction& extraction) { return std::ranges::count(missing, extraction) > 0; });
    mpi::FileHints not_taken;
    for (const Extraction& extraction : missing)
      not_taken.merge(
          mpi::create_with_hints(comm_, store::unfinished_file(activations(extraction)), experiment_.resources.hints));
    for (const auto& [name, value] : not_taken)
      if (comm_.is_root()) listener_.message("resources.hints: " + name + ": " + value + " is not taken here");
  }

  /// Extractions of which rank 0 says yes. Collective.
  template <class Says>
  std::vector<Extraction> agreed(const Says& says) const {
    std::string answers;
    if (comm_.is_root())
      for (const auto& extraction : extractions_) answers += says(extraction) ? 'y' : 'n';
    answers = comm_.broadcast(answers);
    std::vector<Extraction> those;
    for (std::size_t i = 0; i < extractions_.size(); ++i)
      if (answers[i] == 'y') those.push_back(extractions_[i]);
    return those;
  }

  Plan planned_to_the_end(const InputHashes& inputs) const {
    Plan plan = plan_run(experiment_, facts_, cells_, Stage::report);
    note_dependencies(plan, experiment_, facts_, inputs);
    return plan;
  }

  /// Makes the folder's run one of this grid. What finished units depend on may not change, unless that was asked for.
  void grow(const Plan& whole, const InputHashes& inputs) {
    const Growth growth = growth_in(folder_, whole, experiment_, inputs, journal_->done());
    if (!options_.update) expect_no_change(folder_.root(), growth);
    if (options_.update) put_aside(folder_, redone(whole, growth), *journal_);
    record_run(folder_, experiment_, inputs, ids_of(whole));
    listener_.message(to_text(growth));
  }

  /// Loads every model once, so that damaged weights stop a run before it starts and not unit by unit.
  void expect_models() const {
    for (std::size_t model = 0; model < experiment_.models.size(); ++model) {
      const auto& settings = experiment_.models[model];
      const bool is_needed = std::ranges::any_of(cells_, [&](const Cell& cell) { return cell.model == model; });
      if (!settings.activations.empty() || !is_needed) continue;
      model::load_language_model(settings, experiment_.resources.device, experiment_.extract.selection);
      const auto tokenizer = tokenizer::load_tokenizer(settings.path);
      for (const std::string& note : tokenizer->notes()) listener_.message("model " + settings.name + ": " + note);
      if (const auto warning = word_rule_warning(settings, experiment_)) listener_.message(*warning);
    }
  }

  /// Holds activations made elsewhere against their corpora, for the same reason.
  void expect_imports() {
    for (const auto& [model, corpus] : extractions_) {
      const model::ModelSettings& settings = experiment_.models[model];
      if (settings.activations.empty()) continue;
      const ImportedVectors vectors(settings, experiment_.corpora[corpus]);
      if (vectors.facts().shape.layer_numbers != facts_.models[model].shape.layer_numbers ||
          vectors.layout().width != facts_.models[model].shape.width)
        throw input_error("model " + settings.name + ": its activations of corpus " + experiment_.corpora[corpus].name +
                              " have other layers or neurons than those of another corpus",
                          "name files of one model");
      vectors.expect_fits(corpora_[corpus]);
    }
  }

  /// That nobody has touched the activations that a unit reads.
  void expect_untouched(const Work& work) const {
    if (!std::holds_alternative<ExtractWork>(work) && !std::holds_alternative<CompleteWork>(work))
      store::expect_untouched(activations(needed_by(experiment_, cell_of(work))));
  }

  /// That no other job has taken the folder over.
  void expect_held() const { schedule::expect_held(folder_.root(), lock_token_); }

  /// Names units that do not fit on a rank, before anything starts, and says so on which host ranks may run out of
  /// memory. Collective.
  void expect_room() const {
    const auto needs = memory_needs(experiment_, facts_, cells_, process_bytes_);
    mpi::together(comm_, [&] { expect_memory(experiment_, needs); });
    const std::string warning = memory_warning(needs, mpi::ranks_on_this_host(comm_), host_memory_bytes());
    for (const std::string& text : comm_.gather(warning)) {
      if (text.empty()) continue;
      listener_.message("warning: " + text);
      break;
    }
  }

  std::filesystem::path activations(const Extraction& extraction) const {
    return activation_file(folder_, experiment_, extraction);
  }

  /// Finishes an activation file all of whose shards are written.
  void complete(const CompleteWork& work, const schedule::AtWork& at_work) {
    const model::Alignment alignment = record_alignment({work.model, work.corpus}, at_work);
    store::complete_activation_file(activations({work.model, work.corpus}), first_word_length(alignment));
    store::begin_seal(activations({work.model, work.corpus}));
  }

  /// Writes how words and pieces match beside the activations, and says what people should know of it.
  model::Alignment record_alignment(const Extraction& extraction, const schedule::AtWork& at_work) {
    const auto file = activations(extraction);
    const auto alignment = publish_alignment(file, experiment_, facts_, extraction, corpora_);
    for (const std::string& warning : model::warnings(alignment))
      at_work.say(experiment_.models[extraction.model].name + ", " + experiment_.corpora[extraction.corpus].name +
                  ": " + warning + ", see " + alignment_file(file).string());
    return alignment;
  }

  void report(RunResult& result) {
    Results results = collect_results(folder_, experiment_, finished_units(plan_, journal_->done()));
    write_results(folder_, results);
    Report report = write_report(folder_, experiment_, results);
    for (const std::string& note : report.notes) listener_.message(note);
    result.files = std::move(report.files);
    result.findings = std::move(report.findings.page);
    result.tables = std::move(results.small.tables);
  }

  /// Activation files that have shards to be written, as rank 0 knows. Collective.
  std::map<Extraction, std::filesystem::path> open_activations() const {
    std::map<Extraction, std::filesystem::path> files;
    for (const Extraction& extraction : agreed([&](const Extraction& one) { return !files_->is_written(one); }))
      files[extraction] = activations(extraction);
    return files;
  }

  std::unique_ptr<store::LocalCopies> local_copies() const {
    const auto& scratch = experiment_.resources.scratch;
    if (scratch.empty()) return nullptr;
    return std::make_unique<store::LocalCopies>(scratch, std::filesystem::absolute(folder_.root()).string());
  }

  /// That nobody has touched the activations that a unit reads; those that it reads over and over are copied to this
  /// host. @param copies nullptr: none are wanted
  void settle_activations(const PlannedUnit& planned, const probing::ProbingContext& context,
                          store::LocalCopies* copies, const schedule::AtWork& at_work) const {
    expect_untouched(planned.work);
    if (copies == nullptr || planned.unit.stage < Stage::penalty || planned.unit.stage > Stage::minimal) return;
    const Extraction extraction = needed_by(experiment_, cell_of(planned.work));
    if (!pays_to_copy(experiment_, facts_, extraction)) return;
    if (const std::string said = copies->fetch(activations(extraction), at_work.keep_going); !said.empty())
      at_work.say(said);
    context.use_copies();
  }

  /// Does what a unit does, on the rank that leads it.
  void compute(const Work& work, Extractor& extractor, const probing::ProbingContext& context,
               const schedule::AtWork& at_work) {
    if (const auto* shard = std::get_if<ExtractWork>(&work))
      extractor.compute(*shard, at_work);
    else if (const auto* file = std::get_if<CompleteWork>(&work))
      complete(*file, at_work);
    else
      compute_probing(work, context, at_work);
  }

  Outcome compute_units() {
    const auto files = open_activations();
    Extractor extractor(comm_, experiment_, facts_, corpora_, files);
    const auto copies = local_copies();
    const probing::ProbingContext context(folder_, experiment_, build_facts().revision, copies.get());
    const auto compute_unit = [&](std::size_t unit, const schedule::AtWork& given) {
      schedule::AtWork at_work = given;
      at_work.before_writing = [this] { expect_held(); };
      const Work& work = plan_[unit].work;
      std::optional<probing::LedUnit> led;  // before anything that may fail: at its end others of the team are free
      if (at_work.team.is_root()) led.emplace(at_work.team);
      if (std::holds_alternative<ExtractWork>(work))  // a rank holds a model or a cell, never both
        context.close();
      else
        extractor.rest();
      settle_activations(plan_[unit], context, copies.get(), at_work);
      if (!at_work.team.is_root()) return probing::help_with_unit(context, cell_of(work), at_work);
      compute(work, extractor, context, at_work);
    };
    return schedule::run_units(comm_, units_of(plan_), journal_.get(), compute_unit, listener_);
  }

  const mpi::Communicator& comm_;
  const grid::Experiment& experiment_;
  const RunOptions& options_;
  RunListener listener_;
  RunFolder folder_;
  Corpora corpora_;
  std::vector<Cell> cells_;
  std::vector<Extraction> extractions_;
  Facts facts_;
  Plan plan_;
  const std::uint64_t process_bytes_ = resident_bytes();  ///< before anything is read
  std::string lock_token_;                                ///< of this job's hold on the folder
  std::unique_ptr<schedule::FolderLock> lock_;            ///< on rank 0, as are the next
  std::unique_ptr<schedule::Journal> journal_;
  std::unique_ptr<ActivationFiles> files_;
};

}  // namespace

RunResult run_pipeline(const mpi::Communicator& comm, const grid::Experiment& experiment, const RunOptions& options,
                       const RunListener& listener) {
  return Pipeline(comm, experiment, options, listener).run();
}

}  // namespace neurank::run
