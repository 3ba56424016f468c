#include <unistd.h>

#include <charconv>
#include <iostream>
#include <optional>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "mpi/together.hpp"
#include "schedule/progress.hpp"
#include "schedule/stop_signal.hpp"
#include "stage/extract_one.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

Syntax syntax() {
  po::options_description options("options");
  options.add_options()("model", po::value<std::string>()->required(), "folder of a published model")(
      "corpus", po::value<std::string>()->required(), "file of tokenised sentences")(
      "format", po::value<std::string>()->default_value("conll"), "format of the corpus: conll")(
      "word", po::value<int>()->default_value(0), "column of the words, from 0")(
      "column", po::value<std::vector<std::string>>()->default_value({}, ""),
      "NAME=NUMBER: a label column to keep; may be repeated")("words", po::value<std::string>()->default_value("last"),
                                                              "piece that stands for a word: last, first or mean")(
      "dtype", po::value<std::string>()->default_value("float16"), "float16 or float32")(
      "output", po::value<std::string>()->required(), "activation file to write (HDF5)");
  add_gelu_option(options);
  return {
      "neurank extract --model DIR --corpus FILE --output FILE.h5 [--column NAME=NUMBER]...",
      "Writes every layer's activation for every word of one corpus. Under mpirun or srun all ranks share the work.",
      options, ""};
}

std::pair<std::string, int> to_column(const std::string& text) {
  const auto equals = text.find('=');
  int number = -1;
  if (equals != std::string::npos && equals > 0)
    std::from_chars(text.data() + equals + 1, text.data() + text.size(), number);
  if (number < 0) throw usage_error("--column " + text + ": is not NAME=NUMBER", "as in --column pos=1");
  return {text.substr(0, equals), number};
}

grid::Experiment to_experiment(const po::variables_map& values) {
  const auto text = [&](const char* option) { return values[option].as<std::string>(); };
  grid::Experiment experiment;
  experiment.name = "extract";
  const auto model = std::filesystem::absolute(text("model")).lexically_normal();
  experiment.models = {{.name = model.has_filename() ? model.filename() : model.parent_path().filename(),
                        .path = model,
                        .family = {},
                        .gelu = chosen_gelu(values)}};
  corpus::CorpusSettings corpus;
  corpus.name = std::filesystem::path(text("corpus")).stem();
  corpus.format = choose<corpus::Format>(values, "format", corpus::format_names);
  corpus.word_column = values["word"].as<int>();
  corpus.train = {text("corpus")};
  for (const auto& column : values["column"].as<std::vector<std::string>>()) corpus.columns.insert(to_column(column));
  experiment.corpora = {corpus};
  experiment.variants = {{"default", {}}};
  experiment.extract.words = choose<model::WordRule>(values, "words", model::word_rule_names);
  experiment.extract.dtype = choose<store::DType>(values, "dtype", store::dtype_names);
  return experiment;
}

}  // namespace

int extract(const mpi::Session& session, const Arguments& arguments) {
  const auto& comm = session.world();
  std::optional<grid::Experiment> experiment;
  std::string output;
  mpi::together(comm, [&] {
    const auto values = parse(syntax(), arguments);
    if (!values) return;
    experiment = to_experiment(*values);
    output = std::filesystem::absolute((*values)["output"].as<std::string>());
  });
  if (!experiment) return exit_done;
  schedule::catch_stop_signals();
  place(comm, 0);
  schedule::ProgressDisplay display(std::cerr, isatty(STDERR_FILENO) == 1);
  const auto outcome = stage::extract_one(comm, *experiment, output, schedule::stop_requested,
                                          [&](const auto& progress) { display.show(progress); });
  display.finish();
  if (comm.is_root() && outcome == schedule::Outcome::done) std::cerr << "wrote " << output << std::endl;
  return outcome == schedule::Outcome::done ? exit_done
                                            : (outcome == schedule::Outcome::stopped ? exit_stopped : exit_failed);
}

}  // namespace neurank::cli
