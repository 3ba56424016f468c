#include "run/pipeline.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/overloaded.hpp"
#include "base/process_memory.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "mpi/together.hpp"
#include "probing/probing.hpp"
#include "report/findings.hpp"
#include "run/extraction.hpp"
#include "run/requirements.hpp"
#include "run/results.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using schedule::Outcome;
using schedule::Stage;

/// The stages of a run, one after another. What an earlier launch did is not done again: of each stage only the units
/// that the journal does not have as done are computed, an activation file that exists is kept and only its missing
/// shards are filled, and the tables are written anew at each launch.
class Pipeline {
 public:
  Pipeline(const mpi::Communicator& comm, const grid::Experiment& experiment, const RunOptions& options,
           const RunListener& listener)
      : comm_(comm),
        experiment_(experiment),
        options_(options),
        listener_(listener),
        folder_(experiment.output),
        corpora_(experiment.corpora),
        cells_(grid::expand_cells(experiment)),
        extractions_(needed_extractions(experiment, cells_)) {}

  RunResult run() {
    prepare();
    RunResult result;
    run_stages(result);
    mpi::on_root(comm_, [&] { record_outcome(folder_, result.outcome); });
    return result;
  }

 private:
  void run_stages(RunResult& result) {
    result.outcome = extract();
    if (result.outcome == Outcome::stopped) return;
    complete_activations();
    corpora_.drop_all();
    if (options_.until == Stage::extract) return;
    const Outcome probing = probe();
    if (probing != Outcome::done) result.outcome = probing;
    if (probing != Outcome::stopped && options_.until >= Stage::report) mpi::on_root(comm_, [&] { report(result); });
  }

  /// Reads the inputs everywhere, claims the folder on rank 0.
  void prepare() {
    mpi::together(comm_, [&] {
      facts_ = read_facts(experiment_, corpora_, comm_.is_root());
      expect_memory();
    });
    expect_same_plan();
    mpi::on_root(comm_, [&] {
      if (!std::filesystem::exists(folder_.grid())) expect_models();
      const InputHashes inputs = hash_inputs(experiment_);
      claim_run_folder(folder_, experiment_, inputs, options_.redo);
      journal_ = std::make_unique<schedule::Journal>(folder_.journal());
      record_job(folder_, options_.job, count_units());
      for (std::size_t corpus = 0; corpus < experiment_.corpora.size(); ++corpus) {
        create_missing(inputs, corpus);
        corpora_.drop_labels(corpus);
      }
    });
  }

  /// Loads every model once, so that damaged weights stop a run before it starts and not unit by unit.
  void expect_models() const {
    for (const auto& settings : experiment_.models) {
      model::load_language_model(settings, experiment_.resources.device);
      tokenizer::load_tokenizer(settings.path);
    }
  }

  /// Units of every stage, for `status`.
  std::map<std::string, std::size_t> count_units() const {
    std::map<std::string, std::size_t> counts;
    for (const auto& unit : all_units()) ++counts[name_of(unit.stage)];
    return counts;
  }

  std::vector<schedule::Unit> all_units() const {
    auto units = units_of(plan_extraction(experiment_, facts_, extractions_));
    const auto probing = units_of(plan_probing(experiment_, facts_, cells_, Stage::reduce));
    units.insert(units.end(), probing.begin(), probing.end());
    return units;
  }

  void expect_memory() const {
    const std::uint64_t needed = peak_memory(experiment_, facts_, cells_, process_bytes_);
    if (needed > experiment_.resources.memory_bytes)
      throw usage_error("resources.memory: " + bytes_text(experiment_.resources.memory_bytes) +
                            " a rank are not enough (the largest unit needs " + bytes_text(needed) + ")",
                        "allow more, or run fewer ranks on a host");
  }

  void expect_same_plan() {
    std::string ids;
    for (const auto& unit : all_units()) ids += unit.id + " " + to_text(unit.cost) + "\n";
    const std::string mine = sha256(ids), roots = comm_.broadcast(mine);
    mpi::together(comm_, [&] {
      if (mine != roots)
        throw input_error("rank " + std::to_string(comm_.rank()) + " reads other models or corpora than rank 0",
                          "put them where all hosts see the same files");
    });
  }

  std::filesystem::path activations(const Extraction& extraction) const {
    return folder_.activations(experiment_.models[extraction.model].name, experiment_.corpora[extraction.corpus].name);
  }

  /// The journal's name for a file all of whose shards are written and counted.
  std::string completion_id(const Extraction& extraction) const {
    return "complete/" + experiment_.models[extraction.model].name + "/" + experiment_.corpora[extraction.corpus].name;
  }

  bool is_complete(const Extraction& extraction) const { return journal_->done().contains(completion_id(extraction)); }

  /// Whether all shards are journalled as written.
  bool is_written(const Extraction& extraction) const {
    const Plan plan = plan_extraction(experiment_, facts_, {extraction});
    return std::all_of(plan.begin(), plan.end(),
                       [&](const PlannedUnit& planned) { return journal_->done().contains(planned.unit.id); });
  }

  void expect_never_written(const Extraction& extraction) const {
    for (const auto& planned : plan_extraction(experiment_, facts_, {extraction}))
      if (journal_->done().contains(planned.unit.id))
        throw input_error(
            activations(extraction).string() + ": is missing, though the journal says that it was written",
            "bring it back, or start again with --redo");
  }

