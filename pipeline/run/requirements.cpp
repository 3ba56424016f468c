#include "run/requirements.hpp"

#include <algorithm>
#include <functional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "probing/memory.hpp"
#include "store/activation_file.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;

/// Measured: what MPI, HDF5 and the libraries that multiply take once they are at work.
constexpr std::uint64_t library_bytes = 64u << 20;
/// Measured: a word of a corpus in memory, with its labels and what is counted of it; a row of the table of rankings,
/// whose rows are most of a report, in memory and in the file that is put together there.
constexpr std::uint64_t word_bytes = 192, ranking_row_bytes = 1100, stored_row_bytes = 30;

/// Of a loaded model: weights that take much more in float32 than as they are stored are widened a layer at a time.
std::uint64_t model_bytes(const ModelFacts& model) {
  return std::min(2 * model.weight_bytes, model.weight_bytes * 23 / 20 + (std::uint64_t{1} << 30));
}

std::uint64_t extraction_bytes(const Experiment& experiment, const ModelFacts& model, const CorpusFacts& corpus) {
  const Index max_words = corpus.words / to_index(std::max<std::size_t>(1, corpus.shards.size())) * 2;
  return model_bytes(model) + to_uint64(corpus.words) * word_bytes +
         store::activation_file_bytes(max_words, model.shape.neurons(), experiment.extract.dtype);
}

/// Labels of all tasks of a corpus, whose moments are taken together.
Index labels_on_corpus(const Experiment& experiment, const Facts& facts, std::size_t corpus) {
  Index labels = 0;
  for (std::size_t task = 0; task < experiment.tasks.size(); ++task)
    if (experiment.tasks[task].corpus == experiment.corpora[corpus].name) labels += facts.tasks[task].labels;
  return labels;
}

std::uint64_t probing_bytes(const Experiment& experiment, const Facts& facts, const Cell& cell) {
  const auto& settings = experiment.variants[cell.variant].probe;
  const Index neurons = facts.models[cell.model].shape.neurons();
  const auto words = to_uint64(facts.corpora[corpus_of(experiment, cell)].words);
  const Index labels = facts.tasks[cell.task].labels;
  const Index width = facts.models[cell.model].shape.width;
  std::uint64_t bytes =
      std::max(probing::probe_bytes(experiment, settings, words, neurons, labels) +
                   probing::study_bytes(experiment, words, neurons, width, labels),
               probing::ranking_bytes(experiment, neurons, labels,
                                      labels_on_corpus(experiment, facts, corpus_of(experiment, cell))));
  if (probing::keeps_rows(experiment, words, neurons)) bytes += probing::row_bytes(experiment, neurons) * words;
  return bytes + words * word_bytes;
}

std::uint64_t report_bytes(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells) {
  std::uint64_t most = 0, all = 0;
  for (const Cell& cell : cells) {
    const Index rankings = experiment.repetitions + to_index(experiment.analyses.rankings.size());  // one is merged
    const auto rows = to_uint64(facts.models[cell.model].shape.neurons() * rankings);
    most = std::max(most, rows);
    all += rows;
  }
  return most * ranking_row_bytes + all * stored_row_bytes;
}

/// "extract/bert/ptb (3.1 GiB), bert/pos/raw (2.2 GiB) and 3 more"; empty when there are none.
std::string larger_than(std::uint64_t given, const std::vector<MemoryNeed>& needs) {
  constexpr std::size_t named = 3;
  std::vector<std::string> large;
  for (const MemoryNeed& need : needs)
    if (need.bytes > given) large.push_back(need.units + " (" + bytes_text(need.bytes) + ")");
  const std::size_t more = large.size() > named ? large.size() - named : 0;
  large.resize(large.size() - more);
  return join(large, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

}  // namespace

std::uint64_t disk_bytes(const Experiment& experiment, const Facts& facts, const std::vector<Extraction>& extractions) {
  std::uint64_t sum = 0;
  for (const auto& [model, corpus] : extractions)
    sum += store::activation_file_bytes(facts.corpora[corpus].words, facts.models[model].shape.neurons(),
                                        experiment.extract.dtype);
  return sum;
}

bool pays_to_copy(const Experiment& experiment, const Facts& facts, const Extraction& extraction) {
  return !probing::keeps_rows(experiment, to_uint64(facts.corpora[extraction.corpus].words),
                              facts.models[extraction.model].shape.neurons());
}

std::vector<MemoryNeed> memory_needs(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells,
                                     std::uint64_t process) {
  const std::uint64_t program = process + library_bytes;
  std::vector<MemoryNeed> needs = {
      {name_of(schedule::Stage::report), program + report_bytes(experiment, facts, cells)}};
  for (const auto& [model, corpus] : needed_extractions(experiment, cells))
    needs.push_back({std::string(name_of(schedule::Stage::extract)) + "/" + experiment.models[model].name + "/" +
                         experiment.corpora[corpus].name,
                     program + extraction_bytes(experiment, facts.models[model], facts.corpora[corpus])});
  for (const Cell& cell : cells)
    needs.push_back({grid::cell_names(experiment, cell).name(), program + probing_bytes(experiment, facts, cell)});
  std::ranges::stable_sort(needs, std::greater(), &MemoryNeed::bytes);
  return needs;
}

void expect_memory(const Experiment& experiment, const std::vector<MemoryNeed>& needs) {
  const std::uint64_t given = experiment.resources.memory_bytes;
  if (const std::string large = larger_than(given, needs); !large.empty())
    throw usage_error("resources.memory: " + bytes_text(given) + " a rank are not enough for the program and " + large,
                      "allow more, and run fewer ranks on a host if need be");
}

std::string memory_warning(const std::vector<MemoryNeed>& needs, int ranks, std::uint64_t host_bytes) {
  if (host_bytes == 0) return {};
  const std::string large = larger_than(host_bytes / to_uint64(ranks), needs);
  if (large.empty()) return {};
  return "a host of " + bytes_text(host_bytes) + " is shared by " + std::to_string(ranks) +
         " ranks, too many to be all at units of " + large + "; run fewer on a host, with more threads each";
}

}  // namespace neurank::run
