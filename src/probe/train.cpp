#include "probe/train.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/shared_work.hpp"
#include "probe/training_group.hpp"

namespace neurank::probe {
namespace {

/// What a member of a team wants before a batch; that of all is the largest.
enum class Wish { go_on, keep, keep_and_stop, stop, fail };

/// A group on its way through all batches. All members of a team take it together.
class Course {
 public:
  /// @param batches that were taken before; this object counts on, and so does it with the losses
  Course(BatchStream& stream, TrainingGroup& group, const TrainSettings& settings, const Team& team, Index& batches,
         LossRecord& losses)
      : stream_(stream), group_(group), settings_(settings), team_(team), taken_(batches), losses_(losses) {}

  /// @param wish asked before each batch; the leader's counts  @param keep what the leader does when it wished to
  void run(const std::function<Wish()>& wish, const std::function<void()>& keep) {
    stream_.want(group_.prefixes());
    group_.resume(taken_);
    const Index batches = stream_.num_batches(), steps = settings_.epochs * batches;
    while (taken_ < steps) {
      stream_.start(settings_.order, settings_.seed, taken_ / batches, taken_ % batches);
      while (next(wish, keep)) {
        const double left = settings_.step == StepRule::decay ? 1 - to_double(taken_) / to_double(steps) : 1;
        group_.step(stream_, settings_.learning_rate * left);
        losses_.add(group_.losses(), taken_ % batches);
        ++taken_;
      }
    }
    group_.collect();
  }

 private:
  /// Prepares the next batch; false at the end of the pass. Where one member fails, all do.
  bool next(const std::function<Wish()>& wish, const std::function<void()>& keep) {
    bool is_there = false;
    Wish mine = Wish::go_on;
    std::exception_ptr failure;
    try {
      is_there = stream_.next();
      if (is_there) mine = wish();
    } catch (...) {
      failure = std::current_exception();
      mine = Wish::fail;
    }
    const auto common = static_cast<Wish>(static_cast<int>(team_.largest(static_cast<float>(mine))));
    if (common == Wish::fail) team_.agree(failure);
    if (common == Wish::keep || common == Wish::keep_and_stop) {
      group_.collect();
      keep();
    }
    if (common >= Wish::keep_and_stop) throw Error(Cause::interrupted, "training was stopped");
    return is_there;
  }

