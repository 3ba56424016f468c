#include "probe/exact/face_newton.hpp"

#include <Eigen/Cholesky>

#include "base/cast.hpp"
#include "probe/exact/word_blocks.hpp"

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
    const UnsureWords& unsure = loss.unsure();
    const auto rows = to_index(unsure.words.size()), labels = point.weights.rows();
    probabilities_ = ConstMatrixView(unsure.probabilities.data(), rows, labels);
    rows_.resize(rows, point.weights.cols());
    Index next = 0;
    constexpr Index words_at_once = 1024;
    loss.passes().for_each_batch(unsure.words, words_at_once, loss.neurons(), [&](const ConstMatrixRef& batch) {
      rows_.middleRows(next, batch.rows()) = batch;
      next += batch.rows();
    });
  }

  const Matrix& mask() const { return mask_; }
  float ridge() const { return ridge_; }

  /// @param v with zeros outside the face
  Head times(const Head& v) {
    passes_.count().add(rows_.rows(), rows_.cols());
    const Index columns = v.weights.cols();
    Matrix sum = Matrix::Zero(v.weights.rows(), columns + 1), mine = sum, theirs = sum;
    constexpr Index words_at_once = 512;
    const std::vector<Range> blocks = word_blocks(rows_.rows(), words_at_once);
    const auto compute = [&](Index block) { bend(v, blocks[to_size(block)], mine); };
    for_each_block(passes_.team(), to_index(blocks.size()), compute, [&](Index owner) {
      Matrix& part = owner == passes_.team().member() ? mine : theirs;
      passes_.team().share_from(owner, std::span(part.data(), to_size(part.size())));
      sum += part;
    });
    return {(each_ * sum.leftCols(columns) + ridge_ * v.weights).cwiseProduct(mask_), each_ * sum.col(columns)};
  }

 private:
  /// Second derivatives over some of the unsure words, times v. @param bent [L, n + 1] the last of the bias
  void bend(const Head& v, Range words, Matrix& bent) {
    const auto rows = rows_.middleRows(words.begin, words.size());
    const auto p = probabilities_.middleRows(words.begin, words.size()).array();
    Matrix scores(words.size(), v.weights.rows());
    passes_.products().scores(rows, v.weights, scores);
    scores.rowwise() += v.bias.transpose();
    scores.array() *= p;
    const Eigen::VectorXf sums = scores.rowwise().sum();
    scores -= (p.colwise() * sums.array()).matrix();
    bent.col(v.weights.cols()) = scores.colwise().sum().transpose();
    passes_.products().gradient(scores, rows, bent.leftCols(v.weights.cols()));
  }

  LossPasses& passes_;
  Matrix mask_;  ///< [L, n] 1 where a weight is not 0
  float each_, ridge_;
  Matrix rows_, probabilities_;
};

/// A label's own second derivatives, inverted; those of some labels on each member of a team.
class LabelInverse {
 public:
  LabelInverse(const Team& team, const LabelMetric& metric, const Matrix& mask) : team_(team) {
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
    share_labels(team_, result);
    return result;
  }

 private:
  struct Part {
    Index label;
    std::vector<Index> columns;  ///< of the face; the bias is column n
    Eigen::LLT<Eigen::MatrixXf> factor;
  };
  const Team& team_;
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
  const std::uint64_t wanted = sizeof(float) * to_uint64(loss.unsure().words.size()) *
                               to_uint64(point.weights.cols() + 2 * point.weights.rows());
  if (wanted > bytes) return std::nullopt;
  FaceCurvature curvature(loss, point);
  const LabelInverse inverse(loss.passes().team(), metric, curvature.mask());
  // Many would go far where the loss is flat, and weights that come to 0 on the way would spoil that.
  const int most = loss.penalty().l1 > 0 ? 15 : 60;
  constexpr double enough = 0.05;
  Head left = downhill(point, loss.penalty(), curvature.mask());
  Head step = {Matrix::Zero(left.weights.rows(), left.weights.cols()), Vector::Zero(left.bias.size())};
  Head better = inverse.times(left), way = better;
  double squares = dot(left, better);
  const double first = squares;
  for (int i = 0; i < most && squares > enough * enough * first && loss.passes().count().passes() < max_passes; ++i) {
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
