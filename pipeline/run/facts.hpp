#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/cast.hpp"
#include "grid/experiment.hpp"
#include "model/model_shape.hpp"
#include "run/corpora.hpp"

namespace neurank::run {

/// What planning needs to know of a corpus.
struct CorpusFacts {
  Index words = 0;
  std::array<Range, 3> splits;  ///< word ranges of train, dev, test
  std::vector<Range> shards;    ///< sentence ranges that are extracted as one unit

  Range split(corpus::Split which) const { return splits[to_size(which)]; }
};

/// What planning needs to know of a task.
struct TaskFacts {
  Index labels = 0;                 ///< that training words have; those that the task ignores do not count
  std::array<Index, 3> words = {};  ///< of train, dev, test whose label is not ignored

  Index split(corpus::Split which) const { return words[to_size(which)]; }
};

/// What planning needs to know of a model.
struct ModelFacts {
  model::ModelShape shape;
  double flops_per_word = 0;  ///< of the encoder, a rough mean
  std::uint64_t weight_bytes = 0;
  std::string word_rule = {};  ///< of activations made elsewhere; empty: the grid's
};

/// Facts by position in the experiment.
struct Facts {
  std::vector<ModelFacts> models;
  std::vector<CorpusFacts> corpora;
  std::vector<TaskFacts> tasks;
};

/// Sentences cut into runs of at most `max_words` words (a longer sentence is a run of its own).
/// @param sentence_offsets [S + 1]
std::vector<Range> cut_into_shards(const std::vector<Index>& sentence_offsets, Index max_words);

/// Counts the words of a corpus and cuts it into shards.
CorpusFacts corpus_facts(const corpus::Corpus& corpus);

/// Throws Error for a task that no probe can learn: a single training label, or a split all of whose labels are
/// ignored; a usage Error for an ignored label that no word has.
TaskFacts task_facts(const grid::Task& task, const corpus::Corpus& corpus, std::uint64_t seed);

/// Reads what the experiment names. Throws Error for inputs that no probe can be trained on: a bad corpus, model or
/// task.
/// @param keep_labels whether the corpora's labels are needed after this
Facts read_facts(const grid::Experiment& experiment, Corpora& corpora, bool keep_labels = false);

}  // namespace neurank::run
