#include "pretraining/pretrain_models.hpp"

#include <chrono>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "mpi/together.hpp"
#include "pretrain/train_model.hpp"
#include "schedule/record_file.hpp"
#include "tokenizer/vocabulary_training.hpp"

namespace neurank::pretraining {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using pretrain::TrainedFamily;

constexpr const char* record_name = "pretraining.json";

/// One of the models that are asked for.
struct ModelRun {
  TrainedFamily family;
  std::uint64_t seed;
  std::string name;  ///< of its folder: the family, with the number of the run where there are several
};

std::vector<ModelRun> runs_of(const grid::Pretraining& settings) {
  std::vector<ModelRun> runs;
  for (const TrainedFamily family : settings.families)
    for (Index run = 0; run < settings.seeds; ++run) {
      std::string name = name_of(family);
      if (settings.seeds > 1) name.append("-").append(std::to_string(run + 1));
      runs.push_back({family, settings.training.seed + to_uint64(run), name});
    }
  return runs;
}

/// Places below the output folder.
class Folders {
 public:
  explicit Folders(const fs::path& root) : root_(root) {}
  fs::path model(const ModelRun& run) const { return root_ / run.name; }
  fs::path record(const ModelRun& run) const { return model(run) / record_name; }
  fs::path working() const { return root_ / "working"; }
  fs::path vocabulary() const { return working() / "vocabulary"; }
  fs::path checkpoint(const ModelRun& run) const { return working() / (run.name + ".checkpoint"); }
  fs::path unfinished(const ModelRun& run) const { return working() / run.name; }

 private:
  fs::path root_;
};

bool reads_characters(TrainedFamily family) {
  return family == TrainedFamily::elmo || family == TrainedFamily::transformer_elmo;
}

/// All that a model depends on, number of ranks and threads aside.
json settings_of(const grid::Pretraining& p, const ModelRun& run, const std::string& text_hash) {
  const auto& a = p.architecture;
  const auto& t = p.training;
  json settings = {{"family", name_of(run.family)},
                   {"text_sha256", text_hash},
                   {"layers", a.layers},
                   {"width", a.width},
                   {"heads", a.heads},
                   {"feed_forward", a.feed_forward},
                   {"max_words", a.max_words},
                   {"dropout", a.dropout},
                   {"steps", t.steps},
                   {"batch", t.batch},
                   {"learning_rate", t.learning_rate},
                   {"warmup", t.warmup},
                   {"weight_decay", t.weight_decay},
                   {"seed", run.seed}};
  if (reads_characters(run.family))
    settings["vocabulary.words"] = p.words;
  else
    settings["vocabulary.pieces"] = p.pieces;
  return settings;
}

/// Whether a model is there already. Throws Error when it is another one.
bool is_finished(const Folders& folders, const ModelRun& run, const json& settings) {
  const fs::path folder = folders.model(run);
  if (!fs::exists(folder)) return false;
  if (!fs::exists(folders.record(run)))
    throw usage_error(folder.string() + ": exists, but is not a model that was pretrained here",
                      "name another output folder");
  const json before = schedule::read_record(folders.record(run)).value("settings", json::object());
  std::vector<std::string> changes;
  for (const auto& [key, value] : settings.items())
    if (const json was = before.value(key, json()); was != value)
      changes.push_back(key + " was " + json_text(was) + " and is now " + json_text(value));
  if (!changes.empty())
    throw usage_error(folder.string() + ": holds a model trained with other settings (" + join(changes, ", ") + ")",
                      "name another output folder, or throw that model away with --redo");
  return true;
}

void throw_away(const Folders& folders, const std::vector<ModelRun>& runs) {
  for (const ModelRun& run : runs)
    if (fs::exists(folders.record(run))) fs::remove_all(folders.model(run));
  fs::remove_all(folders.working());
}

/// Makes the vocabularies that are missing; an earlier launch's are those of the same text and size.
void make_vocabularies(const Folders& folders, const grid::Pretraining& settings, const std::string& text_hash,
                       const std::vector<ModelRun>& runs, const std::vector<pretrain::Words>& sentences) {
  const fs::path stamp_file = folders.vocabulary() / "made_from.txt";
  const std::string stamp = text_hash + " " + std::to_string(settings.pieces) + "\n";
  if (fs::exists(stamp_file) && read_file(stamp_file) != stamp) fs::remove_all(folders.vocabulary());
  make_folder(folders.vocabulary());
  write_file(stamp_file, stamp);
  for (const auto& [family, seed, name] : runs) {
    const fs::path folder = folders.vocabulary() / name_of(family);
    make_folder(folder);
    if (family == TrainedFamily::bert && !fs::exists(folder / "vocab.txt"))
      tokenizer::write_word_piece_vocabulary(sentences, settings.pieces, folder / "vocab.txt");
    if (family == TrainedFamily::xlnet && !fs::exists(folder / "spiece.model"))
      tokenizer::write_sentence_piece_vocabulary(sentences, settings.pieces, folder / "spiece.model");
  }
}

/// One call of pretrain().
class Pretrainer {
 public:
  Pretrainer(const mpi::Communicator& comm, const grid::Pretraining& settings, const PretrainListener& listener)
      : comm_(comm), settings_(settings), listener_(listener), folders_(settings.output), runs_(runs_of(settings)) {}

