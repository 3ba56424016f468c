#include <algorithm>
#include <set>

#include "analysis/kinds.hpp"
#include "base/text.hpp"
#include "report/cell_name.hpp"
#include "report/figures/figure_parts.hpp"
#include "report/page/html.hpp"
#include "report/page/page_parts.hpp"
#include "report/prose.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t most_named = 12;

/// "bert (480 neurons)", for each model.
std::vector<std::string> models_text(const FigureRun& run) {
  const Table &baselines = run.table("baselines"), &curves = run.table("curves");
  std::vector<std::string> texts;
  for (const std::string& model : distinct(baselines, "model")) {
    std::vector<std::string> facts;
    if (curves.num_rows() > 0)
      if (const auto rows = rows_with(curves, {{"model", model}, {"how", name_of(analysis::Training::full)}});
          !rows.empty())
        facts.push_back(std::to_string(curves.integer(rows.front(), "n")) + " neurons");
    const auto rows = rows_with(baselines, {{"model", model}, {"weights", untrained_weights}});
    if (!rows.empty()) facts.emplace_back("untrained");
    texts.push_back(facts.empty() ? model : model + " (" + join(facts, ", ") + ")");
  }
  return texts;
}

/// "pos (29 labels, 4567 test words)", for each task.
std::vector<std::string> tasks_text(const Table& baselines) {
  std::vector<std::string> texts;
  for (const std::string& task : distinct(baselines, "task")) {
    const auto rows = rows_with(baselines, {{"task", task}, {"split", name_of(analysis::Measured::test)}});
    if (rows.empty()) continue;
    texts.push_back(task + " (" + std::to_string(baselines.integer(rows.front(), "labels")) + " labels, " +
                    std::to_string(baselines.integer(rows.front(), "words")) + " test words)");
  }
  return texts;
}

/// A word or sign of the page, and what it means.
struct Term {
  const char *word, *meaning;
};

constexpr Term terms[] = {
    {"cell", "a model, a task and a variant, the settings of the probe; repeated with several seeds"},
    {"L03:117", "neuron 117 of layer 3; layer 0 holds the embeddings"},
    {"suffice, minimal set",
     "the smallest number of top neurons on which a retrained probe loses at most δ points of dev accuracy; a range in "
     "brackets is its 95 % interval"},
    {"top, random, bottom", "neurons from the head of the ranking, drawn by chance, from its end"},
    {"masked head",
     "the probe on all neurons, with the others set to their mean, or to zero where the settings say so"},
    {"retrained head", "a probe that was trained on these neurons alone"},
    {"control task", "each word type gets a label by chance: what a probe learns of it, it learned by heart"},
    {"selectivity", "accuracy less that of the control task on the same neurons"},
    {"label of the word", "naming each word type's most frequent label of the training data, without any neuron"},
    {"weight_mass",
     "the paper's ranking: a neuron comes the earlier, the less of some label's weights stands before it"},
    {"ranking, method", "an order of all neurons, those first that should tell most; random is drawn by chance"},
    {"judge",
     "what is trained on the first neurons of a ranking alone to say how much they tell: a linear head, or a Gaussian "
     "for each label"},
    {"above noise",
     "ranked before copies of neurons whose values were shuffled; at most a tenth of such neurons are "
     "estimated to be noise"},
    {"π", "share of probes trained on halves of the sentences that rank the neuron within the minimal set"},
    {"serves", "is in a label's own part of the minimal set"},
    {"z", "activation in standard deviations from the neuron's mean over training words"},
    {"labels explain, nuisance explains",
     "share of the neuron's variance (partial ε²) that the labels, or word length, frequency, place, case, explain "
     "beyond each other; where a nuisance explains more, the neuron may be about that"},
};

}  // namespace

std::string page_intro(const Tables& tables) {
  const FigureRun run{.tables = tables};
  const Table& baselines = run.table("baselines");
  if (baselines.num_rows() == 0) return "";
  return html_element("p",
                      "Models: " + first_of(models_text(run), most_named) +
                          ". Tasks: " + first_of(tasks_text(baselines), most_named) +
                          ". A cell is one model on one task. Neurons suffice where a probe trained on them alone "
                          "loses no more accuracy than is allowed.",
                      "class=quiet") +
         "\n";
}

std::string page_glossary() {
  std::string html = "<details><summary><strong>Words and signs</strong></summary>\n<dl>\n";
  for (const Term& term : terms) html += html_element("dt", term.word) + html_element("dd", term.meaning) + "\n";
  return html + "</dl></details>\n";
}

}  // namespace neurank::report
