#include "probe/exact/proximal_steps.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/cast.hpp"
#include "probe/exact/face_newton.hpp"
#include "probe/exact/label_metric.hpp"
#include "probe/exact/sparse_quadratic.hpp"

namespace neurank::probe {
namespace {

constexpr double least_scale = 1.5;  // of the metric; what labels have to do with each other makes up to 2 of 1
constexpr double rounding = 1e-7;    // of a loss in float32, relative

class ProximalSteps {
 public:
  ProximalSteps(HeadLoss& loss, Point& point, const StepLimits& limits)
      : loss_(loss), point_(point), limits_(limits), best_(point), latest_{point.weights, point.bias} {}

  void run() {
    constexpr double largest_scale = 1e4;
    constexpr int patience = 100;
    Progress progress(patience);
    while (loss_.passes().count().passes() < limits_.max_passes && scale_ < largest_scale &&
           progress.goes_on(best_.certificate.primal, best_.gap())) {
      if (point_.gap() <= limits_.gap && is_plain_) return;
      if (bias_alone_is_off()) {
        settle_bias();
        if (point_.gap() <= limits_.gap && is_plain_) return;
      }
      if (!metric_ || is_stale() || predictions_have_changed() || work_lies_outside()) form_metric();
      if (newton_is_due())
        go_as_newton();
      else
        follow(step());
    }
    if (is_better(best_, point_)) go_back_to_best();
    look_again();
  }

 private:
  /// Of less loss, or of a smaller gap where losses differ by no more than their rounding.
  static bool is_better(const Point& one, const Point& other) {
    const double less = other.certificate.primal - one.certificate.primal;
    if (std::abs(less) > rounding * other.certificate.primal) return less > 0;
    return one.certificate.gap() < other.certificate.gap();
  }

  /// To a point that was looked at before the latest one.
  void go_back_to_best() {
    point_ = best_;
    is_left_ = true;
  }

  /// Has the unsure words be those of the point.
  void look_again() {
    if (std::exchange(is_left_, false)) loss_.look(point_);
  }

  bool bias_alone_is_off() const { return HeadLoss::gap_without_bias(point_) <= 0.8 * limits_.gap; }

  void settle_bias() {
    constexpr float far = 1;  // a label that is hardly predicted would go farther
    Point settled = {point_.weights, point_.bias + HeadLoss::bias_step(point_).cwiseMax(-far).cwiseMin(far)};
    loss_.look(settled);
    is_left_ = true;
    if (!is_better(settled, point_)) return;
    point_ = std::move(settled);
    is_left_ = false;
    if (is_better(point_, best_)) best_ = point_;
  }

  bool newton_is_due() const { return point_.gap() > limits_.gap && metric_ && since_newton_ >= wait_; }

  /// Newton's step where weights are not 0, tried the sooner again the more it helps: much once it is known which
  /// weights are 0, not at all before.
  void go_as_newton() {
    constexpr int longest_wait = 64;
    if (steps_ > 0) form_metric();
    const double before = point_.gap();
    const auto step = newton_step(loss_, point_, *metric_, limits_.bytes / 2, limits_.max_passes);
    const bool has_helped = step && goes_down(*step) && point_.gap() < 0.5 * before;
    wait_ = has_helped ? 1 : std::min(2 * wait_ + 2, longest_wait);
    since_newton_ = 0;
    if (is_better(point_, best_)) best_ = point_;
    latest_ = {point_.weights, point_.bias};
    momentum_ = 1;
  }

  /// Goes as far along a step as leads down; weights that would change their sign become 0.
  bool goes_down(const Head& step) {
    constexpr float shorter = 0.4f;
    constexpr int tries = 5;
    float part = 1;
    for (int i = 0; i < tries && (i == 0 || loss_.passes().count().passes() < limits_.max_passes);
         ++i, part *= shorter) {
      Point trial = {point_.weights + part * step.weights, point_.bias + part * step.bias};
      if (loss_.penalty().l1 > 0)
        trial.weights = (trial.weights.array() * point_.weights.array() > 0).select(trial.weights, 0.0f);
      settle(trial.weights, trial.bias);
      loss_.look(trial);
      is_left_ = true;
      if (!is_better(trial, point_)) continue;
      point_ = std::move(trial);
      is_left_ = false;
      return true;
    }
    look_again();
    return false;
  }

  Eigen::VectorXd sureness() const { return point_.at.bias_squared.diagonal(); }

  bool predictions_have_changed() const {
    constexpr double part = 0.3;
    return (sureness() - formed_for_).cwiseAbs().sum() > part * formed_for_.sum();
  }

  /// Whether steps of a metric that is no longer new lead astray.
  bool is_stale() const {
    constexpr int new_for = 10;
    return has_grown_ && steps_ > new_for;
  }

  /// Whether much of what is left to be done is about weights that the metric does not cover.
  bool work_lies_outside() const {
    constexpr double much = 0.25;
    double outside = 0, all = 0;
    for (Index label = 0; label < point_.weights.rows(); ++label)
      for (Index column = 0; column < point_.weights.cols(); ++column) {
        const double slope = nearest_subgradient(to_double(point_.weights(label, column)),
                                                 point_.at.gradient(label, column), loss_.penalty());
        all += slope * slope;
        if (!metric_->covers(label, column)) outside += slope * slope;
      }
    return outside > much * all;
  }

