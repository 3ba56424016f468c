#include "run/run_record.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "schedule/record_file.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* unknown_outcome = "running or killed";

json read_record(const RunFolder& folder) {
  return fs::exists(folder.record()) ? schedule::read_record(folder.record()) : json::object();
}

void write_record(const RunFolder& folder, const json& record) {
  write_file(folder.record(), json_text(record, 2) + "\n");
}

json new_record() {
  const BuildFacts build = build_facts();
  return {{"version", build.version},
          {"revision", build.revision},
          {"compiler", build.compiler},
          {"build", build.build_type},
          {"jobs", json::array()}};
}

/// Whether there is nothing in a folder but what tells that somebody is at work there.
bool is_unused(const RunFolder& folder) {
  return std::ranges::all_of(fs::directory_iterator(folder.root()), [&](const fs::directory_entry& entry) {
    return entry.path().string().starts_with(folder.lock().string());
  });
}

}  // namespace

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

bool claim_run_folder(const RunFolder& folder) {
  make_folder(folder.root());
  const bool ours = fs::exists(folder.grid());
  if (!ours && !is_unused(folder))
    throw usage_error(folder.root().string() + ": is not empty and does not hold a run", "name another output folder");
  return ours;
}

void clear_run_folder(const RunFolder& folder) {
  for (const char* part : {"activations", "probes", "tables", "obsolete"}) fs::remove_all(folder.root() / part);
  for (const auto& file : {folder.results(), folder.record(), folder.grid(), folder.units(), folder.journal()})
    fs::remove(file);
}

bool holds_run_of(const RunFolder& folder, const grid::Experiment& experiment) {
  return fs::exists(folder.grid()) && grid::differences(read_file(folder.grid()), grid::to_yaml(experiment)).empty();
}

void record_run(const RunFolder& folder, const grid::Experiment& experiment, const InputHashes& inputs,
                const std::vector<std::string>& units) {
  if (!holds_run_of(folder, experiment)) write_file(folder.grid(), grid::to_yaml(experiment));
  json record = read_record(folder);
  if (record.empty()) record = new_record();
  record["inputs"] = inputs;
  record["grid"] = grid::to_yaml(experiment);
  write_record(folder, record);
  if (const std::string ids = join(units, "\n") + "\n"; !fs::exists(folder.units()) || read_file(folder.units()) != ids)
    write_file(folder.units(), ids);
}

std::vector<std::pair<std::string, std::string>> provenance(const RunFolder& folder) {
  const json record = read_record(folder);
  std::vector<std::pair<std::string, std::string>> facts;
  for (const char* name : {"version", "revision", "compiler", "build"})
    if (record.contains(name)) facts.emplace_back(name, record.value(name, ""));
  const json jobs = record.value("jobs", json::array()), inputs = record.value("inputs", json::object());
  for (std::size_t job = 0; job < jobs.size(); ++job)
    for (const auto& [name, value] : jobs[job].items())
      if (name != "outcome")  // of the job that writes this, not known yet
        facts.emplace_back("job " + std::to_string(job + 1) + ", " + name,
                           value.is_string() ? value.get<std::string>() : value.dump());
  for (const auto& [name, hash] : inputs.items())
    facts.emplace_back("SHA-256 of " + name, hash.is_string() ? hash.get<std::string>() : hash.dump());
  return facts;
}

std::string recorded_grid(const RunFolder& folder) {
  const std::string recorded = read_record(folder).value("grid", "");
  return recorded.empty() && fs::exists(folder.grid()) ? read_file(folder.grid()) : recorded;
}

grid::Experiment recorded_experiment(const RunFolder& folder) {
  const std::string grid = recorded_grid(folder);
  if (grid.empty())
    throw usage_error(folder.root().string() + ": does not hold a run: there is neither run.json nor run.yaml",
                      "name the output folder of a run");
  return grid::recorded_experiment(grid);
}

std::vector<std::string> read_planned_units(const RunFolder& folder) {
  if (!fs::exists(folder.grid())) throw usage_error(folder.root().string() + ": does not hold a run");
  if (!fs::exists(folder.units()))
    throw usage_error(folder.root().string() + ": holds a run of a version of neurank that did not note its units",
                      "look at it with that version");
  std::vector<std::string> units;
  const std::string content = read_file(folder.units());
  for (const std::string_view line : split(content, '\n'))
    if (!line.empty()) units.emplace_back(line);
  return units;
}

void record_job(const RunFolder& folder, const std::map<std::string, std::string>& job) {
  json record = read_record(folder);
  record["jobs"].push_back(job);
  record["jobs"].back()["outcome"] = unknown_outcome;
  write_record(folder, record);
}

void record_outcome(const RunFolder& folder, schedule::Outcome outcome) {
  json record = read_record(folder);
  record["jobs"].back()["outcome"] = name_of(outcome);
  write_record(folder, record);
}

RunState read_run_state(const RunFolder& folder) {
  if (!fs::exists(folder.grid())) throw usage_error(folder.root().string() + ": does not hold a run");
  const json record = read_record(folder);
  RunState state;
  if (const auto jobs = record.find("jobs"); jobs != record.end() && !jobs->empty()) {
    state.is_started = true;
    state.outcome = parse<schedule::Outcome>(jobs->back().value("outcome", unknown_outcome));
  }
  return state;
}

}  // namespace neurank::run
