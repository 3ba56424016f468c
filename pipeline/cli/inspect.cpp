#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "report/inspection.hpp"
#include "report/table_queries.hpp"
#include "schedule/run_folder.hpp"
#include "store/result_file.hpp"

namespace neurank::cli {
namespace {

using report::Tables;

Tables read_tables(const schedule::RunFolder& folder) {
  if (!std::filesystem::exists(folder.results()))
    throw usage_error(folder.root().string() + ": holds no results", "finish the run");
  const std::vector<std::string> names = report::inspected_tables();
  const auto is_wanted = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
  Tables tables = store::read_results(folder.results(), {.tables = is_wanted}).tables;
  if (tables.size() < names.size() || tables.at("cards").num_rows() == 0)
    throw usage_error(folder.root().string() +
                          ": describes no neurons; it is of an older version, or analyses.top_words.neurons is 0",
                      "run its grid again, with neurons to describe");
  return tables;
}

/// A name as given, or the only one there is. Throws a usage Error for another, with the nearest one.
/// @param where the table that has them all
std::string chosen(const Values& values, const std::string& option, const std::vector<std::string>& names,
                   const std::string& where) {
  if (!values.has(option)) {
    if (names.size() == 1) return names.front();
    throw usage_error("--" + option + " is missing", "name one of " + join(names, ", "));
  }
  const std::string& given = values.text(option);
  if (std::ranges::find(names, given) != names.end()) return given;
  const auto near = nearest(given, names);
  throw usage_error("--" + option + " " + given + ": there is none",
                    near ? "did you mean " + *near + "?" : "tables/" + where + " names them");
}

/// Names of a column in the rows of a model, and of a task unless that is empty.
std::vector<std::string> names_in(const Table& table, const std::string& column, const std::string& model,
                                  const std::string& task = "") {
  return report::distinct(table, column, report::rows_with(table, {{"model", model}, {"task", task}}));
}

int inspect(const Call& call) {
  const Values& values = call.values;
  const Tables tables = read_tables(schedule::RunFolder(values.text("folder")));
  const auto choose_in = [&](const std::string& option, const std::string& table,
                             const std::vector<std::string>& names) {
    return chosen(values, option, names, table + ".csv");
  };
  const std::string model = choose_in("model", "cards", report::distinct(tables.at("cards"), "model"));
  const std::string task =
      values.has("task") ? choose_in("task", "card_ranks", names_in(tables.at("card_ranks"), "task", model)) : "";
  std::vector<std::vector<std::string>> parts;
  if (values.has("neuron"))
    parts.push_back(report::neuron_card(tables, model, task,
                                        choose_in("neuron", "cards", names_in(tables.at("cards"), "neuron", model))));
  if (values.has("label"))
    parts.push_back(report::label_card(
        tables, model, task,
        choose_in("label", "label_means", names_in(tables.at("label_means"), "label", model, task))));
  if (values.has("word"))
    parts.push_back(report::word_card(tables, model,
                                      choose_in("word", "top_words", names_in(tables.at("top_words"), "word", model))));
  if (parts.empty()) parts.push_back(report::overview(tables, model, task));
  for (const auto& lines : parts) std::cout << join(lines, "\n") << '\n';
  return exit_done;
}

}  // namespace

Command inspect_command() {
  return {.name = "inspect",
          .about = "show what neurons, labels and words have to do with one another",
          .collective = false,
          .usage = "neurank inspect DIR [--model M] [--task T] [--neuron L03:117] [--label LABEL] [--word WORD]",
          .description =
              "Shows what a finished run knows of its most important neurons: without --neuron, --label and --word the "
              "best of each task with their top words; for a neuron its ranks, how its activations are distributed, "
              "the words, labels and sentences at which it is highest and lowest (z: in deviations from its mean); for "
              "a label the neurons that serve it; for a word the neurons among whose top words it is. tables/cards.csv "
              "names the neurons.",
          .options = {bare_argument("folder", "DIR", "output folder of a run"),
                      text_option("model", "M", "of the run's models, where it has several"),
                      text_option("task", "T", "only this task"),
                      text_option("neuron", "NAME", "a neuron by its layer and index, as in L03:117"),
                      text_option("label", "LABEL", "a label of a task"),
                      text_option("word", "WORD", "a word type, as the corpus has it")},
          .run = inspect};
}

}  // namespace neurank::cli
