#include "analysis/splicing/sacrifices.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/batch_stream.hpp"
#include "probe/softmax.hpp"

namespace neurank::analysis {
namespace {

constexpr Index rows_of_a_batch = 1024;

/// Sums over words of slopes and second derivatives in all weights that a head on some neurons has or could have.
class WeightSums {
 public:
  WeightSums(const probe::Head& head, probe::Targets targets, Index neurons, const Products& products)
      : head_(head), targets_(std::move(targets)), products_(products) {
    slope_.setZero(head.weights.rows(), neurons);
    bend_.setZero(head.weights.rows(), neurons);
  }

  /// @param batch [B, N]  @param of_set [B, k] the same words
  void add(std::span<const Index> rows, const ConstMatrixRef& batch, const ConstMatrixRef& of_set) {
    predict(rows, of_set);
    part_.resize(slope_.rows(), slope_.cols());
    bends_ = scores_.array() * (1 - scores_.array());
    squares_ = batch.cwiseAbs2();
    products_.gradient(bends_, squares_, part_);
    bend_ += part_.cast<double>();
    for (Index b = 0; b < scores_.rows(); ++b)
      if (const Index target = target_of(rows[to_size(b)]); target >= 0) scores_(b, target) -= 1;
    products_.gradient(scores_, batch, part_);
    slope_ += part_.cast<double>();
  }

  double slope(Index label, Index neuron) const { return slope_(label, neuron) / to_double(words_); }
  double bend(Index label, Index neuron) const { return bend_(label, neuron) / to_double(words_); }
  Index words() const { return words_; }

 private:
  Index target_of(Index row) const {
    const std::int32_t target = (*targets_)[to_size(row)];
    return target >= 0 && target < head_.bias.size() ? target : -1;
  }

  /// Probabilities, zeros in words whose label the head does not know.
  void predict(std::span<const Index> rows, const ConstMatrixRef& of_set) {
    scores_.resize(of_set.rows(), head_.bias.size());
    products_.scores(of_set, head_.weights, scores_);
    for (Index b = 0; b < scores_.rows(); ++b) {
      const std::span<float> z(&scores_(b, 0), to_size(scores_.cols()));
      if (target_of(rows[to_size(b)]) < 0) {
        std::ranges::fill(z, 0.0f);
        continue;
      }
      probe::subtract_largest(z, head_.bias.data());
      probe::exponentiate(z);
      probe::scale(z, 1 / probe::sum_of(z));
      ++words_;
    }
  }

  const probe::Head& head_;
  probe::Targets targets_;
  const Products& products_;
  probe::DoubleMatrix slope_, bend_;  ///< [L, N]
  Matrix scores_, bends_, squares_, part_;
  Index words_ = 0;
};

WeightSums sums_over_words(const probe::TrainingRows& training, const probe::Targets& targets, const SetHead& set,
                           const probe::Head& on_centred, const Products& products,
                           const std::function<bool()>& keep_going) {
  const Index neurons = training.source.neurons();
  WeightSums sums(on_centred, targets, neurons, products);
  const std::vector<probe::NeuronPrefix> wanted = {{nullptr, neurons}, {set.neurons, to_index(set.neurons->size())}};
  probe::BatchStream stream(training.source, training.rows, rows_of_a_batch, probe::centred(training));
  stream.want(wanted);
  stream.start(probe::RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "the search for a set was stopped");
    sums.add(stream.rows(), stream.columns(wanted[0]), stream.columns(wanted[1]));
  }
  NEURANK_EXPECT(sums.words() > 0);
  return sums;
}

/// The same head on neurons less their means.
probe::Head on_centred(const probe::TrainingRows& training, const SetHead& set) {
  probe::Head head = set.head;
  if (!training.standardization.is_identity()) return head;
  for (Index column = 0; column < head.weights.cols(); ++column) {
    const double mean = training.statistics->mean[to_size((*set.neurons)[to_size(column)])];
    head.bias += static_cast<float>(mean) * head.weights.col(column);
  }
  return head;
}

}  // namespace

std::vector<double> sacrifices(const probe::TrainingRows& training, const probe::Targets& targets, const SetHead& set,
                               const probe::Penalty& penalty, const Products& products,
                               const std::function<bool()>& keep_going) {
  NEURANK_EXPECT(training.statistics && penalty.l2 > 0);
  const probe::Head head = on_centred(training, set);
  const WeightSums sums = sums_over_words(training, targets, set, head, products, keep_going);
  const Index labels = head.bias.size();
  std::vector<double> found(to_size(training.source.neurons()), 0.0);
  for (Index n = 0; n < to_index(found.size()); ++n)
    for (Index label = 0; label < labels; ++label) {
      const double beyond = std::max(0.0, std::abs(sums.slope(label, n)) - penalty.l1);
      found[to_size(n)] += beyond * beyond / (2 * (sums.bend(label, n) + 2 * penalty.l2));
    }
  for (Index column = 0; column < head.weights.cols(); ++column) {
    const Index n = (*set.neurons)[to_size(column)];
    double& backward = found[to_size(n)] = 0;
    for (Index label = 0; label < labels; ++label) {
      const double w = to_double(head.weights(label, column));
      backward += (sums.bend(label, n) + 2 * penalty.l2) * w * w / 2;
    }
  }
  return found;
}

}  // namespace neurank::analysis
