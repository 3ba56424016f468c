#include "probe/exact/model_minimum.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"

namespace neurank::probe {
namespace {

double dot(const Vector& a, const Vector& b) { return a.cast<double>().dot(b.cast<double>()); }

/// Numbers with the curvature's product with what has been gone.
struct Place {
  Vector numbers, bent;
};

class ModelMinimum {
 public:
  ModelMinimum(const LossModel& model, const MinimumLimits& limits, float& scale)
      : model_(model), limits_(limits), scale_(scale), place_{model.here, Vector::Zero(model.here.size())} {}

  Vector run() {
    if (is_smooth()) go_along_face();
    while (!is_smooth() && goes_on()) {
      if (take_proximal_steps() || !goes_on()) break;
      go_along_face();
    }
    return std::move(place_.numbers);
  }

 private:
  /// Without an l1: conjugate gradients alone find the minimum.
  bool is_smooth() const { return model_.l1.isZero(0); }

  bool goes_on() const { return products_ < limits_.most && limits_.goes_on(); }

  Vector bent(const Vector& way) {
    ++products_;
    return model_.curvature.times(way);
  }

  Place at(Vector numbers) {
    Vector product = bent(numbers - model_.here);
    return {std::move(numbers), std::move(product)};
  }

  double value_of(const Place& place) const {
    const Vector way = place.numbers - model_.here;
    const Eigen::ArrayXd costs = model_.l1.cast<double>().array();
    const auto sizes = [](const Vector& numbers) { return numbers.cast<double>().array().abs(); };
    return dot(way, model_.slope) + 0.5 * dot(way, place.bent) +
           (costs * (sizes(place.numbers) - sizes(model_.here))).sum();
  }

  /// A few of them, accelerated. @return whether the minimum is near
  bool take_proximal_steps() {
    constexpr int at_once = 5;
    Place from = place_;
    double momentum = 1;
    for (int i = 0; i < at_once && goes_on(); ++i) {
      Place next = at(model_.metric.step(from.numbers, model_.slope + from.bent, model_.l1, scale_));
      const Vector step = next.numbers - from.numbers;
      const double squares = model_.metric.squares(step);
      if (squares == 0) return true;
      const double bend = dot(step, next.bent - from.bent) / squares, value = value_of(next);
      const double slope = squares * to_double(scale_) * to_double(scale_);
      const bool is_long = bend > to_double(scale_);
      if (is_long) scale_ = 1.2f * static_cast<float>(bend);
      if (value > value_) {
        if (momentum == 1 && !is_long) return true;  // no more than rounding tells
        momentum = 1;
        from = place_;
        continue;
      }
      const double grown = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
      const auto beyond = static_cast<float>((momentum - 1) / grown);
      momentum = grown;
      from = {next.numbers + beyond * (next.numbers - place_.numbers), next.bent + beyond * (next.bent - place_.bent)};
      place_ = std::move(next);
      value_ = value;
      if (first_ == 0) first_ = slope;
      if (slope <= limits_.part * limits_.part * first_) return true;
    }
    return false;
  }

  /// Conjugate gradients on the numbers that are not 0 or cost nothing, as far as the model falls.
  void go_along_face() {
    std::vector<bool> is_on_face;
    for (Index i = 0; i < place_.numbers.size(); ++i) is_on_face.push_back(place_.numbers[i] != 0 || model_.l1[i] == 0);
    const Place way = way_along(is_on_face);
    constexpr int tries = 4;
    constexpr float shorter = 0.4f;
    float part = 1;
    for (int i = 0; i < tries; ++i, part *= shorter) {
      Place next = {place_.numbers + part * way.numbers, {}};
      const auto has_turned = next.numbers.array() * place_.numbers.array() < 0 && model_.l1.array() > 0;
      if (has_turned.any())
        next = at(has_turned.select(0, next.numbers));
      else
        next.bent = place_.bent + part * way.bent;
      const double value = value_of(next);
      if (!(value < value_)) continue;
      place_ = std::move(next);
      value_ = value;
      return;
    }
  }

  /// Towards the minimum on a face. @return as a step
  Place way_along(const std::vector<bool>& is_on_face) {
    const int most = is_smooth() ? limits_.most : 20;
    const double enough = is_smooth() ? 0.5 * limits_.part : 0.1;
    const FaceInverse inverse(model_.metric, is_on_face);
    const auto on_face = [&](Vector numbers) {
      for (Index i = 0; i < numbers.size(); ++i)
        if (!is_on_face[to_size(i)]) numbers[i] = 0;
      return numbers;
    };
    Vector left = on_face(-(model_.slope + place_.bent + model_.l1.cwiseProduct(place_.numbers.cwiseSign())));
    Place gone = {Vector::Zero(left.size()), Vector::Zero(left.size())};
    Vector better = inverse.times(left), way = better;
    double squares = dot(left, better);
    const double first = squares;
    for (int i = 0; i < most && squares > enough * enough * first && goes_on(); ++i) {
      const Vector product = bent(way);
      const double length = dot(way, product);
      if (!(length > 0)) break;
      const auto step = static_cast<float>(squares / length);
      gone.numbers += step * way;
      gone.bent += step * product;
      left -= step * on_face(product);
      better = inverse.times(left);
      const double before = std::exchange(squares, dot(left, better));
      way = better + static_cast<float>(squares / before) * way;
    }
    return gone;
  }

  const LossModel& model_;
  const MinimumLimits& limits_;
  float& scale_;
  Place place_;
  double value_ = 0;  ///< less than that of `here`
  double first_ = 0;  ///< squared slope where the first proximal step began
  int products_ = 0;
};

}  // namespace

Vector minimize(const LossModel& model, const MinimumLimits& limits, float& scale) {
  return ModelMinimum(model, limits, scale).run();
}

}  // namespace neurank::probe
