#include "run/run_record.hpp"

#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "grid/reader.hpp"
#include "run/imported_vectors.hpp"
#include "schedule/journal.hpp"
#include "schedule/record_file.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* unknown_outcome = "running or killed";

json read_record(const RunFolder& folder) {
  return fs::exists(folder.record()) ? schedule::read_record(folder.record()) : json::object();
}

void expect_same_grid(const RunFolder& folder, const grid::Experiment& experiment) {
  std::vector<std::string> changes;
  for (const auto& d : grid::differences(read_file(folder.grid()), grid::to_yaml(experiment)))
    changes.push_back(d.key + " was " + d.before + " and is now " + d.after);
  if (!changes.empty())
    throw usage_error(folder.root().string() + ": holds a run of another grid (" + join(changes, ", ") + ")",
                      "name another output folder, or throw that run away with --redo");
}

void expect_same_inputs(const RunFolder& folder, const InputHashes& inputs) {
  const InputHashes before = recorded_inputs(folder);
  for (const auto& [name, hash] : inputs)
    if (const auto found = before.find(name); found != before.end() && found->second != hash)
      throw usage_error(folder.root().string() + ": the files of " + name + " have changed since this run was started",
                        "name another output folder, or start again with --redo");
}

void clear(const RunFolder& folder) {
  const schedule::Journal lock(folder.journal());  // nobody else may be at work here
  for (const char* part : {"activations", "probes", "tables"}) fs::remove_all(folder.root() / part);
  for (const auto& file : {folder.results(), folder.record(), folder.grid(), folder.journal()}) fs::remove(file);
}

}  // namespace

InputHashes hash_inputs(const grid::Experiment& experiment) {
  InputHashes hashes;
  for (const auto& model : experiment.models) {
    hashes["models/" + model.name] = sha256_of_files(input_files(model));
  }
  for (const auto& corpus : experiment.corpora) hashes["corpora/" + corpus.name] = corpus::corpus_hash(corpus);
  return hashes;
}

InputHashes recorded_inputs(const RunFolder& folder) { return read_record(folder).value("inputs", InputHashes{}); }

Index recorded_threads(const RunFolder& folder) {
  const json jobs = read_record(folder).value("jobs", json::array());
  return jobs.empty() ? 0 : std::atol(jobs.back().value("threads", "0").c_str());
}

std::string recorded_kernels(const RunFolder& folder) {
  const json jobs = read_record(folder).value("jobs", json::array());
  const std::string by_rank = jobs.empty() ? "" : jobs.back().value("kernels", "");
  const std::size_t name = by_rank.find(": ");  // "0-3: SkylakeX"
  return name == std::string::npos ? "" : by_rank.substr(name + 2);
}

void claim_run_folder(const RunFolder& folder, const grid::Experiment& experiment, const InputHashes& inputs,
                      bool redo) {
  make_folder(folder.root());
  const bool ours = fs::exists(folder.grid());
  if (!ours && !fs::is_empty(folder.root()))
    throw usage_error(folder.root().string() + ": is not empty and does not hold a run", "name another output folder");
  if (ours && redo) clear(folder);
  if (ours && !redo) {
    expect_same_grid(folder, experiment);
    expect_same_inputs(folder, inputs);
    return;
  }
  const BuildFacts build = build_facts();
  const json record = {{"version", build.version},  {"revision", build.revision}, {"compiler", build.compiler},
                       {"build", build.build_type}, {"inputs", inputs},           {"jobs", json::array()}};
  write_file(folder.record(), json_text(record, 2) + "\n");
  write_file(folder.grid(), grid::to_yaml(experiment));
}

void record_job(const RunFolder& folder, const std::map<std::string, std::string>& job,
                const std::map<std::string, std::size_t>& units) {
  json record = read_record(folder);
  record["units"] = units;
  record["jobs"].push_back(job);
  record["jobs"].back()["outcome"] = unknown_outcome;
  write_file(folder.record(), json_text(record, 2) + "\n");
}

void record_outcome(const RunFolder& folder, schedule::Outcome outcome) {
  json record = read_record(folder);
  record["jobs"].back()["outcome"] = name_of(outcome);
  write_file(folder.record(), json_text(record, 2) + "\n");
}

RunState read_run_state(const RunFolder& folder) {
  if (!fs::exists(folder.grid())) throw usage_error(folder.root().string() + ": does not hold a run");
  const json record = read_record(folder);
  RunState state{.units = record.value("units", std::map<std::string, std::size_t>{})};
  if (const auto jobs = record.find("jobs"); jobs != record.end() && !jobs->empty()) {
    state.is_started = true;
    state.outcome = parse<schedule::Outcome>(jobs->back().value("outcome", unknown_outcome));
  }
  return state;
}

}  // namespace neurank::run
