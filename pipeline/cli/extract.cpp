#include <unistd.h>

#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/kernels.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "cli/progress_display.hpp"
#include "corpus/formats.hpp"
#include "mpi/together.hpp"
#include "run/single_extraction.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return with_selection(
      {needed_option("model", "DIR", "folder of a published model"),
       needed_option("corpus", "FILE", "file of tokenised sentences"),
       text_option("format", "FORMAT", "format of the corpus: " + join(all_names<corpus::Format>(), ", "), "conll"),
       text_option("word", "N", "field of the words, from 0 (conll, pmb)", "0"),
       list_option("column", "NAME=SOURCE",
                   "a label column to keep and where the format has it, as in pos=1, number=feats:Number or pos=label"),
       text_option("words", "PIECE", "piece that stands for a word: " + join(all_names<model::WordRule>(), ", "),
                   "last"),
       text_option("dtype", "TYPE", join(all_names<store::DType>(), " or "), "float16"),
       needed_option("output", "FILE.h5", "activation file to write (HDF5)"), family_option(), gelu_option()});
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

corpus::CorpusSettings to_corpus(const Values& values) {
  corpus::CorpusSettings corpus;
  const auto file = values.text("corpus");
  corpus.name = std::filesystem::path(file).stem();
  corpus.format = choose<corpus::Format>(values, "format");
  corpus.word_column = values.number<int>("word");
  if (const auto complaint = corpus::check_word(corpus))
    throw usage_error("--word: " + complaint->problem, complaint->remedy);
  corpus.train = {file};
  for (const auto& column : values.list("column")) add_column(corpus, column);
  return corpus;
}

grid::Experiment to_experiment(const Values& values) {
  const auto text = [&](const char* option) { return values.text(option); };
  grid::Experiment experiment;
  experiment.name = "extract";
  const auto model = std::filesystem::absolute(text("model")).lexically_normal();
  experiment.models = {{.name = model.has_filename() ? model.filename() : model.parent_path().filename(),
                        .path = model,
                        .family = chosen_family(values),
                        .gelu = chosen_gelu(values)}};
  experiment.corpora = {to_corpus(values)};
  experiment.variants = {{"default", {}}};
  experiment.extract.words = choose<model::WordRule>(values, "words");
  experiment.extract.dtype = choose<store::DType>(values, "dtype");
  experiment.extract.selection = chosen_selection(values);
  return experiment;
}

int extract_corpus(const Call& call) {
  const auto& comm = call.session.world();
  grid::Experiment experiment;
  std::filesystem::path output;
  mpi::together(comm, [&] {
    experiment = to_experiment(call.values);
    output = output_file(call.values);
  });
  expect_same_kernels(comm);
  warn_of_placement(comm, place(comm, 0));
  ProgressDisplay display(std::cerr, isatty(STDERR_FILENO) == 1);
  const auto outcome =
      run::extract_one(comm, experiment, output, listener_of<schedule::Progress>(display, call.stop_requested));
  display.finish();
  if (comm.is_root() && outcome == schedule::Outcome::done) std::cerr << "wrote " << output.string() << std::endl;
  return exit_code(outcome);
}

}  // namespace

Command extract_command() {
  return {.name = "extract",
          .about = "write one activation file, without a grid",
          .collective = true,
          .usage =
              "neurank extract --model DIR --corpus FILE --output FILE.h5 [--format FORMAT] [--column NAME=SOURCE]... "
              "[OPTIONS]",
          .description =
              "Writes the activations of every word of one corpus. Under mpirun or srun all ranks share the "
              "work.",
          .options = options(),
          .stops = true,
          .run = extract_corpus};
}

}  // namespace neurank::cli
