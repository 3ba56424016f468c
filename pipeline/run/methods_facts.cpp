#include "run/methods_facts.hpp"

#include <algorithm>
#include <filesystem>

#include "schedule/record_file.hpp"

namespace neurank::run {
namespace {

using report::MethodsFacts;

/// A name with release, without what follows it in parentheses or behind a comma.
std::string release(const std::string& description) {
  return description.substr(0, std::min(description.find(" ("), description.find(", ")));
}

/// What all ranks have in common, as in "oneDNN 2.6" of "0-3: oneDNN 2.6"; all of it where they differ.
std::string of_ranks(const std::string& by_rank) {
  const std::size_t colon = by_rank.find(": ");
  const bool is_one = colon != std::string::npos && by_rank.find(": ", colon + 1) == std::string::npos;
  return is_one ? by_rank.substr(colon + 2) : by_rank;
}

MethodsFacts::Software software_of(const schedule::RunFolder& folder) {
  if (!std::filesystem::exists(folder.record())) return {};
  const nlohmann::json record = schedule::read_record(folder.record());
  const auto text = [](const nlohmann::json& of, const char* key) { return of.value(key, std::string()); };
  MethodsFacts::Software software;
  software.version = text(record, "version");
  software.revision = text(record, "revision");
  software.compiler = text(record, "compiler");
  software.build = text(record, "build");
  const nlohmann::json jobs = record.value("jobs", nlohmann::json::array());
  if (jobs.empty()) return software;
  const nlohmann::json& job = jobs.back();
  software.mpi = release(text(job, "mpi"));
  software.blas = release(text(job, "blas"));
  software.products = of_ranks(text(job, "products"));
  software.ranks = text(job, "ranks");
  software.threads = text(job, "threads");
  return software;
}

MethodsFacts::Probe probe_of(const grid::Variant& variant) {
  const probe::ProbeSettings& probe = variant.probe;
  return {.variant = variant.name,
          .solver = name_of(probe.solver),
          .resample = name_of(probe.resample),
          .gap = probe.gap,
          .max_passes = probe.max_passes,
          .epochs = probe.epochs,
          .batch = probe.batch,
          .learning_rate = probe.learning_rate,
          .step = name_of(probe.step),
          .order = name_of(probe.order),
          .ridge = name_of(probe.ridge),
          .is_standardized = probe.standardize,
          .l1 = probe.search.l1,
          .l2 = probe.search.l2,
          .search = probe.is_exact() ? "exact path" : name_of(probe.search.method),
          .keep = probe.search.keep,
          .alpha = probe.search.alpha,
          .beta = probe.search.beta};
}

/// Beside weight mass.
std::vector<std::string> rankings_of(const grid::Analyses& analyses) {
  std::vector<std::string> names;
  for (const ranking::Method method : analyses.rankings)
    if (method != ranking::Method::weight_mass) names.push_back(name_of(method));
  return names;
}

std::vector<analysis::Study> studies_of(const grid::Analyses& analyses) {
  std::vector<analysis::Study> asked;
  for (const auto study : all_of<analysis::Study>())
    if (analyses.has(study)) asked.push_back(study);
  return asked;
}

MethodsFacts::Checks checks_of(const grid::Analyses& analyses) {
  return {.ablation_keep = analyses.ablation.keep,
          .delta = analyses.minimal.delta,
          .ablation_draws = analyses.ablation.draws,
          .minimal_draws = analyses.minimal.draws,
          .masked = name_of(analyses.ablation.masked),
          .reference = name_of(analyses.minimal.reference),
          .has_control = analyses.control,
          .has_shadows = analyses.nulls.shadows,
          .label_min_count = analyses.labels.min_count,
          .ranking_min_count = analyses.ranking_min_count(),
          .bootstrap_draws = analyses.bootstrap.draws,
          .null_draws = analyses.nulls.draws,
          .random_sets = analyses.nulls.random_sets,
          .halves = analyses.stability.pairs,
          .rankings = rankings_of(analyses),
          .has_linear_judge = analyses.has(analysis::Judge::linear),
          .has_gaussian_judge = analyses.has(analysis::Judge::gaussian),
          .studies = studies_of(analyses)};
}

}  // namespace

MethodsFacts methods_facts(const grid::Experiment& experiment, const schedule::RunFolder& folder) {
  MethodsFacts facts;
  for (const auto& model : experiment.models)
    facts.models.push_back({model.name, model.path.filename().string(), model.random_weights});
  for (const auto& corpus : experiment.corpora)
    facts.corpora.push_back({corpus.name, name_of(corpus.format), corpus.sentences, corpus.dev_every});
  for (const auto& task : experiment.tasks)
    facts.tasks.push_back({task.name, task.corpus, task.column, task.ignore, task.keep_labels, task.per_label,
                           task.words, task.type_split});
  for (const auto& variant : experiment.variants) facts.probes.push_back(probe_of(variant));
  facts.word_rule = name_of(experiment.extract.words);
  facts.dtype = name_of(experiment.extract.dtype);
  facts.site = name_of(experiment.extract.selection.site);
  for (const auto& layers : experiment.extract.selection.layers) facts.layers.push_back(model::to_text(layers));
  facts.max_words = experiment.extract.max_words;
  facts.repetitions = experiment.repetitions;
  facts.seed = std::to_string(experiment.seed);
  facts.checks = checks_of(experiment.analyses);
  facts.software = software_of(folder);
  return facts;
}

std::string methods_text(const grid::Experiment& experiment, const std::map<std::string, Table>& tables,
                         const schedule::RunFolder& folder) {
  return report::methods_text(methods_facts(experiment, folder), tables);
}

}  // namespace neurank::run
