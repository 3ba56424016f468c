#include "probe/train.hpp"

#include "base/error.hpp"
#include "probe/ordered_batch.hpp"

namespace neurank::probe {
namespace {

NeuronPrefix prefix_of(const HeadTask& task) { return {task.order, task.start->weights.cols()}; }

/// A bank and the neurons that it reads.
struct Stack {
  NeuronPrefix prefix;
  Bank bank;
};

/// Banks of neighbouring tasks on the same neurons.
std::vector<Stack> make_stacks(std::span<const HeadTask> tasks, const TrainSettings& settings) {
  std::vector<Stack> stacks;
  for (std::size_t begin = 0; begin < tasks.size();) {
    const NeuronPrefix prefix = prefix_of(tasks[begin]);
    std::size_t end = begin + 1;
    while (end < tasks.size() && prefix_of(tasks[end]) == prefix) ++end;
    stacks.push_back({prefix, Bank(tasks.subspan(begin, end - begin), settings.learning_rate, settings.ridge)});
    begin = end;
  }
  return stacks;
}

void train_stacks(BatchStream& stream, std::vector<Stack>& stacks, const TrainSettings& settings,
                  const std::function<bool()>& keep_going) {
  std::vector<NeuronPrefix> prefixes;
  for (const Stack& stack : stacks) prefixes.push_back(stack.prefix);
  OrderedBatch batch(prefixes);
  for (Index epoch = 0; epoch < settings.epochs; ++epoch) {
    stream.start(settings.order, settings.seed, epoch);
    while (stream.next()) {
      if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
      batch.set(stream.batch());
      for (Stack& stack : stacks) stack.bank.step(batch.columns(stack.prefix), stream.rows());
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
    auto stacks = make_stacks({tasks.data() + begin, end - begin}, settings);
    train_stacks(stream, stacks, settings, keep_going);
    for (const Stack& stack : stacks)
      for (std::size_t i = 0; i < stack.bank.size(); ++i) heads.push_back(stack.bank.head(i));
    begin = end;
  }
  return heads;
}

}  // namespace neurank::probe
