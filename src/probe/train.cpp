#include "probe/train.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/threads.hpp"
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
    stacks.push_back({prefix, Bank(tasks.subspan(begin, end - begin),
                                   {.step = settings.step, .ridge = settings.ridge, .products = settings.products})});
    begin = end;
  }
  return stacks;
}

/// One step of all banks: a thread takes whole banks where there are enough of them, else all threads share each. (Not
/// a parallel region of one thread for the latter: those within it would start their threads anew each time.)
void step(const BatchStream& stream, std::vector<Stack>& stacks, double rate) {
  const auto take = [&](Stack& stack) { stack.bank.step(stream.columns(stack.prefix), stream.rows(), rate); };
  if (stacks.size() < to_size(num_threads())) {
    for (Stack& stack : stacks) take(stack);
    return;
  }
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < stacks.size(); ++i) take(stacks[i]);
}

void train_stacks(BatchStream& stream, std::vector<Stack>& stacks, const TrainSettings& settings,
                  const std::function<bool()>& keep_going) {
  std::vector<NeuronPrefix> prefixes;
  for (const Stack& stack : stacks) prefixes.push_back(stack.prefix);
  stream.want(prefixes);
  const double steps = to_double(settings.epochs * stream.num_batches());
  double taken = 0;
  for (Index epoch = 0; epoch < settings.epochs; ++epoch) {
    stream.start(settings.order, settings.seed, epoch);
    while (stream.next()) {
      if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
      const double left = settings.step == StepRule::decay ? 1 - taken / steps : 1;
      step(stream, stacks, settings.learning_rate * left);
      ++taken;
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
