#include <iostream>
#include <numeric>

#include "cli/cell_choice.hpp"
#include "cli/commands.hpp"
#include "report/text_table.hpp"
#include "run/neurox_export.hpp"
#include "run/run_record.hpp"

namespace neurank::cli {
namespace {

/// The folder that an option names, absolute and without a "/" at its end.
std::filesystem::path folder_of(const Values& values, const std::string& option) {
  const auto folder = std::filesystem::absolute(values.text(option)).lexically_normal();
  return folder.has_filename() ? folder : folder.parent_path();
}

std::vector<std::string> line_of(const run::ExportedCell& cell) {
  const auto sum = [](const std::array<Index, 3>& numbers) {
    return std::to_string(std::reduce(numbers.begin(), numbers.end()));
  };
  return {cell.cell.name(),
          sum(cell.sentences),
          sum(cell.words),
          std::to_string(cell.without_vector),
          std::to_string(cell.left_out),
          std::to_string(cell.respelt),
          std::to_string(cell.rankings.size())};
}

int export_run(const Call& call) {
  const schedule::RunFolder folder(call.values.text("folder"));
  const grid::Experiment experiment = run::recorded_experiment(folder);
  const auto cells = chosen_cells(call.values, experiment);
  const auto output = folder_of(call.values, "neurox");
  std::vector<std::vector<std::string>> lines;
  for (const run::ExportedCell& cell : run::export_to_neurox(folder, experiment, cells, output))
    lines.push_back(line_of(cell));
  std::cout << report::text_table({"cell", "sentences", "words", "no vector", "left out", "respelt", "rankings"}, lines)
            << "written to " << output.string() << '\n';
  return exit_done;
}

}  // namespace

Command export_command() {
  return {
      .name = "export",
      .about = "write activations, labels and rankings of a run for NeuroX",
      .collective = false,
      .usage = "neurank export DIR --neurox OUT [--model M] [--task T] [--variant V]",
      .description =
          "Writes cells of a finished run as NeuroX reads them, each into OUT/MODEL/TASK/VARIANT:\n"
          "  train.hdf5, dev.hdf5, test.hdf5  a sentence [layers, words, width], float32, before any standardizing\n"
          "  train.word, train.label, ...     a sentence a line, words or labels between blanks\n"
          "  rankings/METHOD.SEED.json        {\"ordering\": [...], \"labels\": {LABEL: [...]}}: neurons, the most "
          "important first\n"
          "  cell.json                        the layers' numbers in the model, width, counts\n"
          "  words.csv                        each word that is left out or spelt otherwise\n"
          "Neurons are numbered from 0, layer by layer; SEED is the repetition, or merged; by weights a label has "
          "those "
          "with a weight alone.\n"
          "Words are those that the cell's probes use. Left out are words without a vector, words that the task leaves "
          "out, and sentences of such words alone. White space in words and labels becomes \"_\". OUT must not exist, "
          "and appears whole.",
      .options = with_cells({bare_argument("folder", "DIR", "output folder of a run"),
                             needed_option("neurox", "OUT", "folder to write, which must not exist")}),
      .run = export_run};
}

}  // namespace neurank::cli
