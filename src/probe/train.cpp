#include "probe/train.hpp"

#include "base/error.hpp"
#include "probe/ordered_batch.hpp"

namespace neurank::probe {
namespace {

NeuronPrefix prefix_of(const HeadTask& task) { return {task.order, task.start->weights.cols()}; }

/// A bank and the neurons that it reads.
struct Lane {
  NeuronPrefix prefix;
  Bank bank;
};

/// Banks of neighbouring tasks on the same neurons.
std::vector<Lane> make_lanes(std::span<const HeadTask> tasks, const TrainSettings& settings) {
  std::vector<Lane> lanes;
  for (std::size_t begin = 0; begin < tasks.size();) {
    const NeuronPrefix prefix = prefix_of(tasks[begin]);
    std::size_t end = begin + 1;
    while (end < tasks.size() && prefix_of(tasks[end]) == prefix) ++end;
    lanes.push_back({prefix, Bank(tasks.subspan(begin, end - begin), settings.learning_rate, settings.ridge)});
    begin = end;
  }
  return lanes;
}

void train_lanes(BatchStream& stream, std::vector<Lane>& lanes, const TrainSettings& settings,
                 const std::function<bool()>& keep_going) {
  std::vector<NeuronPrefix> prefixes;
  for (const Lane& lane : lanes) prefixes.push_back(lane.prefix);
  OrderedBatch batch(prefixes);
  for (Index epoch = 0; epoch < settings.epochs; ++epoch) {
    stream.start(settings.order, settings.seed, epoch);
    while (stream.next()) {
      if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
      batch.set(stream.batch());
      for (Lane& lane : lanes) lane.bank.step(batch.columns(lane.prefix), stream.rows());
    }
  }
}

}  // namespace

std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                              Index columns, const std::function<bool()>& keep_going) {
  std::vector<Head> heads;
  const auto weights = [&](std::size_t i) { return tasks[i].start->weights.size(); };
  for (std::size_t begin = 0; begin < tasks.size();) {
    const std::size_t end = end_of_run(begin, tasks.size(), weights, columns * stream.neurons());
    auto lanes = make_lanes({tasks.data() + begin, end - begin}, settings);
    train_lanes(stream, lanes, settings, keep_going);
    for (const Lane& lane : lanes)
      for (std::size_t i = 0; i < lane.bank.size(); ++i) heads.push_back(lane.bank.head(i));
    begin = end;
  }
  return heads;
}

}  // namespace neurank::probe