  /// Creates the files of one corpus that are not there yet.
  void create_missing(const InputHashes& inputs, std::size_t corpus) {
    std::optional<store::ActivationContent> content;
    for (const auto& extraction : extractions_) {
      if (extraction.corpus != corpus || std::filesystem::exists(activations(extraction))) continue;
      expect_never_written(extraction);
      if (!content) content = content_of(corpora_[corpus]);
      create_activations(activations(extraction), experiment_, facts_, inputs, extraction, *content);
    }
  }

  /// Keeps those of the extractions for which rank 0 says yes. Collective.
  template <class Predicate>
  std::vector<Extraction> select(Predicate yes) const {
    std::string answers;
    if (comm_.is_root())
      for (const auto& extraction : extractions_) answers += yes(extraction) ? 'y' : 'n';
    answers = comm_.broadcast(answers);
    std::vector<Extraction> selected;
    for (std::size_t i = 0; i < extractions_.size(); ++i)
      if (answers[i] == 'y') selected.push_back(extractions_[i]);
    return selected;
  }

  Outcome extract() {
    const auto open = select([&](const Extraction& extraction) { return !is_written(extraction); });
    if (open.empty()) return Outcome::done;
    const Plan plan = plan_extraction(experiment_, facts_, open);
    announce("extracting activations", plan);
    std::map<Extraction, std::filesystem::path> files;
    for (const auto& extraction : open) files[extraction] = activations(extraction);
    Extractor extractor(comm_, experiment_, facts_, corpora_, files);
    return run(plan, &extractor);
  }

  void complete_activations() {
    mpi::on_root(comm_, [&] {
      for (const auto& extraction : extractions_) {
        if (!is_written(extraction) || is_complete(extraction)) continue;
        record_alignment(extraction);
        store::complete_activation_file(activations(extraction));
        journal_->record_done(completion_id(extraction), 0, 0);
        journal_->sync();
      }
    });
  }

  /// Writes how words and pieces match beside the activations, and says so when words got no vector.
  void record_alignment(const Extraction& extraction) {
    const auto file = activations(extraction);
    const auto alignment = publish_alignment(file, experiment_, facts_, extraction, corpora_);
    if (!alignment.words_without_pieces.empty())
      listener_.message(experiment_.models[extraction.model].name + " has no vector for " +
                        std::to_string(model::total(alignment.words_without_pieces)) + " words of " +
                        experiment_.corpora[extraction.corpus].name + ", see " + alignment_file(file).string());
  }

  /// Trains on whatever activations are complete; cells without them wait for the next launch.
  Outcome probe() {
    const auto complete = select([&](const Extraction& extraction) { return is_complete(extraction); });
    std::vector<Cell> ready;
    for (const Cell& cell : cells_)
      if (std::find(complete.begin(), complete.end(), needed_extractions(experiment_, {cell}).front()) !=
          complete.end())
        ready.push_back(cell);
    const Plan plan = plan_probing(experiment_, facts_, ready, options_.until);
    announce("training probes", plan);
    return run(plan, nullptr);
  }

  void report(RunResult& result) {
    std::vector<Cell> reduced;
    for (const auto& cell : cells_)
      if (std::filesystem::exists(folder_.unit(experiment_, cell, Stage::reduce, ""))) reduced.push_back(cell);
    result.results = collect_results(folder_, experiment_, reduced);
    result.findings = report::findings(result.results.tables);
    result.files = write_results(folder_, result.results, result.findings);
  }

  void announce(const std::string& what, const Plan& plan) const {
    if (comm_.is_root()) listener_.message(what + ": " + std::to_string(plan.size()) + " units");
  }

  /// @param extractor computes the shards of a plan that has some
  Outcome run(const Plan& plan, Extractor* extractor) {
    const probing::ProbingContext context(folder_, experiment_, build_facts().revision);
    const auto compute = [&](std::size_t unit, const schedule::AtWork& at_work) {
      std::visit(
          Overloaded{[&](const ExtractWork& work) { extractor->compute(work, at_work.keep_going); },
                     [&](const probing::PenaltyWork& work) { probing::search_penalties(context, work, at_work); },
                     [&](const probing::ChainWork& work) { probing::search_chains(context, work, at_work); },
                     [&](const probing::SelectWork& work) { probing::select_penalty(context, work); },
                     [&](const probing::HeadWork& work) { probing::train_whole_head(context, work, at_work); },
                     [&](const probing::TrainWork& work) { probing::train_repetition(context, work, at_work); },
                     [&](const probing::SearchWork& work) { probing::search_top_sets(context, work, at_work); },
                     [&](const probing::RivalWork& work) { probing::train_rivals(context, work, at_work); },
                     [&](const probing::MinimalWork& work) { probing::find_minimal_sets(context, work, at_work); },
                     [&](const probing::ReduceWork& work) { probing::reduce_cell(context, work); }},
          plan[unit].work);
    };
    return schedule::run_units(comm_, units_of(plan), journal_.get(), compute, listener_);
  }

  const mpi::Communicator& comm_;
  const grid::Experiment& experiment_;
  const RunOptions& options_;
  const RunListener& listener_;
  RunFolder folder_;
  Corpora corpora_;
  std::vector<Cell> cells_;
  std::vector<Extraction> extractions_;
  Facts facts_;
  const std::uint64_t process_bytes_ = resident_bytes();  ///< before anything is read
  std::unique_ptr<schedule::Journal> journal_;            ///< on rank 0
};

}  // namespace

RunResult run_pipeline(const mpi::Communicator& comm, const grid::Experiment& experiment, const RunOptions& options,
                       const RunListener& listener) {
  return Pipeline(comm, experiment, options, listener).run();
}

}  // namespace neurank::run
