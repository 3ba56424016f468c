#include "report/methods.hpp"

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/prose.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

// Bytes that lists may take, so that all of it stays readable.
constexpr std::size_t models_room = 500, corpora_room = 400, tasks_room = 1300, values_room = 120, labels_room = 60;

std::string numbers(const std::vector<double>& values, const std::string& last = "and") {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(to_text(value));
  return listed(texts, values_room, last);
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// "one model", "twelve models"
std::string count_in_words(std::size_t count, const std::string& thing) {
  return in_words(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string models_text(const MethodsFacts& facts) {
  std::vector<std::string> models;
  for (const auto& model : facts.models) {
    const std::string folder = model.folder.empty()         ? " (vectors made elsewhere)"
                               : model.is_untrained         ? " (" + model.folder + " with random weights)"
                               : model.folder == model.name ? ""
                                                            : " (" + model.folder + ")";
    models.push_back(model.name + folder);
  }
  std::string text = capital(count_in_words(models.size(), "model")) + (models.size() == 1 ? " was" : " were") +
                     " probed: " + listed(models, models_room) + ". Neurons are the coordinates of ";
  text +=
      facts.site == "mlp" ? "what enters the second projection of the feed-forward part of " : "the hidden states of ";
  text += facts.layers.empty() ? "all layers" : "the layers " + listed(facts.layers, labels_room);
  text += "; a word of several pieces has ";
  text += facts.word_rule == "mean" ? "the mean of their vectors" : "the vector of the " + facts.word_rule + " one";
  return text + ". Activations were stored as " + facts.dtype + ".";
}

std::string corpus_text(const MethodsFacts::Corpus& corpus) {
  std::string text = corpus.name + " (";
  if (corpus.sentences[0] > 0)
    return text + "generated: " + std::to_string(corpus.sentences[0]) + " training, " +
           std::to_string(corpus.sentences[1]) + " dev and " + std::to_string(corpus.sentences[2]) + " test sentences)";
  text += "format " + corpus.format;
  if (corpus.dev_every > 0) text += ", one of " + std::to_string(corpus.dev_every) + " training sentences as dev";
  return text + ")";
}

/// "4485 words in 400 sentences"; words from the least to the most, as models may lack vectors of some.
std::string size_text(const Table& baselines, const std::vector<std::size_t>& rows) {
  const auto words = [&](std::size_t row) { return baselines.integer(row, "words"); };
  const std::int64_t least = words(*std::ranges::min_element(rows, {}, words));
  const std::int64_t most = words(*std::ranges::max_element(rows, {}, words));
  return std::to_string(least) + (most > least ? " to " + std::to_string(most) : "") + " words in " +
         std::to_string(baselines.integer(rows.front(), "sentences")) + " sentences";
}

std::string limits_text(const MethodsFacts::Task& task) {
  std::string text;
  if (!task.ignore.empty()) text += "; without words labelled " + listed(task.ignore, labels_room);
  if (task.type_split) text += "; no word type in two splits";
  if (task.keep_labels > 0) text += "; the most frequent " + std::to_string(task.keep_labels) + " labels";
  if (task.per_label > 0) text += "; " + std::to_string(task.per_label) + " training words a label";
  if (task.words > 0) text += "; at most " + std::to_string(task.words) + " training words";
  return text;
}

std::string task_text(const MethodsFacts::Task& task, const Table& baselines) {
  std::string text = task.name + " (" + task.column + " of " + task.corpus;
  const auto rows = [&](const char* split) { return rows_with(baselines, {{"task", task.name}, {"split", split}}); };
  if (const auto dev = rows("dev"), test = rows("test"); !dev.empty() && !test.empty())
    text += ": " + std::to_string(baselines.integer(test.front(), "labels")) + " labels, dev " +
            size_text(baselines, dev) + ", test " + size_text(baselines, test);
  return text + limits_text(task) + ")";
}

std::string data_text(const MethodsFacts& facts, const Table& baselines) {
  std::vector<std::string> corpora, tasks;
  for (const auto& corpus : facts.corpora) corpora.push_back(corpus_text(corpus));
  for (const auto& task : facts.tasks) tasks.push_back(task_text(task, baselines));
  std::string text = "The data are " + listed(corpora, corpora_room);
  if (facts.max_words > 0)
    text += "; of training sentences as many were kept as have " + std::to_string(facts.max_words) + " words";
  return text + ". " + capital(count_in_words(tasks.size(), "task")) + (tasks.size() == 1 ? " was" : " were") +
         " probed for: " + listed(tasks, tasks_room) + ".";
}

using Setting = std::function<std::string(const MethodsFacts::Probe&)>;

/// A setting of the probes: once where all variants have the same, else with the names of those that have each, where
/// there is room for them.
std::string of_variants(const std::vector<MethodsFacts::Probe>& probes, const Setting& setting) {
  std::vector<std::string> values, with_names;
  for (const auto& probe : probes)
    if (const std::string value = setting(probe); std::ranges::find(values, value) == values.end())
      values.push_back(value);
  if (values.size() == 1) return values.front();
  std::size_t bytes = 0;
  for (const auto& value : values) {
    std::vector<std::string> names;
    for (const auto& probe : probes)
      if (setting(probe) == value) names.push_back(probe.variant);
    with_names.push_back(value + " (" + join(names, ", ") + ")");
    bytes += with_names.back().size();
  }
  return bytes <= values_room ? listed(with_names, bytes + values_room, "or")
                              : listed(values, values_room, "or") + ", by the variant,";
}

std::string penalty_text(const MethodsFacts::Probe& probe) {
  if (probe.l1.size() * probe.l2.size() == 1) return "l1 " + numbers(probe.l1) + " and l2 " + numbers(probe.l2);
  return "l1 of " + numbers(probe.l1, "or") + " and l2 of " + numbers(probe.l2, "or") +
         ", the pair chosen on dev by what masking does with " + to_text(probe.keep) + " of the neurons kept (alpha " +
         to_text(probe.alpha) + ", beta " + to_text(probe.beta) + "; " + probe.search + ")";
}

bool is_exact(const MethodsFacts::Probe& probe) { return probe.solver == "exact"; }

/// How heads are found: once where all variants have the same solver.
std::string solver_text(const std::vector<MethodsFacts::Probe>& probes) {
  using Probe = MethodsFacts::Probe;
  const auto exact = [](const Probe& p) {
    return "found as the optimum of its loss, to a relative duality gap of " + to_text(p.gap) + " in at most " +
           to_text(p.max_passes) + " passes";
  };
  if (std::ranges::all_of(probes, is_exact)) return of_variants(probes, exact);
  if (std::ranges::any_of(probes, is_exact))
    return of_variants(probes, [](const Probe& p) {
      return is_exact(p) ? "solved to a relative duality gap of " + to_text(p.gap) : "trained with Adam";
    });
  const auto of = [&](const Setting& setting) { return of_variants(probes, setting); };
  const auto is_in_order = [](const Probe& p) { return p.order == "file"; };
  const std::string order =
      of([&](const Probe& p) { return is_in_order(p) ? "in the order of the files" : "shuffled"; });
  return "trained with Adam (" +
         of([](const Probe& p) { return p.step == "decay" ? "decaying step, proximal l1" : "constant step"; }) +
         ") for " + of([](const Probe& p) { return std::to_string(p.epochs); }) + " epochs in batches of " +
         of([](const Probe& p) { return std::to_string(p.batch); }) + " words" +
         (std::ranges::any_of(probes, is_in_order) ? " (" + order + ")" : "") + " with learning rate " +
         of([](const Probe& p) { return to_text(p.learning_rate); });
}

/// What differs from repetition to repetition.
std::string repetitions_text(const MethodsFacts& facts) {
  const bool has_starts = !std::ranges::all_of(facts.probes, is_exact);
  const bool is_one = facts.repetitions == 1;
  const bool draws = std::ranges::any_of(facts.probes, [](const auto& p) { return p.resample == "sentences"; });
  std::string text = "Everything was repeated with " + std::to_string(facts.repetitions);
  if (has_starts)
    text += is_one ? " start" : " starts";
  else
    text += is_one ? " draw of control labels and random sets" : " draws of control labels and random sets";
  if (draws) text += ", each on training sentences drawn with replacement,";
  return text + " from seed " + facts.seed + ".";
}

std::string probes_text(const MethodsFacts& facts) {
  using Probe = MethodsFacts::Probe;
  const auto of = [&](const Setting& setting) { return of_variants(facts.probes, setting); };
  std::string text =
      "A probe is a linear softmax classifier on all neurons with an elastic-net penalty, its ridge " +
      of([](const Probe& p) { return p.ridge == "norm" ? "the norm" : "the squared norm"; }) + " of the weights, " +
      solver_text(facts.probes) + ", on activations " +
      of([](const Probe& p) { return p.is_standardized ? "z-scored on training words" : "as they are"; });
  if (facts.probes.size() > 1) text += ", in " + count_in_words(facts.probes.size(), "variant");
  return text + ". Penalties: " + of(penalty_text) + ". " + repetitions_text(facts);
}

std::string ranking_text(const MethodsFacts::Checks& checks) {
  std::string text =
      "Neurons are ranked by weight mass: a neuron comes the earlier, the smaller the share of the absolute weights of "
      "some label that stands before it";
  text += "; labels with fewer than " + std::to_string(checks.ranking_min_count) +
          " training words have no say. Rankings were checked with all but the top, random (" +
          std::to_string(checks.ablation_draws) + " draws) or bottom neurons set to ";
  text += checks.masked == "mean" ? "their means" : "zero";
  text += ", shares of " + numbers(checks.ablation_keep) +
          " kept. The minimal set is the smallest number of top neurons with which a retrained probe loses at most " +
          numbers(checks.delta, "or") + " points of dev accuracy against ";
  text +=
      checks.reference == "best" ? "the better of the probes with and without a penalty" : "the probe with the penalty";
  return text + "; beside it stand bottom neurons and " + std::to_string(checks.minimal_draws) +
         " random sets of the same number.";
}

/// Rankings held against weight mass, and who judged them; empty without any.
std::string compared_text(const MethodsFacts::Checks& checks) {
  if (checks.rankings.empty() && !checks.has_gaussian_judge) return "";
  std::string text = " In the first repetition the neurons that come first by weight mass";
  if (!checks.rankings.empty()) text += " and by " + listed(checks.rankings, 1000);
  std::vector<std::string> judges;
  if (checks.has_linear_judge) judges.emplace_back("heads");
  if (checks.has_gaussian_judge)
    judges.emplace_back(
        "Gaussians with a full covariance for each label (Torroba Hennigen et al. 2020, at most 100 neurons)");
  return text + " were judged by " + listed(judges, 1000) + " trained on them alone.";
}

const char* text_of(analysis::Study study) {
  using analysis::Study;
  switch (study) {
    case Study::layers:
      return "heads on single layers";
    case Study::basis:
      return "minimal sets among random directions and principal axes of each layer";
    case Study::mdl:
      return "online codes of the labels by what heads predict";
    case Study::redundancy:
      return "clusters of correlated neurons and disjoint sets that do as well as the minimal one";
    case Study::monosemanticity:
      return "the labels that each neuron tells from all others";
    case Study::knockoffs:
      return "neurons that tell what the others of their layer do not, by model-X knockoffs";
    case Study::best_set:
      return "sets found by exchanging neurons of the minimal one";
  }
  NEURANK_EXPECT(false);
  return "";
}

std::string studies_text(const MethodsFacts::Checks& checks) {
  std::vector<std::string> asked;
  for (const auto study : checks.studies) asked.push_back(text_of(study));
  return asked.empty() ? "" : " Of the first repetition, these were looked for, too: " + listed(asked, 1000) + ".";
}

std::string chance_text(const MethodsFacts::Checks& checks, const Table& baselines) {
  std::string text;
  if (checks.has_control)
    text +=
        "Selectivity is accuracy less that of a control task, which gives each word type one label, drawn with the "
        "labels' frequencies. ";
  if (checks.bootstrap_draws > 0) {
    const auto clusters = distinct(baselines, "clustered_by");
    text += "Intervals are from " + std::to_string(checks.bootstrap_draws) + " draws of " +
            (clusters.empty() ? "sentences" : listed(clusters, values_room, "or")) +
            " and of repetitions; p-values are adjusted by Holm's method. ";
  }
  text += "Labels with at least " + std::to_string(checks.label_min_count) + " training words are compared";
  std::vector<std::string> with;
  if (checks.null_draws > 0) with.push_back(std::to_string(checks.null_draws) + " draws of unrelated labels");
  if (checks.random_sets > 0)
    with.push_back(std::to_string(checks.random_sets) + " random sets of the minimal set's size");
  if (checks.has_shadows) with.push_back("permuted copies of the neurons");
  if (checks.halves > 0) with.push_back(std::to_string(checks.halves) + " pairs of halves of the training sentences");
  return text + (with.empty() ? "" : "; results were held against " + listed(with, 1000)) + "." +
         compared_text(checks) + studies_text(checks);
}

std::string software_text(const MethodsFacts::Software& software) {
  std::string text = "Computed with neurank";
  if (!software.version.empty()) text += " " + software.version;
  std::vector<std::string> build, with;
  for (const auto& [word, value] :
       {std::pair{"revision ", software.revision}, {"compiler ", software.compiler}, {"build type ", software.build}})
    if (!value.empty()) build.push_back(word + value);
  if (!build.empty()) text += " (" + join(build, ", ") + ")";
  for (const auto& name : {software.mpi, software.blas})
    if (!name.empty()) with.push_back(name);
  if (!with.empty()) text += ", " + listed(with, 1000);
  if (!software.products.empty()) text += "; products of probes: " + software.products;
  const auto counted_things = [](const std::string& count, const std::string& thing) {
    return count + " " + thing + (count == "1" ? "" : "s");
  };
  if (!software.ranks.empty()) text += "; " + counted_things(software.ranks, "MPI rank");
  if (!software.ranks.empty() && !software.threads.empty())
    text += " with " + counted_things(software.threads, "thread") + " each";
  return text + ".";
}

}  // namespace

std::string methods_text(const MethodsFacts& facts, const std::map<std::string, Table>& tables) {
  const Table& baselines = tables.at("baselines");
  return wrapped_paragraphs({models_text(facts), data_text(facts, baselines), probes_text(facts),
                             ranking_text(facts.checks), chance_text(facts.checks, baselines),
                             software_text(facts.software)});
}

}  // namespace neurank::report