  PretrainResult run(bool redo) {
    std::vector<ModelRun> unfinished;
    mpi::together(comm_, [&] {
      const auto files = pretrain::text_files(settings_.text);
      text_hash_ = sha256_of_files(files);
      text_ = pretrain::split_text(pretrain::read_sentences(files));
    });
    mpi::on_root(comm_, [&] { prepare(redo); });
    mpi::together(comm_, [&] { unfinished = unfinished_runs(); });
    for (const ModelRun& run : unfinished)
      if (!train(run)) return {.stopped = true, .models = {}};
    PretrainResult result;
    mpi::on_root(comm_, [&] {
      fs::remove_all(folders_.working());
      for (const ModelRun& run : runs_) result.models.push_back(recorded(run));
    });
    return result;
  }

 private:
  json settings(const ModelRun& run) const { return settings_of(settings_, run, text_hash_); }

  std::vector<ModelRun> unfinished_runs() const {
    std::vector<ModelRun> unfinished;
    for (const ModelRun& run : runs_)
      if (!is_finished(folders_, run, settings(run))) unfinished.push_back(run);
    return unfinished;
  }

  void prepare(bool redo) {
    make_folder(settings_.output);
    if (redo) throw_away(folders_, runs_);
    const std::vector<ModelRun> unfinished = unfinished_runs();
    listener_.message(std::to_string(text_.training.size()) + " sentences to train on, " +
                      std::to_string(text_.held_out.size()) + " held out");
    if (!unfinished.empty()) make_vocabularies(folders_, settings_, text_hash_, unfinished, text_.training);
  }

  /// @return whether it was trained to the end
  bool train(const ModelRun& run) {
    const Stopwatch watch;
    const pretrain::TrainingPlan plan = plan_of(run);
    Index first = -1;
    const auto observe = [&](const pretrain::TrainingProgress& progress) {
      if (first < 0) first = progress.step - 1;
      if (comm_.is_root())
        listener_.progress(
            {run.name, progress.step, plan.training.steps, progress.step - first, progress.loss, watch.seconds()});
    };
    mpi::on_root(comm_, [&] { fs::remove_all(folders_.unfinished(run)); });
    const pretrain::Ranks ranks{comm_.rank(), comm_.size(), [this](std::span<float> numbers) { comm_.sum(numbers); }};
    const auto model =
        pretrain::train_model(plan, text_, ranks, {listener_.stop_requested, observe}, folders_.unfinished(run));
    if (!model.done) return false;
    mpi::on_root(comm_, [&] { publish(run, model, watch.seconds()); });
    return true;
  }

  pretrain::TrainingPlan plan_of(const ModelRun& run) const {
    json fingerprint = settings(run);
    fingerprint["ranks"] = comm_.size();
    pretrain::TrainingPlan plan{.family = run.family,
                                .architecture = settings_.architecture,
                                .training = settings_.training,
                                .vocabulary = folders_.vocabulary() / name_of(run.family),
                                .words = {},
                                .fingerprint = json_text(fingerprint),
                                .checkpoint = folders_.checkpoint(run)};
    plan.training.seed = run.seed;
    if (reads_characters(run.family)) plan.words = pretrain::most_frequent_words(text_.training, settings_.words);
    return plan;
  }

  /// The model's folder gets its name when all is in it.
  void publish(const ModelRun& run, const pretrain::TrainedModel& model, double seconds) {
    const BuildFacts build = build_facts();
    const json record = {{"settings", settings(run)},
                         {"training_sentences", text_.training.size()},
                         {"held_out_sentences", text_.held_out.size()},
                         {"training_loss", model.training_loss},
                         {"held_out_loss", model.held_out_loss},
                         {"unigram_entropy", model.unigram_entropy},
                         {"ranks", comm_.size()},
                         {"resumed_from_step", model.resumed_from},
                         {"seconds", seconds},
                         {"version", build.version},
                         {"revision", build.revision}};
    write_file(folders_.unfinished(run) / record_name, json_text(record, 2) + "\n");
    fs::rename(folders_.unfinished(run), folders_.model(run));
    fs::remove(folders_.checkpoint(run));
  }

  PretrainedModel recorded(const ModelRun& run) const {
    const json record = schedule::read_record(folders_.record(run));
    const auto number = [&](const char* key) { return record.value(key, 0.0); };
    return {.name = run.name,
            .folder = folders_.model(run),
            .training_loss = number("training_loss"),
            .held_out_loss = number("held_out_loss"),
            .unigram_entropy = number("unigram_entropy"),
            .seconds = number("seconds")};
  }

  const mpi::Communicator& comm_;
  const grid::Pretraining& settings_;
  const PretrainListener& listener_;
  Folders folders_;
  std::vector<ModelRun> runs_;
  std::string text_hash_;
  pretrain::TrainingText text_;
};

}  // namespace

PretrainResult pretrain(const mpi::Communicator& comm, const grid::Pretraining& settings, bool redo,
                        const PretrainListener& listener) {
  return Pretrainer(comm, settings, listener).run(redo);
}

}  // namespace neurank::pretraining
