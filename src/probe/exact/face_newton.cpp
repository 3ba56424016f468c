#include "probe/exact/face_newton.hpp"

#include <Eigen/Cholesky>

#include "base/cast.hpp"

namespace neurank::probe {
namespace {

double dot(const Head& a, const Head& b) {
  return (a.weights.cast<double>().array() * b.weights.cast<double>().array()).sum() +
         a.bias.cast<double>().dot(b.bias.cast<double>());
}

void add(Head& to, float factor, const Head& what) {
  to.weights += factor * what.weights;
  to.bias += factor * what.bias;
}

/// Second derivatives of a head's loss where it is smooth.
class FaceCurvature {
 public:
  FaceCurvature(HeadLoss& loss, const Point& point)
      : passes_(loss.passes()),
        mask_((point.weights.array() != 0).cast<float>()),
        each_(1 / static_cast<float>(std::max<Index>(1, point.at.words))),
        ridge_(2 * static_cast<float>(loss.penalty().l2)) {
    const UnsureRows& unsure = loss.unsure();
    const auto rows = to_index(unsure.rows.size()), labels = point.weights.rows();
    probabilities_ = ConstMatrixView(unsure.probabilities.data(), rows, labels);
    rows_.resize(rows, point.weights.cols());
    Index next = 0;
    constexpr Index rows_at_once = 1024;
    loss.passes().for_each_batch(unsure.rows, rows_at_once, loss.neurons(), [&](const BatchStream& stream) {
      const ConstMatrixRef batch = stream.columns(loss.neurons());
      rows_.middleRows(next, batch.rows()) = batch;
      next += batch.rows();
    });
  }

  const Matrix& mask() const { return mask_; }
  float ridge() const { return ridge_; }

  /// @param v with zeros outside the face
  Head times(const Head& v) {
    scores_.resize(rows_.rows(), v.weights.rows());
    passes_.count(rows_.rows(), rows_.cols());
    passes_.products().scores(rows_, v.weights, scores_);
    scores_.rowwise() += v.bias.transpose();
    scores_.array() *= probabilities_.array();
    const Eigen::VectorXf sums = scores_.rowwise().sum();
    scores_ -= (probabilities_.array().colwise() * sums.array()).matrix();
    Head result = {Matrix(v.weights.rows(), v.weights.cols()), each_ * scores_.colwise().sum().transpose()};
    passes_.products().gradient(scores_, rows_, result.weights);
    result.weights = (each_ * result.weights + ridge_ * v.weights).cwiseProduct(mask_);
    return result;
  }

 private:
  LossPasses& passes_;
  Matrix mask_;  ///< [L, n] 1 where a weight is not 0
  float each_, ridge_;
  Matrix rows_, probabilities_, scores_;
};

/// A label's own second derivatives, inverted.
class LabelInverse {
 public:
  LabelInverse(const LabelMetric& metric, const Matrix& mask) {
    for (const LabelMetric::Block& block : metric.blocks()) {
      Part part = {block.label, {}, {}};
      std::vector<Index> places;
      for (std::size_t i = 0; i < block.columns.size(); ++i)
        if (block.columns[i] == mask.cols() || mask(block.label, block.columns[i]) != 0) {
          places.push_back(to_index(i));
          part.columns.push_back(block.columns[i]);
        }
      part.factor.compute(block.matrix(places, places));
      parts_.push_back(std::move(part));
    }
  }

  Head times(const Head& v) const {
    Head result = v;
    for (const auto& [label, columns, factor] : parts_) {
      Vector some(to_index(columns.size()));
      for (Index i = 0; i < some.size(); ++i) some[i] = number_of(v, label, columns[to_size(i)]);
      factor.solveInPlace(some);
      for (Index i = 0; i < some.size(); ++i) number_of(result, label, columns[to_size(i)]) = some[i];
    }
    return result;
  }

 private:
  struct Part {
    Index label;
    std::vector<Index> columns;  ///< of the face; the bias is column n
    Eigen::LLT<Eigen::MatrixXf> factor;
  };
  std::vector<Part> parts_;
};

/// The gradient where the loss is smooth, with its sign turned.
Head downhill(const Point& point, const Penalty& penalty, const Matrix& mask) {
  Head down = {Matrix(mask.rows(), mask.cols()), -point.at.bias.cast<float>()};
  for (Index label = 0; label < mask.rows(); ++label)
    for (Index column = 0; column < mask.cols(); ++column)
      down.weights(label, column) =
          mask(label, column) == 0
              ? 0
              : -static_cast<float>(nearest_subgradient(to_double(point.weights(label, column)),
                                                        point.at.gradient(label, column), penalty));
  return down;
}

}  // namespace

std::optional<Head> newton_step(HeadLoss& loss, const Point& point, const LabelMetric& metric, std::uint64_t bytes,
                                double max_passes) {
  const std::uint64_t wanted =
      sizeof(float) * to_uint64(loss.unsure().rows.size()) * to_uint64(point.weights.cols() + 2 * point.weights.rows());
  if (wanted > bytes) return std::nullopt;
  FaceCurvature curvature(loss, point);
  const LabelInverse inverse(metric, curvature.mask());
  // Many would go far where the loss is flat, and weights that come to 0 on the way would spoil that.
  const int most = loss.penalty().l1 > 0 ? 15 : 60;
  constexpr double enough = 0.05;
  Head left = downhill(point, loss.penalty(), curvature.mask());
  Head step = {Matrix::Zero(left.weights.rows(), left.weights.cols()), Vector::Zero(left.bias.size())};
  Head better = inverse.times(left), way = better;
  double squares = dot(left, better);
  const double first = squares;
  for (int i = 0; i < most && squares > enough * enough * first && loss.passes().passes() < max_passes; ++i) {
    const Head bent = curvature.times(way);
    const double length = dot(way, bent);
    if (!(length > 0)) break;
    add(step, static_cast<float>(squares / length), way);
    add(left, -static_cast<float>(squares / length), bent);
    better = inverse.times(left);
    const double before = std::exchange(squares, dot(left, better));
    way.weights = better.weights + static_cast<float>(squares / before) * way.weights;
    way.bias = better.bias + static_cast<float>(squares / before) * way.bias;
  }
  return step;
}

}  // namespace neurank::probe
