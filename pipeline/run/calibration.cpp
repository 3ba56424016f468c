#include "run/calibration.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "analysis/resampling.hpp"
#include "base/cast.hpp"
#include "base/stopwatch.hpp"
#include "probing/memory.hpp"
#include "run/busy_cores.hpp"
#include "run/imported_vectors.hpp"
#include "run/shard_states.hpp"
#include "store/moments.hpp"

namespace neurank::run {
namespace {

/// A model and its tokenizer, and the seconds that loading them took.
struct Loaded {
  std::unique_ptr<model::LanguageModel> model;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer;
  double seconds = 0;
};

Loaded load(const grid::Experiment& experiment, const model::ModelSettings& settings) {
  const Stopwatch watch;
  Loaded loaded{model::load_language_model(settings, experiment.resources.device, experiment.extract.selection),
                tokenizer::load_tokenizer(settings.path)};
  loaded.seconds = watch.seconds();
  return loaded;
}

/// Seconds of a word whose vector was made elsewhere.
double import_seconds(const grid::Experiment& experiment, const Extraction& extraction, const corpus::Corpus& corpus,
                      Range sample) {
  const ImportedVectors vectors(experiment.models[extraction.model], experiment.corpora[extraction.corpus]);
  const Stopwatch watch;
  vectors.read(corpus, sample, experiment.extract.dtype);
  return watch.seconds() / to_double(ShardText(corpus.text, sample).words().size());
}

/// Sentences from the middle of a shard in the middle of a corpus, with as many words as take some 10^11 operations.
Range sample_of(const corpus::TaggedText& text, const CorpusFacts& corpus, double flops_per_word) {
  constexpr double enough = 1e11;
  const Range shard = corpus.shards[corpus.shards.size() / 2];
  const auto words = static_cast<Index>(enough / std::max(flops_per_word, 1.0));
  Range sample{shard.begin, shard.begin + 1};
  while (sample.end < shard.end &&
         text.sentence_offsets[to_size(sample.end)] - text.sentence_offsets[to_size(sample.begin)] < words)
    ++sample.end;
  return sample;
}

/// Seconds of a word, from its text to its vectors as files hold them.
double word_seconds(const Loaded& loaded, const grid::Experiment& experiment, const ModelFacts& facts,
                    const ShardText& text) {
  const auto seconds = [&] {
    const Stopwatch watch;
    const ShardStates states =
        compute_shard(*loaded.model, *loaded.tokenizer, facts, experiment, text, [] { return true; });
    std::vector<Index> all(to_size(text.words().size()));
    std::iota(all.begin(), all.end(), Index{0});
    store::moments_of(states.rows, all);
    return watch.seconds();
  };
  const double first = seconds();  // warms caches and thread pools
  return std::min(first, seconds()) / to_double(text.words().size());
}

/// A cell's activations, or a part of them that no cache holds.
ActivationScope scope_of(const grid::Experiment& experiment, const Facts& facts, const grid::Cell& cell) {
  constexpr Index fewest = 4096, most_bytes = Index{1} << 27;
  const Index neurons = facts.models[cell.model].shape.neurons();
  const Index words = facts.corpora[corpus_of(experiment, cell)].words;
  const Index most = most_bytes / to_index(probing::row_bytes(experiment, neurons));
  return {std::clamp(words, std::min(fewest, most), std::max(fewest, most)), neurons, experiment.extract.dtype,
          probing::keeps_rows(experiment, to_uint64(words), neurons)};
}

/// Seconds of what a cell's reduction does most of: resampling what heads get right, and counting words.
double resampling_seconds(const grid::Experiment& experiment, Index test_words) {
  constexpr Index heads_of_a_repetition = 60, words_of_a_sentence = 20, some_draws = 64, kinds_of_words = 4;
  const Index heads = heads_of_a_repetition * experiment.repetitions;
  const Index sentences = std::clamp<Index>(test_words / words_of_a_sentence, 1, 5000);
  const analysis::ClusterCounts counts{Matrix::Ones(heads, sentences), Vector::Ones(sentences)};
  const Stopwatch watch;
  const analysis::Draws draws = analysis::Resampling(sentences, some_draws, 1).ratios(counts);
  for (Index head = 0; head < heads; ++head) analysis::interval_of({draws.row(head).begin(), draws.row(head).end()});
  return to_double(kinds_of_words * experiment.analyses.bootstrap.draws) / to_double(some_draws) * watch.seconds();
}

double counting_seconds(const std::vector<std::string>& words) {
  const auto count = std::min<std::size_t>(words.size(), 20'000);
  const Stopwatch watch;
  std::unordered_map<std::string, int> counts;
  for (std::size_t i = 0; i < count; ++i) ++counts[words[i]];
  return watch.seconds() / to_double(std::max<std::size_t>(1, count));
}

}  // namespace

Speeds calibrate(const grid::Experiment& experiment, const Facts& facts, Corpora& corpora,
                 const std::vector<grid::Cell>& cells, Index busy_cores) {
  const BusyCores busy(busy_cores);
  Speeds speeds;
  for (std::size_t m = 0; m < experiment.models.size(); ++m) {
    const bool is_imported = !experiment.models[m].activations.empty();
    const Loaded loaded = is_imported ? Loaded{} : load(experiment, experiment.models[m]);
    speeds.model[m] = loaded.seconds;
    for (const Extraction& extraction : needed_extractions(experiment, cells)) {
      if (extraction.model != m) continue;
      const corpus::Corpus& corpus = corpora[extraction.corpus];
      const Range sample = sample_of(corpus.text, facts.corpora[extraction.corpus], facts.models[m].flops_per_word);
      speeds.word[extraction] = is_imported
                                    ? import_seconds(experiment, extraction, corpus, sample)
                                    : word_seconds(loaded, experiment, facts.models[m], ShardText(corpus.text, sample));
    }
  }
  const Products products(experiment.resources.products);
  for (const grid::Cell& cell : cells)
    if (const ProbeShape shape = shape_of(facts, cell); !speeds.probes.contains(shape))
      speeds.probes[shape] = measure_probes(scope_of(experiment, facts, cell), facts.tasks[cell.task].labels,
                                            experiment.variants[cell.variant].probe, products);
  constexpr double passes_over_words = 4;  // of a reduction
  speeds.cell = resampling_seconds(experiment, facts.tasks[0].split(corpus::Split::test));
  speeds.cell_word = passes_over_words * counting_seconds(corpora[0].text.words);
  return speeds;
}

}  // namespace neurank::run
