#include "run/activation_files.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "run/put_aside.hpp"
#include "store/activation_seal.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;

/// What a file is of; nothing when it cannot be read.
std::optional<std::string> fingerprint_of(const fs::path& file) {
  try {
    return store::stored_fingerprint(file);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

fs::path activation_file(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                         const Extraction& extraction) {
  return folder.activations(experiment.models[extraction.model].name, experiment.corpora[extraction.corpus].name);
}

ActivationFiles::ActivationFiles(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                 const Facts& facts, const Plan& plan, schedule::Journal& journal)
    : folder_(folder), experiment_(experiment), facts_(facts), journal_(journal) {
  for (const auto& [unit, work, effort] : plan)
    if (const auto* shard = std::get_if<ExtractWork>(&work))
      parts_[{shard->model, shard->corpus}].shards.push_back({unit.id, schedule::fingerprint(unit, {})});
  for (const auto& [unit, work, effort] : plan)
    if (const auto* file = std::get_if<CompleteWork>(&work)) {
      Parts& parts = parts_.at({file->model, file->corpus});
      std::vector<std::string> seen;
      for (const Part& shard : parts.shards) seen.push_back(shard.fingerprint);
      parts.complete = {unit.id, schedule::fingerprint(unit, seen)};
    }
}

bool ActivationFiles::is_done(const Part& part) const {
  const auto found = journal_.done().find(part.id);
  return found != journal_.done().end() && found->second.fingerprint == part.fingerprint;
}

bool ActivationFiles::is_written(const Extraction& extraction) const {
  return std::ranges::all_of(parts_.at(extraction).shards, [&](const Part& shard) { return is_done(shard); });
}

void ActivationFiles::seal() const {
  for (const auto& [extraction, parts] : parts_)
    if (is_done(parts.complete) && store::look_at_seal(path(extraction)) == store::Seal::none)
      store::seal_activation_file(path(extraction));
}

bool ActivationFiles::is_started(const Extraction& extraction) const {
  return std::ranges::any_of(parts_.at(extraction).shards, [&](const Part& shard) { return is_done(shard); });
}

std::vector<Extraction> ActivationFiles::settle(const std::function<void(const std::string&)>& say) {
  std::vector<Extraction> missing;
  for (const auto& [extraction, parts] : parts_) {
    settle(extraction, say);
    if (fs::exists(path(extraction))) continue;
    if (reuse(extraction))
      say(path(extraction).string() + ": taken from " + experiment_.extract.reuse.string());
    else
      missing.push_back(extraction);
  }
  return missing;
}

void ActivationFiles::prepare(std::size_t corpus, const corpus::Corpus& text, const InputHashes& inputs) const {
  const std::string labels_hash = hash_of_labels(inputs, experiment_.corpora[corpus].name);
  std::optional<store::ActivationContent> content;
  const auto content_now = [&]() -> const store::ActivationContent& {
    if (!content) content = content_of(text, labels_hash);
    return *content;
  };
  for (const auto& [extraction, parts] : parts_) {
    if (extraction.corpus != corpus) continue;
    if (!fs::exists(path(extraction))) create(extraction, content_now(), inputs);
    if (store::stored_labels_hash(path(extraction)) != labels_hash)
      store::write_labels_file(path(extraction), content_now().labels, labels_hash);
  }
}

/// Leaves a file that is of use, and puts one aside that is not: of a grid of before, or damaged.
void ActivationFiles::settle(const Extraction& extraction, const std::function<void(const std::string&)>& say) {
  const fs::path file = path(extraction);
  if (is_started(extraction)) {
    const auto problem = problem_of(extraction, say);
    if (!problem) return;
    if (!extracts_again_)
      throw input_error(file.string() + ": " + *problem, "bring it back, or extract it again with --update");
    say(file.string() + ": " + *problem + "; it is extracted again");
    const auto& [shards, complete] = parts_.at(extraction);
    for (const Part& shard : shards)
      if (is_done(shard)) journal_.record_obsolete(shard.id);
    if (is_done(complete)) journal_.record_obsolete(complete.id);
    journal_.sync();
  } else if (fs::exists(file) && fingerprint_of(file) == parts_.at(extraction).complete.fingerprint) {
    return;
  }
  put_activations_aside(folder_, file);
}

/// What is wrong with a file of which shards are done.
std::optional<std::string> ActivationFiles::problem_of(const Extraction& extraction,
                                                       const std::function<void(const std::string&)>& say) const {
  const fs::path file = path(extraction);
  const Part& complete = parts_.at(extraction).complete;
  if (!fs::exists(file)) return "is missing, though the journal says that it was written";
  const auto found = fingerprint_of(file);
  if (!found) return "cannot be read (the file is damaged)";
  if (*found != complete.fingerprint) return "is another one than the journal says was written";
  const store::Seal seal = store::look_at_seal(file);
  if (!is_done(complete) || seal == store::Seal::whole) return std::nullopt;
  say(file.string() + ": was " +
      (seal == store::Seal::touched ? "copied or touched since it was written"
                                    : "written by a launch that was killed") +
      "; its " + bytes_text(fs::file_size(file)) + " are checked");
  if (const auto damage = store::damage_of(file)) return *damage + " (the file is damaged)";
  store::seal_activation_file(file);
  return std::nullopt;
}

/// Takes a complete file from the folder of another run, if that has one of the same fingerprint.
bool ActivationFiles::reuse(const Extraction& extraction) const {
  const auto& [shards, complete] = parts_.at(extraction);
  if (experiment_.extract.reuse.empty()) return false;
  const schedule::RunFolder other(experiment_.extract.reuse);
  if (!fs::exists(other.grid()))
    throw usage_error("extract.reuse: " + other.root().string() + ": does not hold a run",
                      "name the output folder of a run");
  const fs::path to = path(extraction);
  const fs::path from = activation_file(other, experiment_, extraction);
  if (!fs::exists(from) || fingerprint_of(from) != complete.fingerprint || !store::is_complete(from)) return false;
  if (store::look_at_seal(from) != store::Seal::whole)
    if (const auto damage = store::damage_of(from))
      throw input_error(from.string() + ": " + *damage, "extract it again");
  make_folder(to.parent_path());
  if (fs::exists(alignment_file(from))) link_or_copy(alignment_file(from), alignment_file(to));
  link_or_copy(from, to);
  store::seal_activation_file(to);
  for (const Part& part : shards) journal_.record_done(part.id, {part.fingerprint}, 0, 0);
  journal_.record_done(complete.id, {complete.fingerprint}, 0, 0);
  journal_.sync();
  return true;
}

void ActivationFiles::create(const Extraction& extraction, const store::ActivationContent& content,
                             const InputHashes& inputs) const {
  fs::remove_all(shard_alignments(path(extraction)));
  create_activations(path(extraction), experiment_, facts_, inputs, extraction, content,
                     parts_.at(extraction).complete.fingerprint);
}

}  // namespace neurank::run
