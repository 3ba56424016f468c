#include "probe/training_group.hpp"

#include "base/threads.hpp"
#include "probe/shared_head.hpp"
#include "probe/train.hpp"

namespace neurank::probe {
namespace {

NeuronPrefix prefix_of(const HeadTask& task) { return {task.order, task.start->weights.cols()}; }

BankSettings bank_settings(const TrainSettings& settings) {
  return {.step = settings.step, .ridge = settings.ridge, .products = settings.products};
}

class Banks : public TrainingGroup {
 public:
  Banks(std::span<const HeadTask> tasks, const TrainSettings& settings) {
    for (std::size_t begin = 0; begin < tasks.size();) {
      const NeuronPrefix prefix = prefix_of(tasks[begin]);
      std::size_t end = begin + 1;
      while (end < tasks.size() && prefix_of(tasks[end]) == prefix) ++end;
      stacks_.push_back({prefix, Bank(tasks.subspan(begin, end - begin), bank_settings(settings))});
      begin = end;
    }
  }

  std::vector<NeuronPrefix> prefixes() const override {
    std::vector<NeuronPrefix> prefixes;
    for (const Stack& stack : stacks_) prefixes.push_back(stack.prefix);
    return prefixes;
  }

  /// A thread takes whole banks where there are enough of them, else all threads share each. (Not a parallel region of
  /// one thread for the latter: those within it would start their threads anew each time.)
  void step(const BatchStream& stream, double learning_rate) override {
    const auto take = [&](Stack& stack) {
      stack.bank.step(stream.columns(stack.prefix), stream.rows(), learning_rate);
    };
    if (stacks_.size() < to_size(num_threads())) {
      for (Stack& stack : stacks_) take(stack);
      return;
    }
#pragma omp parallel for schedule(dynamic)
    for (std::size_t i = 0; i < stacks_.size(); ++i) take(stacks_[i]);
  }

  std::vector<std::span<float>> state() override {
    std::vector<std::span<float>> parts;
    for (Stack& stack : stacks_)
      for (const std::span<float> part : stack.bank.state()) parts.push_back(part);
    return parts;
  }

  std::vector<float> losses() const override {
    std::vector<float> losses;
    for (const Stack& stack : stacks_)
      for (const float loss : stack.bank.losses()) losses.push_back(loss);
    return losses;
  }

  void resume(Index steps) override {
    for (Stack& stack : stacks_) stack.bank.resume(steps);
  }

  std::vector<Head> heads() const override {
    std::vector<Head> heads;
    for (const Stack& stack : stacks_)
      for (std::size_t i = 0; i < stack.bank.size(); ++i) heads.push_back(stack.bank.head(i));
    return heads;
  }

 private:
  /// A bank and the neurons that it reads.
  struct Stack {
    NeuronPrefix prefix;
    Bank bank;
  };

  std::vector<Stack> stacks_;
};

class SharedHeadGroup : public TrainingGroup {
 public:
  SharedHeadGroup(const SharedTask& task, const Head* start, const TrainSettings& settings, const Team& team)
      : prefix_{task.order, task.neurons}, head_(task, bank_settings(settings), team) {
    if (start != nullptr) head_.set(*start);
  }

  std::vector<NeuronPrefix> prefixes() const override { return {prefix_}; }
  void step(const BatchStream& stream, double learning_rate) override {
    head_.step(stream.columns(prefix_), stream.rows(), learning_rate);
  }
  std::vector<float> losses() const override { return {head_.loss()}; }
  std::vector<std::span<float>> state() override { return head_.state(); }
  void resume(Index steps) override { head_.distribute(steps); }
  void collect() override { head_.collect(); }
  std::vector<Head> heads() const override { return {head_.head()}; }

 private:
  NeuronPrefix prefix_;
  SharedHead head_;
};

}  // namespace

std::unique_ptr<TrainingGroup> banks_of(std::span<const HeadTask> tasks, const TrainSettings& settings) {
  return std::make_unique<Banks>(tasks, settings);
}

std::unique_ptr<TrainingGroup> shared_head(const SharedTask& task, const Head* start, const TrainSettings& settings,
                                           const Team& team) {
  return std::make_unique<SharedHeadGroup>(task, start, settings, team);
}

}  // namespace neurank::probe
