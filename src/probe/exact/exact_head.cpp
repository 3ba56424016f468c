#include "probe/exact/exact_head.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/proximal_steps.hpp"

namespace neurank::probe {
namespace {

class ExactSolver {
 public:
  ExactSolver(const TrainingRows& training, const ExactTask& task, const ExactSettings& settings,
              const Products& products, const std::function<bool()>& keep_going)
      : training_(training),
        task_(task),
        settings_(settings),
        standardization_(centred(training)),
        log_shares_(log_shares(training, task)),
        passes_(training.source, training.rows, rows_of_an_exact_batch, standardization_, products, keep_going),
        all_(loss_of(task.neurons)) {}

  ExactHead run() {
    Point point = first_point();
    all_.look(point);
    if (task_.start != nullptr && point.certificate.primal > loss_without_weights()) {
      point = without_weights();
      all_.look(point);
    }
    constexpr int patience = 5;  // rounds that bring other columns to work
    Progress progress(patience);
    while (point.gap() > settings_.gap && passes_.passes() < settings_.max_passes &&
           progress.goes_on(point.certificate.primal, point.gap()))
      improve(point);
    return {{point.weights, point.bias - point.weights * taken_away()},
            point.certificate,
            point.gap() <= settings_.gap,
            passes_.passes()};
  }

 private:
  HeadLoss loss_of(const NeuronPrefix& neurons) {
    Vector variance(neurons.size);
    for (Index i = 0; i < neurons.size; ++i) {
      const Index n = neurons.neuron(i);
      const float scale = standardization_.scale[n];
      variance[i] = static_cast<float>(training_.statistics->variance[to_size(n)]) * scale * scale;
    }
    const std::uint64_t word = sizeof(float) * to_uint64(task_.labels);
    const auto most_unsure = std::max<std::uint64_t>(1000, settings_.memory_bytes / 4 / word);
    return {passes_, task_.targets, task_.penalty, neurons, std::move(variance), most_unsure};
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
  static Vector log_shares(const TrainingRows& training, const ExactTask& task) {
    constexpr float none = 1e-3f;  // of a label without words
    Vector counts = Vector::Constant(task.labels, none);
    for (const Index row : training.rows)
      if (const std::int32_t target = (*task.targets)[to_size(row)]; target >= 0 && target < task.labels)
        ++counts[target];
    return (counts / counts.sum()).array().log();
  }

  /// Of each column, what the bias makes up for. @return [n]
  Vector taken_away() const {
    Vector means = Vector::Zero(task_.neurons.size);
    if (training_.standardization.is_identity())
      for (Index column = 0; column < means.size(); ++column)
        means[column] = standardization_.mean[task_.neurons.neuron(column)];
    return means;
  }

  /// Columns with weight, and those that want it.
  std::vector<Index> columns_at_work(const Point& point) const {
    std::vector<Index> columns;
    for (Index column = 0; column < point.weights.cols(); ++column)
      if (point.weights.col(column).any() || point.at.gradient.col(column).cwiseAbs().maxCoeff() > task_.penalty.l1)
        columns.push_back(column);
    return columns;
  }

  /// Steps on the columns at work until these are much better than all of them together, then a look at all.
  void improve(Point& point) {
    const std::vector<Index> columns = columns_at_work(point);
    StepLimits limits = {settings_.gap, settings_.max_passes, settings_.memory_bytes / 2};
    constexpr double nearly_all = 0.95;
    if (to_double(columns.size()) > nearly_all * to_double(point.weights.cols()))
      return take_proximal_steps(all_, point, limits);
    limits.gap = std::max(0.5 * settings_.gap, std::min(0.1 * point.gap(), 0.05));
    std::vector<Index> order;
    for (const Index column : columns) order.push_back(task_.neurons.neuron(column));
    const auto size = to_index(order.size());
    HeadLoss loss = loss_of({std::make_shared<const std::vector<Index>>(std::move(order)), size});
    Point some = {point.weights(Eigen::all, columns), point.bias, point.at};
    some.at.gradient = point.at.gradient(Eigen::all, columns);
    loss.take(some, all_.unsure());
    take_proximal_steps(loss, some, limits);
    point.weights(Eigen::all, columns) = some.weights;
    point.bias = some.bias;
    all_.look(point);
  }

  const TrainingRows& training_;
  const ExactTask& task_;
  const ExactSettings& settings_;
  const Standardization standardization_;
  const Vector log_shares_;
  LossPasses passes_;
  HeadLoss all_;
};

}  // namespace

ExactHead solve_exactly(const TrainingRows& training, const ExactTask& task, const ExactSettings& settings,
                        const Products& products, const std::function<bool()>& keep_going) {
  NEURANK_EXPECT(training.statistics && task.penalty.l2 > 0 && task.labels > 0 && task.neurons.size > 0);
  return ExactSolver(training, task, settings, products, keep_going).run();
}

}  // namespace neurank::probe
