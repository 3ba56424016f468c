#include "probe/exact/newton_steps.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/cast.hpp"
#include "probe/exact/accelerated_steps.hpp"
#include "probe/exact/model_minimum.hpp"

namespace neurank::probe {
namespace {

/// Of each label the columns with weight and, of those that nearly want it, the ones that want it most: about as many.
/// All without an l1.
LabelColumns columns_at_work(const Point& point, double l1) {
  constexpr double nearly = 0.7;
  constexpr Index least_part = 64;
  std::vector<double> wants;
  Index with_weight = 0;
  const auto want = [&](Index label, Index column) { return std::abs(point.at.gradient(label, column)); };
  const auto has_weight = [&](Index label, Index column) { return point.weights(label, column) != 0 || l1 == 0; };
  for (Index label = 0; label < point.weights.rows(); ++label)
    for (Index column = 0; column < point.weights.cols(); ++column)
      if (has_weight(label, column))
        ++with_weight;
      else if (want(label, column) > nearly * l1)
        wants.push_back(want(label, column));
  const auto most = to_size(std::max(with_weight, point.weights.size() / least_part + 1));
  double enough = nearly * l1;
  if (wants.size() > most) {
    std::nth_element(wants.begin(), wants.begin() + to_index(most), wants.end(), std::greater());
    enough = wants[most];
  }
  LabelColumns columns(to_size(point.weights.rows()));
  for (Index label = 0; label < point.weights.rows(); ++label)
    for (Index column = 0; column < point.weights.cols(); ++column)
      if (has_weight(label, column) || want(label, column) >= enough) columns[to_size(label)].push_back(column);
  return columns;
}

/// By how much the logarithm of the weights' gap falls per pass.
class Rate {
 public:
  Rate(const HeadLoss& loss, const Point& point)
      : passes_(loss.passes().count()), begun_(passes_.passes()), gap_(HeadLoss::gap_of_weights(point)) {}

  double to(const Point& point) const {
    constexpr double least = 1e-12;
    const double fall = std::log(std::max(least, gap_) / std::max(least, HeadLoss::gap_of_weights(point)));
    return fall / std::max(1e-3, passes_.passes() - begun_);
  }

 private:
  const PassCount& passes_;
  double begun_, gap_;
};

class NewtonSteps {
 public:
  NewtonSteps(HeadLoss& loss, Point& point, const StepLimits& limits) : loss_(loss), point_(point), limits_(limits) {}

  void run() {
    constexpr int patience = 8;
    Progress progress(patience);
    while (has_passes() && progress.goes_on(point_.certificate.primal, point_.gap())) {
      if (bias_alone_is_off(point_)) settle_bias();
      if (point_.gap() <= limits_.gap || !step()) break;
    }
    look_again();
  }

 private:
  bool has_passes() const { return loss_.passes().count().passes() < limits_.max_passes; }

  bool bias_alone_is_off(const Point& point) const {
    return may_settle_ && point.gap() > limits_.gap && HeadLoss::gap_of_weights(point) <= 0.8 * limits_.gap;
  }

  void settle_bias() {
    constexpr float far = 1;  // a label that is hardly predicted would go farther
    Point settled = {point_.weights, point_.bias + HeadLoss::bias_step(point_).cwiseMax(-far).cwiseMin(far)};
    loss_.look(settled);
    may_settle_ = false;
    const bool is_no_worse = is_alike(settled, point_) || is_better(settled, point_);
    go_to(settled, is_no_worse && settled.gap() < point_.gap());
  }

  /// To a point that was looked at, if it is good enough.
  void go_to(Point& trial, bool is_good) {
    is_left_ = !is_good;
    if (is_good) point_ = std::move(trial);
  }

  /// Has the unsure words be those of the point.
  void look_again() {
    if (std::exchange(is_left_, false)) loss_.look(point_);
  }

  /// Newton's where its products cost next to nothing, else of the kind that was seen to bring more for its passes.
  /// @return whether another may lead further down
  bool step() {
    look_again();
    if (!metric_ || !is_dear_ || predictions_have_changed() || work_lies_outside()) choose_work();
    const auto curvature = curvature_at(loss_, point_, *at_work_, limits_.bytes);
    if (!metric_) form_metric(*curvature);
    if (!is_dear_) return newton_step(*curvature) || accelerate();
    if (newton_rate_ <= accelerated_rate_) return accelerate() || newton_step(*curvature);
    return newton_step(*curvature) || accelerate();
  }

