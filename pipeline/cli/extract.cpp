#include <unistd.h>

#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "cli/progress_display.hpp"
#include "corpus/formats.hpp"
#include "mpi/together.hpp"
#include "run/single_extraction.hpp"
#include "schedule/stop_signal.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

po::options_description options() {
  po::options_description options("options");
  options.add_options()("model", po::value<std::string>()->required(), "folder of a published model")(
      "corpus", po::value<std::string>()->required(), "file of tokenised sentences")(
      "format", po::value<std::string>()->default_value("conll"),
      ("format of the corpus: " + join(all_names<corpus::Format>(), ", ")).c_str())(
      "word", po::value<int>()->default_value(0), "field of the words, from 0 (conll, pmb)")(
      "column", po::value<std::vector<std::string>>()->default_value({}, ""),
      "NAME=SOURCE: a label column to keep and where the format has it, as in pos=1, number=feats:Number or pos=label; "
      "may be repeated")("words", po::value<std::string>()->default_value("last"),
                         "piece that stands for a word: last, first or mean")(
      "dtype", po::value<std::string>()->default_value("float16"), "float16 or float32")(
      "output", po::value<std::string>()->required(), "activation file to write (HDF5)");
  add_gelu_option(options);
  return options;
}

/// Adds what --column says to the corpus.
void add_column(corpus::CorpusSettings& corpus, const std::string& text) {
  const std::string place = "--column " + text + ": ";
  const auto equals = text.find('=');
  if (equals == std::string::npos) throw usage_error(place + "is not NAME=SOURCE", "as in --column pos=1");
  const std::string name = text.substr(0, equals), source = text.substr(equals + 1);
  if (!corpus::is_column_name(name))
    throw usage_error(place + "the name cannot be that of a column", corpus::column_name_rule);
  if (const auto complaint = corpus::check_source(corpus, source))
    throw usage_error(place + complaint->problem, complaint->remedy);
  if (!corpus.columns.emplace(name, source).second) throw usage_error(place + "the name is used twice");
}

corpus::CorpusSettings to_corpus(const po::variables_map& values) {
  corpus::CorpusSettings corpus;
  const auto file = values["corpus"].as<std::string>();
  corpus.name = std::filesystem::path(file).stem();
  corpus.format = choose<corpus::Format>(values, "format");
  corpus.word_column = values["word"].as<int>();
  if (const auto complaint = corpus::check_word(corpus))
    throw usage_error("--word: " + complaint->problem, complaint->remedy);
  corpus.train = {file};
  for (const auto& column : values["column"].as<std::vector<std::string>>()) add_column(corpus, column);
  return corpus;
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
  experiment.corpora = {to_corpus(values)};
  experiment.variants = {{"default", {}}};
  experiment.extract.words = choose<model::WordRule>(values, "words");
  experiment.extract.dtype = choose<store::DType>(values, "dtype");
  return experiment;
}

int extract_corpus(const Call& call) {
  const auto& comm = call.session.world();
  grid::Experiment experiment;
  mpi::together(comm, [&] { experiment = to_experiment(call.values); });
  const std::string output = std::filesystem::absolute(call.values["output"].as<std::string>());
  schedule::catch_stop_signals();
  warn_of_placement(comm, place(comm, 0));
  ProgressDisplay display(std::cerr, isatty(STDERR_FILENO) == 1);
  const auto outcome = run::extract_one(comm, experiment, output, listener_of<schedule::Progress>(display));
  display.finish();
  if (comm.is_root() && outcome == schedule::Outcome::done) std::cerr << "wrote " << output << std::endl;
  return exit_code(outcome);
}

}  // namespace

Command extract_command() {
  return {
      .name = "extract",
      .about = "write one activation file, without a grid",
      .collective = true,
      .usage = "neurank extract --model DIR --corpus FILE --output FILE.h5 [--format FORMAT] [--column NAME=SOURCE]...",
      .description =
          "Writes every layer's activation for every word of one corpus. Under mpirun or srun all ranks share the "
          "work.",
      .options = options(),
      .positional = "",
      .run = extract_corpus};
}

}  // namespace neurank::cli
