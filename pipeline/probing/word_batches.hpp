#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/batch_stream.hpp"
#include "schedule/run_units.hpp"

namespace neurank::probing {

/// Goes through the rows of a stream once, in their order. @param neurons that are looked at  @param keep_going when it
/// says no, Error(Cause::interrupted) is thrown  @param take gets the rows of a batch [B] and its values [B, neurons]
template <class Take>
void for_batches(probe::BatchStream stream, const probe::NeuronPrefix& neurons, const schedule::KeepGoing& keep_going,
                 const Take& take) {
  stream.want({&neurons, 1});
  stream.start(probe::RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "a unit was stopped");
    take(stream.rows(), stream.columns(neurons));
  }
}

/// Labels of some rows. @param labels of all rows of the source
inline std::vector<std::int32_t> labels_at(const std::vector<std::int32_t>& labels, std::span<const Index> rows) {
  std::vector<std::int32_t> those;
  for (const Index row : rows) those.push_back(labels[to_size(row)]);
  return those;
}

}  // namespace neurank::probing
