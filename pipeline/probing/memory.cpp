#include "probing/memory.hpp"

#include <algorithm>

#include "analysis/minimal_search.hpp"
#include "analysis/shadows.hpp"
#include "base/cast.hpp"
#include "probe/bank.hpp"
#include "probe/batch_stream.hpp"
#include "probe/exact/exact_head.hpp"
#include "probing/work.hpp"
#include "ranking/class_moments.hpp"

namespace neurank::probing {
namespace {

using grid::Experiment;

std::uint64_t most_kept_bytes(const Experiment& experiment) { return experiment.resources.memory_bytes / 4; }

/// Left to the program itself and its libraries; the same on all machines, since the width of banks depends on it.
std::uint64_t program_bytes(const Experiment& experiment) {
  constexpr std::uint64_t most = 320u << 20;
  return std::min(experiment.resources.memory_bytes / 4, most);
}

/// Of stored rows, one batch in the neurons' own order and in that of heads on some of them.
std::uint64_t stream_bytes(const Experiment& experiment, Index batch, Index buffered, Index neurons) {
  return to_uint64(buffered) * row_bytes(experiment, neurons) +
         to_uint64(neurons) * to_uint64(2 * batch) * sizeof(float);
}

/// Of a rank that trains by shuffled words, whatever the bank.
std::uint64_t fixed_probe_bytes(const Experiment& experiment, Index batch, Index neurons) {
  return stream_bytes(experiment, batch, probe::buffered_rows(batch), neurons);
}

/// Of one that takes words in their order.
std::uint64_t pass_bytes(const Experiment& experiment, Index batch, Index neurons) {
  return stream_bytes(experiment, batch, batch, neurons);
}

/// A bank and, outside it, the same heads before and after training.
std::uint64_t bytes_of_columns(Index columns, Index neurons, Index batch) {
  return probe::Bank::bytes(columns, neurons, batch) + 2 * to_uint64(columns * neurons) * sizeof(float);
}

/// Of a rank that solves one exact head after another: its points and their slopes, and what is kept between passes.
std::uint64_t solver_bytes(const Experiment& experiment, std::uint64_t words, Index neurons, Index labels) {
  constexpr Index points = 6;  // at work, best, tried, each as a whole and on the columns at work
  const std::uint64_t columns = std::min(kept_columns_bytes(experiment), words * to_uint64(neurons) * sizeof(float));
  return pass_bytes(experiment, probe::rows_of_an_exact_batch(neurons), neurons) + exact_bytes(experiment) + columns +
         to_uint64(points * neurons * labels) * (sizeof(float) + sizeof(double));
}

}  // namespace

std::uint64_t row_bytes(const Experiment& experiment, Index neurons) {
  const std::uint64_t number = experiment.extract.dtype == store::DType::float16 ? sizeof(Half) : sizeof(float);
  return to_uint64(neurons) * number;
}

bool keeps_rows(const Experiment& experiment, std::uint64_t words, Index neurons) {
  return words * row_bytes(experiment, neurons) <= most_kept_bytes(experiment);
}

Index affordable_columns(const Experiment& experiment, const probe::ProbeSettings& settings, Index neurons) {
  const std::uint64_t fixed = fixed_probe_bytes(experiment, settings.batch, neurons);
  const std::uint64_t memory =
      experiment.resources.memory_bytes - most_kept_bytes(experiment) - program_bytes(experiment);
  const std::uint64_t each = bytes_of_columns(1, neurons, settings.batch);
  const std::uint64_t columns = memory > fixed ? (memory - fixed) / each : 1;
  return std::clamp<Index>(to_index(std::min<std::uint64_t>(columns, 1u << 30)), 1, settings.columns_per_pass);
}

std::uint64_t exact_bytes(const Experiment& experiment) {
  return std::min(experiment.resources.memory_bytes / 4, std::uint64_t{4} << 30);
}

std::uint64_t kept_columns_bytes(const Experiment& experiment) { return experiment.resources.memory_bytes / 4; }

std::uint64_t probe_bytes(const Experiment& experiment, const probe::ProbeSettings& settings, std::uint64_t words,
                          Index neurons, Index labels) {
  const Index whole = experiment.analyses.nulls.shadows ? neurons + analysis::shadow_plan(neurons).shadows : neurons;
  if (settings.is_exact()) return solver_bytes(experiment, words, whole, labels);
  const Index most = affordable_columns(experiment, settings, neurons) / labels * labels;
  const Index heads =
      to_index(analysis::fine_wave_size * std::max<std::size_t>(1, experiment.analyses.minimal.delta.size()));
  const Index used = std::max(max_search_columns, heads * labels);  // by a search of penalties, of minimal sets
  const Index columns = std::max(labels, std::min(most, used));
  const auto bytes = [&](Index of_columns, Index of_neurons) {
    return fixed_probe_bytes(experiment, settings.batch, of_neurons) +
           bytes_of_columns(of_columns, of_neurons, settings.batch);
  };
  return std::max(bytes(columns, neurons), bytes(labels, whole));
}

bool keeps_turned_rows(const Experiment& experiment, std::uint64_t words, Index neurons) {
  return words * to_uint64(neurons) * sizeof(float) <= most_kept_bytes(experiment) / 2;
}

std::uint64_t study_bytes(const Experiment& experiment, std::uint64_t words, Index neurons, Index width, Index labels) {
  using analysis::Study;
  const auto& analyses = experiment.analyses;
  const auto all = to_uint64(neurons), clustered = to_uint64(std::min(neurons, most_clustered));
  std::uint64_t most = 0;
  if (analyses.has(Study::basis)) {
    const std::uint64_t kept = keeps_turned_rows(experiment, words, neurons) ? words * all * sizeof(float) : 0;
    most = kept + all * to_uint64(width) * (sizeof(float) + sizeof(double));
  }
  if (analyses.has(Study::redundancy)) most = std::max(most, clustered * clustered * sizeof(float));
  if (analyses.has(Study::knockoffs)) {
    const std::uint64_t each_word = 8 * sizeof(float), each_pair = 60;  // of a layer, as the sampler has them
    most = std::max(most, to_uint64(width) * (std::min(words, to_uint64(most_knockoff_words)) * each_word +
                                              to_uint64(width) * each_pair));
  }
  if (analyses.has(Study::best_set)) {
    constexpr std::uint64_t candidates = 50, each_neuron = 12000;  // as the search for best sets has them
    const auto held = std::min(all, to_uint64(analyses.best_set.max) + candidates);
    most = std::max(most, words * held * sizeof(float) + all * each_neuron);
  }
  if (analyses.has(Study::monosemanticity)) most = std::max(most, 2 * ranking::ClassMomentSums::bytes(labels, neurons));
  return most;
}

std::uint64_t ranked_columns_bytes(const Experiment& experiment) { return experiment.resources.memory_bytes / 8; }

std::uint64_t ranking_bytes(const Experiment& experiment, Index neurons, Index labels, Index corpus_labels) {
  const auto& analyses = experiment.analyses;
  if (!std::ranges::any_of(analyses.rankings, ranking::needs_words)) return 0;
  const std::uint64_t moments = ranking::ClassMomentSums::bytes(corpus_labels, neurons);
  const std::uint64_t values = 3 * sizeof(double) * to_uint64(labels * neurons);  // of a method, of those before it
  const auto candidates = to_uint64(std::min(neurons, analyses.gaussian.candidates));
  std::uint64_t most = ranked_columns_bytes(experiment);
  if (analyses.has(ranking::Method::lda)) most = std::max(most, sizeof(double) * to_uint64(neurons * neurons));
  if (analyses.has(ranking::Method::gaussian))
    most = std::max(most, 2 * sizeof(double) * to_uint64(labels) * candidates * candidates);
  return pass_bytes(experiment, rows_of_a_ranked_batch, neurons) + std::max(moments, 2 * moments / 3 + values + most);
}

}  // namespace neurank::probing
