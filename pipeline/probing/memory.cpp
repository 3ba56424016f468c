#include "probing/memory.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "probe/bank.hpp"
#include "probe/batch_stream.hpp"

namespace neurank::probing {
namespace {

using grid::Experiment;

std::uint64_t most_kept_bytes(const Experiment& experiment) { return experiment.resources.memory_bytes / 4; }

/// Of a rank that trains, whatever the bank: the buffer of stored rows, one batch in the neurons' own order and in that
/// of heads on some of them, and the heads of a whole unit.
std::uint64_t fixed_probe_bytes(const Experiment& experiment, const probe::ProbeSettings& settings, Index neurons) {
  return to_uint64(probe::buffered_rows(settings.batch)) * row_bytes(experiment, neurons) +
         to_uint64(neurons) * to_uint64(2 * settings.batch + settings.columns_per_pass) * sizeof(float);
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
  const std::uint64_t fixed = fixed_probe_bytes(experiment, settings, neurons);
  const std::uint64_t memory = experiment.resources.memory_bytes - most_kept_bytes(experiment);
  const std::uint64_t each = probe::Bank::bytes(1, neurons, settings.batch);
  const std::uint64_t columns = memory > fixed ? (memory - fixed) / each : 1;
  return std::clamp<Index>(to_index(std::min<std::uint64_t>(columns, 1u << 30)), 1, settings.columns_per_pass);
}

std::uint64_t probe_bytes(const Experiment& experiment, const probe::ProbeSettings& settings, Index neurons,
                          Index labels) {
  const Index columns = std::max(labels, affordable_columns(experiment, settings, neurons) / labels * labels);
  return fixed_probe_bytes(experiment, settings, neurons) + probe::Bank::bytes(columns, neurons, settings.batch);
}

}  // namespace neurank::probing
