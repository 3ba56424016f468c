#include "probe/mean_gradient.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {
namespace {

/// The sum over batches of a head's gradient.
class GradientSum {
 public:
  explicit GradientSum(const Learner& learner)
      : learner_(learner),
        sum_{Matrix::Zero(learner.head->weights.rows(), learner.head->weights.cols()),
             Vector::Zero(learner.head->weights.rows())},
        part_(sum_.weights.rows(), sum_.weights.cols()) {}

  void add(const BatchStream& stream, const Products& products) {
    const Head& head = *learner_.head;
    scores_.resize(to_index(stream.rows().size()), head.weights.rows());
    products.scores(stream.batch(), head.weights, scores_);
    for (Index b = 0; b < scores_.rows(); ++b) finish_row(b, stream.rows()[to_size(b)]);
    products.gradient(scores_, stream.batch(), part_);
    sum_.weights += part_;
    sum_.bias += scores_.colwise().sum();
  }

  Head mean() const {
    const float count = static_cast<float>(std::max<Index>(1, known_));
    return {sum_.weights / count, sum_.bias / count};
  }

 private:
  /// A row's scores become its gradient, zero where the head does not know the label.
  void finish_row(Index b, Index row) {
    const Index labels = scores_.cols();
    const std::span<float> z(&scores_(b, 0), to_size(labels));
    const std::int32_t target = (*learner_.targets)[to_size(row)];
    if (target < 0 || target >= labels) return std::fill(z.begin(), z.end(), 0.0f);
    ++known_;
    subtract_largest(z, learner_.head->bias.data());
    exponentiate(z);
    finish_gradient(z, labels, target, 1);
  }

  Learner learner_;
  Head sum_;
  Matrix part_, scores_;
  Index known_ = 0;
};

}  // namespace

std::vector<Head> mean_gradients(BatchStream& stream, std::span<const Learner> learners, const Products& products,
                                 const std::function<bool()>& keep_going) {
  std::vector<GradientSum> sums(learners.begin(), learners.end());
  const std::vector<NeuronPrefix> all = {{nullptr, stream.neurons()}};
  stream.want(all);
  stream.start(RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
    for (GradientSum& sum : sums) sum.add(stream, products);
  }
  std::vector<Head> means;
  for (const GradientSum& sum : sums) means.push_back(sum.mean());
  return means;
}

double optimality_residual(const Head& head, const Head& gradient, const Penalty& penalty, RidgeForm ridge) {
  const double squares = to_double(head.weights.squaredNorm());
  const float factor = ridge_factor(ridge, penalty.l2, squares), l1 = static_cast<float>(penalty.l1);
  const auto smooth = (gradient.weights + factor * head.weights).array();
  const auto weights = head.weights.array();
  const auto beyond = (smooth.abs() - l1).max(0.0f);  // what no subgradient of λ1 |W| takes away at W = 0
  const double of_bias = head.bias.size() > 0 ? to_double(gradient.bias.cwiseAbs().maxCoeff()) : 0;
  if (ridge == RidgeForm::norm && squares == 0)
    return std::max(of_bias, to_double(beyond.matrix().norm()) - penalty.l2);
  const auto all = (weights == 0).select(beyond, (smooth + l1 * weights.sign()).abs());
  return weights.size() > 0 ? std::max(of_bias, to_double(all.maxCoeff())) : of_bias;
}

}  // namespace neurank::probe