  bool predictions_have_changed() const {
    constexpr double part = 0.3;
    const Eigen::VectorXd sureness = point_.at.bias_squared.diagonal();
    return (sureness - formed_for_).cwiseAbs().sum() > part * formed_for_.sum();
  }

  bool work_lies_outside() const {
    constexpr double much = 0.1;
    return at_work_->part_outside(point_.weights, point_.at.gradient, loss_.penalty()) > much;
  }

  void choose_work() {
    accelerated_.reset();
    metric_.reset();
    at_work_.emplace(columns_at_work(point_, loss_.penalty().l1), point_.weights.cols());
  }

  void form_metric(const LossCurvature& curvature) {
    formed_for_ = point_.at.bias_squared.diagonal();
    scale_ = least_scale;
    metric_ = curvature.metric(limits_.bytes / 2);
    is_dear_ = metric_ == nullptr;
    if (!is_dear_) return;
    const MetricPlace place = {loss_.neurons(), loss_.variance(),   loss_.unsure(), formed_for_,
                               point_.at.words, loss_.penalty().l2, point_.at.bias};
    metric_ = std::make_unique<LabelMetric>(loss_.passes(), place, *at_work_, limits_.bytes / 2);
  }

  /// Towards the minimum of the loss's model. @return whether it leads down
  bool newton_step(const LossCurvature& curvature) {
    const Rate rate(loss_, point_);
    const Head head = {point_.weights, point_.bias};
    const LossModel model = {curvature, *metric_, at_work_->numbers(head), at_work_->numbers(loss_.slope(point_)),
                             at_work_->of_weights(static_cast<float>(loss_.penalty().l1))};
    MinimumLimits limits = {.part = 0.03, .most = 60, .goes_on = [&] { return has_passes(); }};
    if (is_dear_ && loss_.penalty().l1 > 0) limits.part = 0.3, limits.most = 30;
    Head end = head;
    at_work_->set(minimize(model, limits, scale_), end);
    loss_.settle(end);
    const Head way = {end.weights - head.weights, end.bias - head.bias};
    const bool leads_down = goes_down(way, std::move(end));
    newton_rate_ = rate.to(point_);
    accelerated_.reset();
    may_settle_ = true;
    return leads_down;
  }

  /// To the end of a way, or as far along it as the loss falls.
  bool goes_down(const Head& way, Head end) {
    constexpr int tries = 12;
    Point trial = {std::move(end.weights), std::move(end.bias)};
    float part = 1;
    for (int i = 0; i < tries && has_passes(); ++i) {
      loss_.look(trial);
      go_to(trial, is_better(trial, point_));
      if (!is_left_) return true;
      part *= loss_.part_of_way({part * way.weights, part * way.bias}, point_, trial);
      trial = {point_.weights + part * way.weights, point_.bias + part * way.bias};
    }
    return false;
  }

  /// Some accelerated steps, which may go on where the loss falls by no more than it is rounded. The other kind gets
  /// another try the sooner the less they bring. @return whether they lead down
  bool accelerate() {
    constexpr int at_once = 10;
    constexpr double least = 0.01, growth = 1.5;
    const Rate rate(loss_, point_);
    if (!accelerated_) accelerated_.emplace(loss_, point_);
    for (int i = 0; i < at_once && has_passes(); ++i) {
      accelerated_->take(*metric_, scale_);
      const Point& best = accelerated_->best();
      if (best.gap() <= limits_.gap || bias_alone_is_off(best)) break;
    }
    may_settle_ = true;
    const bool is_further = is_better(accelerated_->best(), point_);
    is_left_ = !is_further || accelerated_->has_left_best();
    if (is_further) point_ = accelerated_->best();
    accelerated_rate_ = rate.to(point_);
    newton_rate_ = growth * std::max(least, newton_rate_);
    return is_further;
  }

  HeadLoss& loss_;
  Point& point_;
  const StepLimits& limits_;
  std::optional<AtWork> at_work_;
  std::unique_ptr<const LabelMetric> metric_;
  std::optional<AcceleratedSteps> accelerated_;
  Eigen::VectorXd formed_for_;  ///< sureness at which the metric was formed
  float scale_ = least_scale;   ///< of the metric, for steps that lead down
  bool is_dear_ = false;        ///< whether a product with the curvature costs a pass
  bool may_settle_ = true;      ///< whether weights have changed much since the biases did
  bool is_left_ = false;        ///< whether the latest look was at another point
  double newton_rate_ = 0.05, accelerated_rate_ = 1;
};

}  // namespace

void take_newton_steps(HeadLoss& loss, Point& point, const StepLimits& limits) {
  NewtonSteps(loss, point, limits).run();
}

}  // namespace neurank::probe
