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

/// Names a training: equal for two of the same heads on the same batches, and for no others.
std::string name_of(const BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                    Index columns) {
  Sha256 hash;
  const auto add = [&](const auto* values, std::size_t count) {
    hash.add({reinterpret_cast<const char*>(values), count * sizeof(*values)});
  };
  const std::vector<double> numbers = {to_double(settings.epochs),
                                       settings.learning_rate,
                                       to_double(static_cast<Index>(settings.step)),
                                       to_double(static_cast<Index>(settings.ridge)),
                                       to_double(static_cast<Index>(settings.order)),
                                       to_double(columns),
                                       to_double(stream.num_batches()),
                                       to_double(stream.neurons())};
  add(numbers.data(), numbers.size());
  add(&settings.seed, 1);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const HeadTask& task = tasks[i];
    add(&task.penalty.l1, 1);
    add(&task.penalty.l2, 1);
    add(task.start->weights.data(), to_size(task.start->weights.size()));
    add(task.start->bias.data(), to_size(task.start->bias.size()));
    if (task.weighted) add(task.weighted->data(), task.weighted->size());
    if (i > 0 && tasks[i - 1].targets == task.targets && tasks[i - 1].order == task.order) continue;
    add(task.targets->data(), task.targets->size());
    if (task.order) add(task.order->data(), task.order->size());
  }
  return hash.hexadecimal();
}

/// The training of heads, group by group.
class Training {
 public:
  Training(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings, Index columns)
      : stream_(stream), tasks_(tasks), settings_(settings), columns_(columns) {}

  std::vector<Head> run(const std::function<bool()>& keep_going, Snapshots* snapshots) {
    start_group(0);
    if (snapshots != nullptr) take_up(*snapshots);
    while (position_.group < tasks_.size()) {
      train_group(keep_going, snapshots);
      end_group();
      start_group(group_end_);
    }
    return std::move(heads_);
  }

 private:
  void start_group(std::size_t first) {
    position_ = {first, 0};
    group_end_ = first;
    stacks_.clear();
    if (first == tasks_.size()) return;
    const auto weights = [&](std::size_t i) { return tasks_[i].start->weights.size(); };
    group_end_ = end_of_run(first, tasks_.size(), weights, columns_ * stream_.neurons());
    stacks_ = make_stacks({tasks_.data() + first, group_end_ - first}, settings_);
  }

  void end_group() {
    for (const Stack& stack : stacks_)
      for (std::size_t i = 0; i < stack.bank.size(); ++i) heads_.push_back(stack.bank.head(i));
  }

  void train_group(const std::function<bool()>& keep_going, Snapshots* snapshots) {
    std::vector<NeuronPrefix> prefixes;
    for (const Stack& stack : stacks_) prefixes.push_back(stack.prefix);
    stream_.want(prefixes);
    const Index batches = stream_.num_batches(), steps = settings_.epochs * batches;
    Index& taken = position_.batches;
    while (taken < steps) {
      stream_.start(settings_.order, settings_.seed, taken / batches, taken % batches);
      while (stream_.next()) {
        ask(keep_going, snapshots);
        const double left = settings_.step == StepRule::decay ? 1 - to_double(taken) / to_double(steps) : 1;
        step(stream_, stacks_, settings_.learning_rate * left);
        ++taken;
      }
    }
    if (snapshots != nullptr && snapshots->is_worth_it()) keep(*snapshots);
  }

  void ask(const std::function<bool()>& keep_going, Snapshots* snapshots) {
    const bool is_stopped = !keep_going();
    if (snapshots != nullptr && (is_stopped ? position_ != taken_up_ : snapshots->is_due())) keep(*snapshots);
    if (is_stopped) throw Error(Cause::interrupted, "training was stopped");
  }

  /// Numbers of the heads that are done, then those of the group at work.
  std::vector<std::span<float>> state() {
    std::vector<std::span<float>> parts;
    for (Head& head : heads_) {
      parts.emplace_back(head.weights.data(), to_size(head.weights.size()));
      parts.emplace_back(head.bias.data(), to_size(head.bias.size()));
    }
    for (Stack& stack : stacks_)
      for (const std::span<float> part : stack.bank.state()) parts.push_back(part);
    return parts;
  }

  void keep(Snapshots& snapshots) {
    if (name_.empty()) name_ = name_of(stream_, tasks_, settings_, columns_);
    snapshots.keep(name_, position_, state());
  }

  /// Goes on from what an earlier process left.
  void take_up(Snapshots& snapshots) {
    if (!snapshots.is_waiting()) return;
    name_ = name_of(stream_, tasks_, settings_, columns_);
    auto snapshot = snapshots.take(name_);
    if (!snapshot) return;
    start_group(snapshot->position().group);
    for (std::size_t i = 0; i < position_.group; ++i) heads_.push_back(*tasks_[i].start);  // for their shapes
    for (const std::span<float> part : state()) snapshot->read(part);
    position_ = taken_up_ = snapshot->position();
    for (Stack& stack : stacks_) stack.bank.resume(position_.batches);
  }

  BatchStream& stream_;
  const std::vector<HeadTask>& tasks_;
  const TrainSettings& settings_;
  const Index columns_;
  std::vector<Head> heads_;    ///< of the groups that are done
  TrainingPosition position_;  ///< now
  TrainingPosition taken_up_;  ///< where this process began
  std::size_t group_end_ = 0;  ///< tasks of the group at work end here
  std::vector<Stack> stacks_;  ///< of the group at work
  std::string name_;           ///< once it is needed
};

}  // namespace

std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                              Index columns, const std::function<bool()>& keep_going, Snapshots* snapshots) {
  return Training(stream, tasks, settings, columns).run(keep_going, snapshots);
}

}  // namespace neurank::probe
