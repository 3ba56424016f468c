#include <iostream>

#include "base/format.hpp"
#include "cli/cell_choice.hpp"
#include "cli/commands.hpp"
#include "report/text_table.hpp"
#include "run/ranking_comparison.hpp"
#include "run/run_record.hpp"

namespace neurank::cli {
namespace {

std::vector<std::string> header_of(const run::ComparedList& list) {
  std::vector<std::string> header = {"ranking", "seed"};
  for (const Index k : list.ks) header.push_back("first " + std::to_string(k));
  return header;
}

std::string text_of(const std::optional<double>& jaccard) { return jaccard ? formatted("%.3f", *jaccard) : "-"; }

void print(const run::ComparedList& list) {
  std::cout << (list.label.empty() ? "The task" : "Label " + list.label) << ", "
            << counted(to_size(list.length), "neuron") << " in the file; Jaccard indices of the first neurons\n";
  std::vector<std::vector<std::string>> lines;
  for (const run::ComparedRanking& row : list.rows) {
    lines.push_back({row.method, row.seed});
    for (const auto& jaccard : row.jaccard) lines.back().push_back(text_of(jaccard));
  }
  lines.push_back({"chance", ""});
  for (const double chance : list.chance) lines.back().push_back(text_of(chance));
  std::cout << report::text_table(header_of(list), lines);
  std::vector<std::string> sizes;
  for (const Index k : list.arbitrary) sizes.push_back(std::to_string(k));
  if (!sizes.empty())
    std::cout << "Cut between two cutoffs, where the file's neurons stand in no order: first " << join(sizes, ", ")
              << '\n';
}

int compare(const Call& call) {
  const schedule::RunFolder folder(call.values.text("folder"));
  const grid::Experiment experiment = run::recorded_experiment(folder);
  const auto cells = chosen_cells(call.values, experiment);
  if (cells.size() > 1)
    throw usage_error(counted(cells.size(), "cell") + " of the run are meant, as " +
                          grid::cell_names(experiment, cells[0]).name() + " and " +
                          grid::cell_names(experiment, cells[1]).name(),
                      "name one by --model, --task and --variant");
  const auto lists = run::compare_with_file(folder, experiment, cells.front(), call.values.text("ranking"));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (i > 0) std::cout << '\n';
    print(lists[i]);
  }
  return exit_done;
}

}  // namespace

Command agreement_command() {
  return {
      .name = "agreement",
      .about = "hold a ranking made elsewhere against those of a run",
      .collective = false,
      .usage = "neurank agreement DIR --ranking FILE.json [--model M] [--task T] [--variant V]",
      .description =
          "Prints how far a list of neurons, as NeuroX's functions return it, names the same neurons as each ranking "
          "of "
          "one cell: Jaccard indices of the first 10, 30, 50, 1 % and 4 %, as far as the list goes, and of all of a "
          "list that is not of all neurons, beside chance. Neurons are numbered from 0, layer by layer. The file "
          "holds\n"
          "  [NEURONS]                    as of probeless.get_neuron_ordering\n"
          "  [[NEURONS], [CUTOFFS]]       as of linear_probe.get_neuron_ordering\n"
          "  [[NEURONS], {LABEL: [...]}]  as of linear_probe.get_top_neurons, where the task's neurons are a set\n"
          "  {\"ordering\": [NEURONS], LABEL: [...]}, or labels in an object \"labels\", as neurank export writes "
          "them\n"
          "Labels' lists are held against the labels' own orders, for which the run's probes must be there.",
      .options = with_cells({bare_argument("folder", "DIR", "output folder of a run"),
                             needed_option("ranking", "FILE.json", "lists of neurons")}),
      .run = compare};
}

}  // namespace neurank::cli