  /// Of each label the columns with weight, and those that nearly want it.
  LabelColumns columns_at_work() const {
    constexpr double nearly = 0.7;
    const double enough = nearly * loss_.penalty().l1;
    LabelColumns columns(to_size(point_.weights.rows()));
    for (Index label = 0; label < point_.weights.rows(); ++label)
      for (Index column = 0; column < point_.weights.cols(); ++column)
        if (point_.weights(label, column) != 0 || std::abs(point_.at.gradient(label, column)) > enough)
          columns[to_size(label)].push_back(column);
    return columns;
  }

  void form_metric() {
    look_again();
    formed_for_ = sureness();
    metric_.emplace(loss_.passes(),
                    MetricPlace{loss_.neurons(), loss_.variance(), loss_.unsure(), formed_for_, point_.at.words,
                                loss_.penalty().l2, point_.at.bias},
                    columns_at_work(), limits_.bytes);
    momentum_ = 1;
    steps_ = 0;
    has_grown_ = false;
  }

  /// Where the model is least.
  Head step() const {
    const double l2 = loss_.penalty().l2;
    const Head gradient = {(point_.at.gradient + 2 * l2 * point_.weights.cast<double>()).cast<float>(),
                           point_.at.bias.cast<float>()};
    const auto l1 = static_cast<float>(loss_.penalty().l1);
    Head next = metric_->step({point_.weights, point_.bias}, gradient, l1, static_cast<float>(scale_));
    settle(next.weights, next.bias);
    return next;
  }

  /// Takes what all labels have in common, which no softmax tells, to where the penalty is least.
  void settle(Matrix& weights, Vector& bias) const {
    bias.array() -= bias.mean();
    settle_shifts(static_cast<float>(loss_.penalty().l1), static_cast<float>(loss_.penalty().l2), weights);
  }

  /// Goes there, and on by as much as the steps before tell; a gap that is small enough is met by a plain step.
  void follow(Head next) {
    ++steps_;
    ++since_newton_;
    const double grown = (1 + std::sqrt(1 + 4 * momentum_ * momentum_)) / 2;
    const bool is_near = point_.gap() <= limits_.gap;
    const auto beyond = static_cast<float>(is_near ? 0 : (momentum_ - 1) / grown);
    momentum_ = grown;
    is_plain_ = beyond == 0;
    Point trial = {next.weights + beyond * (next.weights - latest_.weights),
                   next.bias + beyond * (next.bias - latest_.bias)};
    latest_ = std::move(next);
    loss_.look(trial);
    const double bend = seen_bend(trial);
    constexpr double much = 1e-3;
    if (!(trial.certificate.primal <= (1 + much) * best_.certificate.primal)) return turn_back(bend);
    if (trial.certificate.primal > (1 + rounding) * point_.certificate.primal) momentum_ = 1, has_grown_ = true;
    if (bend > scale_) scale_ = 1.05 * bend;
    if (bend < 0.5 * scale_) scale_ = std::max(least_scale, 0.9 * scale_);
    point_ = std::move(trial);
    is_left_ = false;
    if (is_better(point_, best_)) best_ = point_;
  }

  /// Back to the best point, for shorter steps.
  void turn_back(double bend) {
    scale_ = std::max(2 * scale_, bend);
    momentum_ = 1;
    has_grown_ = false;
    go_back_to_best();
    latest_ = {point_.weights, point_.bias};
    is_plain_ = false;
  }

  /// How much more the loss bends on the way to a point than the metric says.
  double seen_bend(const Point& trial) const {
    const Head way = {trial.weights - point_.weights, trial.bias - point_.bias};
    const double bent = ((trial.at.gradient - point_.at.gradient).array() * way.weights.cast<double>().array()).sum() +
                        2 * loss_.penalty().l2 * to_double(way.weights.squaredNorm()) +
                        (trial.at.bias - point_.at.bias).dot(way.bias.cast<double>());
    const double length = metric_->squares(way);
    return length > 0 ? bent / length : 0;
  }

  HeadLoss& loss_;
  Point& point_;
  const StepLimits& limits_;
  Point best_;   ///< so far
  Head latest_;  ///< step's end, before the momentum
  std::optional<LabelMetric> metric_;
  Eigen::VectorXd formed_for_;  ///< sureness at which the metric was formed
  double momentum_ = 1, scale_ = least_scale;
  int steps_ = 0;                    ///< with this metric
  int since_newton_ = 0, wait_ = 5;  ///< steps since Newton's last one, and before the next
  bool has_grown_ = false;           ///< whether the loss has, by one of them
  bool is_plain_ = true;             ///< whether the point is a step's end
  bool is_left_ = false;             ///< whether the latest look was at another point
};

}  // namespace

void take_proximal_steps(HeadLoss& loss, Point& point, const StepLimits& limits) {
  ProximalSteps(loss, point, limits).run();
}

}  // namespace neurank::probe
