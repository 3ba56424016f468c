#include "run/facts.hpp"

#include <algorithm>
#include <filesystem>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "checkpoint/model_files.hpp"
#include "corpus/labels.hpp"
#include "corpus/nuisance.hpp"
#include "model/language_model.hpp"
#include "run/imported_vectors.hpp"

namespace neurank::run {
namespace {

// About 32 shards share the work even of a small corpus among many ranks. A shard has enough sentences to sort by
// length without much padding, and few enough that its rows fit in memory for the widest model.
constexpr Index wanted_shards = 32, min_shard_words = 256, max_shard_words = 8192;

Index shard_words(Index words) { return std::clamp(words / wanted_shards, min_shard_words, max_shard_words); }

// Encoders are measured at a typical sentence: 32 words, which English word pieces cut into about 42.
constexpr Index typical_words = 32, typical_pieces = 42;

ModelFacts model_facts(const model::ModelSettings& settings, const grid::Experiment& experiment) {
  if (!settings.activations.empty()) return ImportedVectors(settings, experiment.corpora.front()).facts();
  const model::LayerSelection& selection = experiment.extract.selection;
  ModelFacts facts{.shape = model::read_model_shape(settings, selection)};
  facts.flops_per_word = model::flops_per_sequence(settings, typical_pieces, selection) / typical_words;
  for (const auto& file : checkpoint::model_files(settings.path))
    facts.weight_bytes += std::filesystem::file_size(file);
  return facts;
}

std::string place_of(const grid::Task& task) {
  return "task " + task.name + ": column " + task.column + " of corpus " + task.corpus + " ";
}

/// @param passed_over labels of lines that are no words, such as marks of documents
void expect_ignored_labels(const grid::Task& task, const corpus::EncodedLabels& labels,
                           const std::set<std::string>& passed_over) {
  for (const std::string& name : task.ignore) {
    if (passed_over.contains(name)) continue;
    if (std::find(labels.names.begin(), labels.names.end(), name) != labels.names.end()) continue;
    const auto near = nearest(name, labels.names);
    throw usage_error(place_of(task) + "has no label " + in_quotes(name) + " to ignore",
                      near ? "did you mean " + *near + "?" : "write a label as the corpus has it");
  }
}

void expect_learnable(const grid::Task& task, const corpus::Corpus& corpus, const TaskFacts& facts) {
  const bool is_whole = task.ignore.empty() && task.keep_labels + task.per_label + task.words == 0 && !task.type_split;
  const std::string leftover = is_whole ? "" : " besides those that the task leaves out";
  if (facts.labels < 2)
    throw input_error(place_of(task) + "has " + (facts.labels == 1 ? "a single label" : "no label") +
                          " in its training words" + leftover + " (a probe needs at least two)",
                      "check where the column is found" + std::string(is_whole ? "" : " and what the task leaves out"));
  for (std::size_t i = 0; i < facts.words.size(); ++i)
    if (facts.words[i] == 0 && corpus.splits[i].size() > 0)
      throw input_error(
          place_of(task) + "has no label in its " + name_of(static_cast<corpus::Split>(i)) + " words" + leftover,
          "leave out less");
}

}  // namespace

std::vector<Range> cut_into_shards(const std::vector<Index>& sentence_offsets, Index max_words) {
  NEURANK_EXPECT(!sentence_offsets.empty() && max_words > 0);
  std::vector<Range> shards;
  const auto sentences = to_index(sentence_offsets.size()) - 1;
  for (Index begin = 0; begin < sentences;) {
    Index end = begin + 1;
    while (end < sentences && sentence_offsets[end + 1] - sentence_offsets[begin] <= max_words) ++end;
    shards.push_back({begin, end});
    begin = end;
  }
  return shards;
}

CorpusFacts corpus_facts(const corpus::Corpus& corpus) {
  return {.words = corpus.text.num_words(),
          .splits = corpus.splits,
          .shards = cut_into_shards(corpus.text.sentence_offsets, shard_words(corpus.text.num_words()))};
}

TaskFacts task_facts(const grid::Task& task, const corpus::Corpus& corpus, std::uint64_t seed) {
  const Range train = corpus.split(corpus::Split::train);
  const auto own = corpus.text.columns.find(task.column);
  const auto all = corpus::encode_labels(
      own != corpus.text.columns.end()
          ? own->second
          : corpus::nuisance_labels(task.column, corpus.text.words, corpus.text.sentence_offsets, train),
      train);
  const auto marks = corpus.text.passed_over.find(task.column);
  expect_ignored_labels(task, all, marks == corpus.text.passed_over.end() ? std::set<std::string>() : marks->second);
  const auto labels = corpus::selected(all, corpus.text.words, corpus.splits, task.selection(), seed);
  TaskFacts facts{.labels = labels.num_training};
  for (std::size_t i = 0; i < facts.words.size(); ++i)
    for (Index word = corpus.splits[i].begin; word < corpus.splits[i].end; ++word)
      facts.words[i] += labels.ids[word] != corpus::no_label;
  expect_learnable(task, corpus, facts);
  return facts;
}

Facts read_facts(const grid::Experiment& experiment, Corpora& corpora, bool keep_labels) {
  Facts facts;
  for (const auto& settings : experiment.models) facts.models.push_back(model_facts(settings, experiment));
  facts.tasks.resize(experiment.tasks.size());
  for (std::size_t c = 0; c < experiment.corpora.size(); ++c) {
    const corpus::Corpus& corpus = corpora[c];
    facts.corpora.push_back(corpus_facts(corpus));
    for (std::size_t i = 0; i < experiment.tasks.size(); ++i)
      if (experiment.tasks[i].corpus == experiment.corpora[c].name)
        facts.tasks[i] = task_facts(experiment.tasks[i], corpus, grid::selection_seed(experiment, experiment.tasks[i]));
    if (!keep_labels) corpora.drop_labels(c);
  }
  return facts;
}

}  // namespace neurank::run
