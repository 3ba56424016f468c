#include "probe/exact/exact_head.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/newton_steps.hpp"
#include "probe/shared_work.hpp"

namespace neurank::probe {
namespace {

/// Some columns of all words, in memory.
struct KeptColumns {
  KeptColumns(LossPasses& from, const NeuronPrefix& neurons)
      : values(from.values(neurons)), source(values), passes(source, all_words(), {}, from.settings(), from.count()) {}

  std::vector<Index> all_words() const {
    std::vector<Index> words(to_size(values.rows()));
    std::iota(words.begin(), words.end(), Index{0});
    return words;
  }

  static std::uint64_t bytes(Index words, Index columns) {
    return to_uint64(words) * to_uint64(columns) * sizeof(float);
  }

  Matrix values;  ///< [T, n]
  MatrixRows source;
  LossPasses passes;
};

class ExactSolver {
 public:
  ExactSolver(const TrainingRows& training, const ExactTask& task, const ExactSettings& settings,
              const Products& products, std::function<bool()> keep_going, const Team& team)
      : task_(task),
        settings_(settings),
        takes_means_away_(training.standardization.is_identity()),
        standardization_(centred(training)),
        variance_(variance_of(training)),
        targets_(targets_of(training)),
        log_shares_(log_shares()),
        count_(to_index(training.rows.size()), training.source.neurons()),
        stored_(training.source, training.rows, standardization_,
                {rows_of_an_exact_batch(task.neurons.size), products, std::move(keep_going), team}, count_) {}

  ExactHead run() {
    if (KeptColumns::bytes(stored_.words(), task_.neurons.size) <= settings_.columns_bytes)
      kept_.emplace(stored_, task_.neurons);
    HeadLoss loss = kept_ ? loss_of(kept_->passes, {nullptr, task_.neurons.size}, targets_, variance_)
                          : loss_of(stored_, task_.neurons, task_.targets, variance_);
    Point point = first_point();
    loss.look(point);
    if (task_.start != nullptr && point.certificate.primal > loss_without_weights()) {
      point = without_weights();
      loss.look(point);
    }
    constexpr int patience = 5;  // rounds that bring other columns to work
    Progress progress(patience);
    while (point.gap() > settings_.gap && count_.passes() < settings_.max_passes &&
           progress.goes_on(point.certificate.primal, point.gap()))
      improve(loss, point);
    return {{point.weights, point.bias - point.weights * taken_away()},
            point.certificate,
            point.gap() <= settings_.gap,
            count_.passes()};
  }

 private:
  HeadLoss loss_of(LossPasses& passes, NeuronPrefix neurons, const Targets& targets, Vector variance) const {
    const std::uint64_t word = sizeof(float) * to_uint64(task_.labels);
    const auto most_unsure = std::max<std::uint64_t>(1000, settings_.memory_bytes / 8 / word);
    return {passes, targets, task_.penalty, std::move(neurons), std::move(variance), most_unsure};
  }

  /// Of the columns, standardised.
  Vector variance_of(const TrainingRows& training) const {
    Vector variance(task_.neurons.size);
    for (Index column = 0; column < variance.size(); ++column) {
      const Index n = task_.neurons.neuron(column);
      const float scale = standardization_.scale[n];
      variance[column] = static_cast<float>(training.statistics->variance[to_size(n)]) * scale * scale;
    }
    return variance;
  }

  /// Of the words.
  Targets targets_of(const TrainingRows& training) const {
    std::vector<std::int32_t> targets;
    for (const Index row : training.rows) targets.push_back((*task_.targets)[to_size(row)]);
    return std::make_shared<const std::vector<std::int32_t>>(std::move(targets));
  }

  Point first_point() const {
    if (task_.start == nullptr) return without_weights();
    constexpr auto largest = static_cast<float>(largest_bias);
    Point point = {task_.start->weights, task_.start->bias + task_.start->weights * taken_away()};
    point.bias = point.bias.cwiseMax(-largest).cwiseMin(largest);
    return point;
  }

  Point without_weights() const { return {Matrix::Zero(task_.labels, task_.neurons.size), log_shares_}; }

  double loss_without_weights() const {
    const Eigen::ArrayXd logs = log_shares_.cast<double>().array();
    return -(logs.exp() * logs).sum();
  }

  /// The best biases without weights.
  Vector log_shares() const {
    constexpr float none = 1e-3f;  // of a label without words
    Vector counts = Vector::Constant(task_.labels, none);
    for (const std::int32_t target : *targets_)
      if (target >= 0 && target < task_.labels) ++counts[target];
    return (counts / counts.sum()).array().log();
  }

  /// Of each column, what the bias makes up for. @return [n]
  Vector taken_away() const {
    Vector means = Vector::Zero(task_.neurons.size);
    if (takes_means_away_)
      for (Index column = 0; column < means.size(); ++column)
        means[column] = standardization_.mean[task_.neurons.neuron(column)];
    return means;
  }

