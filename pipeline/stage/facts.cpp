#include "stage/facts.hpp"

#include <algorithm>
#include <filesystem>

#include "base/error.hpp"
#include "checkpoint/model_files.hpp"
#include "corpus/labels.hpp"

namespace neurank::stage {
namespace {

// About so many shards share the work even of a small corpus among many ranks. A shard has enough sentences to sort by
// length without much padding, and few enough that its rows fit in memory for the widest model.
constexpr Index wanted_shards = 32, fewest_shard_words = 256, most_shard_words = 8192;

Index shard_words(Index words) { return std::clamp(words / wanted_shards, fewest_shard_words, most_shard_words); }

// Encoders are measured at a typical sentence: 32 words, which English word pieces cut into about 42.
constexpr Index typical_words = 32, typical_pieces = 42;

ModelFacts model_facts(const model::ModelSettings& settings) {
  ModelFacts facts{.shape = model::read_model_shape(settings)};
  facts.flops_per_word = model::flops_per_sequence(settings, typical_pieces) / typical_words;
  for (const auto& file : checkpoint::model_files(settings.path))
    facts.weight_bytes += std::filesystem::file_size(file);
  return facts;
}

void check_task(const grid::Task& task, const CorpusFacts& facts) {
  const Index labels = facts.labels.at(task.column);
  if (labels < 2)
    throw input_error("task " + task.name + ": column " + task.column + " of corpus " + task.corpus +
                          " has a single label in its training words (a probe needs at least two)",
                      "check the column's number");
}

}  // namespace

std::vector<Range> cut_into_shards(const std::vector<Index>& sentence_offsets, Index max_words) {
  NEURANK_EXPECT(!sentence_offsets.empty() && max_words > 0);
  std::vector<Range> shards;
  const auto sentences = static_cast<Index>(sentence_offsets.size()) - 1;
  for (Index begin = 0; begin < sentences;) {
    Index end = begin + 1;
    while (end < sentences && sentence_offsets[end + 1] - sentence_offsets[begin] <= max_words) ++end;
    shards.push_back({begin, end});
    begin = end;
  }
  return shards;
}

CorpusFacts corpus_facts(const corpus::Corpus& corpus) {
  CorpusFacts facts{.words = corpus.text.num_words(),
                    .splits = corpus.splits,
                    .shards = cut_into_shards(corpus.text.sentence_offsets, shard_words(corpus.text.num_words())),
                    .labels = {}};
  for (const auto& [column, values] : corpus.text.columns)
    facts.labels[column] = corpus::encode_labels(values, corpus.split(corpus::Split::train)).num_training;
  return facts;
}

Facts read_facts(const grid::Experiment& experiment) {
  Facts facts;
  for (const auto& settings : experiment.models) facts.models.push_back(model_facts(settings));
  for (const auto& settings : experiment.corpora) facts.corpora.push_back(corpus_facts(corpus::read_corpus(settings)));
  for (const auto& task : experiment.tasks)
    check_task(task, facts.corpora[&grid::corpus_of(experiment, task) - experiment.corpora.data()]);
  return facts;
}

}  // namespace neurank::stage