  BatchStream& stream_;
  TrainingGroup& group_;
  const TrainSettings& settings_;
  const Team& team_;
  Index& taken_;
  LossRecord& losses_;
};

/// Whether a head is trained in blocks of its labels, whoever shares them.
bool is_shared(const HeadTask& task, const TrainSettings& settings) {
  return task.start->weights.size() > settings.whole_weights && label_blocks(task.start->weights.rows()).size() > 1;
}

SharedTask shared_task(const HeadTask& task) {
  const Matrix& weights = task.start->weights;
  return {task.targets, task.penalty, weights.rows(), weights.cols(), task.order, task.weighted};
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
  add(&settings.whole_weights, 1);
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
  Training(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings, Index columns,
           const Team& team)
      : stream_(stream), tasks_(tasks), settings_(settings), columns_(columns), team_(team) {}

  std::vector<Head> run(const std::function<bool()>& keep_going, Snapshots* snapshots,
                        std::vector<TrainingLoss>* losses) {
    start_group(0);
    if (snapshots != nullptr) take_up(*snapshots);
    while (position_.group < tasks_.size()) {
      if (is_shared(tasks_[position_.group], settings_)) call_team();
      Course course(stream_, *group_, settings_, team_of_group(), position_.batches, losses_);
      course.run([&] { return wish(keep_going, snapshots); }, [&] { keep(*snapshots); });
      if (snapshots != nullptr && snapshots->is_worth_it()) keep(*snapshots);
      for (Head& head : group_->heads()) heads_.push_back(std::move(head));
      for (std::size_t h = 0; h < losses_.size(); ++h) done_.push_back(losses_.of(h));
      start_group(group_end_);
    }
    if (losses != nullptr) *losses = done_;
    return std::move(heads_);
  }

 private:
  void start_group(std::size_t first) {
    position_ = {first, 0};
    group_end_ = first;
    group_.reset();
    if (first == tasks_.size()) return;
    if (is_shared(tasks_[first], settings_)) {
      group_end_ = first + 1;
      losses_ = LossRecord(1);
      group_ = shared_head(shared_task(tasks_[first]), tasks_[first].start.get(), settings_, team_);
      return;
    }
    const auto weights = [&](std::size_t i) { return tasks_[i].start->weights.size(); };
    std::size_t end = first;
    while (end < tasks_.size() && !is_shared(tasks_[end], settings_)) ++end;
    group_end_ = end_of_run(first, end, weights, columns_ * stream_.neurons());
    losses_ = LossRecord(group_end_ - first);
    group_ = banks_of({tasks_.data() + first, group_end_ - first}, settings_);
  }

  const Team& team_of_group() const { return is_shared(tasks_[position_.group], settings_) ? team_ : alone_; }

  /// The others take part in the group's training.
  void call_team() {
    team_.call(
        {SharedTraining{shared_task(tasks_[position_.group]), settings_, stream_.batch_size(), position_.batches}});
    team_.agree(nullptr);
  }

  Wish wish(const std::function<bool()>& keep_going, Snapshots* snapshots) {
    const bool is_stopped = !keep_going();
    if (snapshots == nullptr) return is_stopped ? Wish::stop : Wish::go_on;
    if (is_stopped) return position_ != taken_up_ ? Wish::keep_and_stop : Wish::stop;
    return snapshots->is_due() ? Wish::keep : Wish::go_on;
  }

  /// Numbers and losses of the heads that are done, then those of the group at work.
  std::vector<std::span<float>> state() {
    std::vector<std::span<float>> parts;
    for (Head& head : heads_) {
      parts.emplace_back(head.weights.data(), to_size(head.weights.size()));
      parts.emplace_back(head.bias.data(), to_size(head.bias.size()));
    }
    for (TrainingLoss& loss : done_)
      for (float* number : {&loss.last, &loss.before}) parts.emplace_back(number, 1);
    parts.push_back(losses_.state());
    for (const std::span<float> part : group_->state()) parts.push_back(part);
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
    done_.resize(position_.group);
    for (const std::span<float> part : state()) snapshot->read(part);
    position_ = taken_up_ = snapshot->position();
  }

  BatchStream& stream_;
  const std::vector<HeadTask>& tasks_;
  const TrainSettings& settings_;
  const Index columns_;
  const Team& team_;
  const Team alone_;
  std::vector<Head> heads_;               ///< of the groups that are done
  std::vector<TrainingLoss> done_;        ///< likewise
  LossRecord losses_{0};                  ///< of the group at work
  TrainingPosition position_;             ///< now
  TrainingPosition taken_up_;             ///< where this process began
  std::size_t group_end_ = 0;             ///< tasks of the group at work end here
  std::unique_ptr<TrainingGroup> group_;  ///< at work
  std::string name_;                      ///< once it is needed
};

}  // namespace

std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                              Index columns, const std::function<bool()>& keep_going, Snapshots* snapshots,
                              const Team& team, std::vector<TrainingLoss>* losses) {
  return Training(stream, tasks, settings, columns, team).run(keep_going, snapshots, losses);
}

void take_part_in_training(BatchStream& stream, const SharedTraining& training, const std::function<bool()>& keep_going,
                           const Team& team) {
  const auto group = shared_head(training.task, nullptr, training.settings, team);
  Index batches = training.batches;
  LossRecord losses(1);
  Course course(stream, *group, training.settings, team, batches, losses);
  const auto wish = [&] {
    keep_going();  // a request to stop is passed on; the leader hears of it
    return Wish::go_on;
  };
  course.run(wish, [] {});
}

}  // namespace neurank::probe