  /// Columns with weight, and of those that want it the ones that want it most, about as many: where a penalty has
  /// become much smaller nearly all do, and few will have it.
  std::vector<Index> columns_at_work(const Point& point) const {
    constexpr std::size_t least_part = 16;
    std::vector<Index> columns, more;
    Vector wants(point.weights.cols());
    for (Index column = 0; column < wants.size(); ++column) {
      wants[column] = static_cast<float>(point.at.gradient.col(column).cwiseAbs().maxCoeff() - task_.penalty.l1);
      if (point.weights.col(column).any())
        columns.push_back(column);
      else if (wants[column] > 0)
        more.push_back(column);
    }
    const std::size_t most = std::max(columns.size(), to_size(wants.size()) / least_part + 1);
    std::ranges::stable_sort(more, std::greater(), [&](Index column) { return wants[column]; });
    more.resize(std::min(more.size(), most));
    columns.insert(columns.end(), more.begin(), more.end());
    std::ranges::sort(columns);
    return columns;
  }

  /// Steps on the columns at work until these are much better than all of them together, then a look at all.
  void improve(HeadLoss& loss, Point& point) {
    const std::vector<Index> columns = columns_at_work(point);
    StepLimits limits = {settings_.gap, settings_.max_passes, settings_.memory_bytes / 2};
    constexpr double nearly_all = 0.95;
    if (to_double(columns.size()) > nearly_all * to_double(point.weights.cols()))
      return take_newton_steps(loss, point, limits);
    limits.gap = std::max(0.5 * settings_.gap, std::min(0.1 * point.gap(), 0.05));
    Point some = {point.weights(Eigen::all, columns), point.bias, point.at};
    some.at.gradient = point.at.gradient(Eigen::all, columns);
    improve(loss, columns, some, limits);
    point.weights(Eigen::all, columns) = some.weights;
    point.bias = some.bias;
    loss.look(point);
  }

  /// Steps on some columns, which lie in memory where they may.
  void improve(const HeadLoss& all, const std::vector<Index>& columns, Point& point, const StepLimits& limits) const {
    std::vector<Index> order;
    for (const Index column : columns) order.push_back(all.neurons().neuron(column));
    const auto size = to_index(order.size());
    const NeuronPrefix neurons = {std::make_shared<const std::vector<Index>>(std::move(order)), size};
    const std::uint64_t used = kept_ ? KeptColumns::bytes(stored_.words(), task_.neurons.size) : 0;
    std::optional<KeptColumns> kept;
    if (used + KeptColumns::bytes(stored_.words(), size) <= settings_.columns_bytes)
      kept.emplace(all.passes(), neurons);
    HeadLoss loss = kept ? loss_of(kept->passes, {nullptr, size}, targets_, variance_(columns))
                         : loss_of(all.passes(), neurons, kept_ ? targets_ : task_.targets, variance_(columns));
    loss.take(point, all.unsure());
    take_newton_steps(loss, point, limits);
  }

  const ExactTask& task_;
  const ExactSettings& settings_;
  const bool takes_means_away_;
  const Standardization standardization_;
  const Vector variance_;  ///< [n] of the columns
  const Targets targets_;  ///< [T] of the words
  const Vector log_shares_;
  PassCount count_;
  LossPasses stored_;                ///< over activations as they are stored
  std::optional<KeptColumns> kept_;  ///< all of the task, where they may be kept
};

}  // namespace

Index rows_of_an_exact_batch(Index neurons) {
  constexpr Index most = 1024, least = 128, numbers = Index{1} << 25;
  return std::clamp(numbers / neurons / least * least, least, most);
}

ExactHead solve_exactly(const TrainingRows& training, const ExactTask& task, const ExactSettings& settings,
                        const Products& products, const std::function<bool()>& keep_going, const Team& team) {
  NEURANK_EXPECT(training.statistics && task.penalty.l2 > 0 && task.labels > 0 && task.neurons.size > 0);
  if (team.size() > 1) {
    const auto start = task.start == nullptr ? nullptr : std::make_shared<const Head>(*task.start);
    team.call({SharedSolution{training.rows, training.standardization, training.statistics, task, start, settings,
                              products}});
    team.agree(nullptr);
  }
  return ExactSolver(training, task, settings, products, keep_going, team).run();
}

void take_part_in_solving(const RowSource& source, const SharedSolution& solution,
                          const std::function<bool()>& keep_going, const Team& team) {
  ExactTask task = solution.task;
  task.start = solution.start.get();
  const auto pass_on = [&] {
    keep_going();  // a request to stop is passed on; the leader hears of it
    return true;
  };
  ExactSolver({source, solution.rows, solution.standardization, solution.statistics}, task, solution.settings,
              solution.products, pass_on, team)
      .run();
}

}  // namespace neurank::probe
