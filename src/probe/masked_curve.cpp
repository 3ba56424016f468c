#include "probe/masked_curve.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::probe {
namespace {

/// The head with its columns in one order, cut at the sizes.
class MaskedOrder {
 public:
  MaskedOrder(const MaskedHead& masked, NeuronOrder order)
      : prefix_{std::move(order), masked.sizes.back()}, sizes_(masked.sizes) {
    const Matrix& weights = masked.head->weights;
    weights_.resize(weights.rows(), prefix_.size);
    for (Index n = 0; n < prefix_.size; ++n) weights_.col(n) = weights.col((*prefix_.order)[to_size(n)]);
    Eigen::VectorXd replaced = masked.others != nullptr ? masked.others->cast<double>() : Eigen::VectorXd();
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      Vector bias = masked.head->bias;
      if (masked.others != nullptr) {
        for (Index n = begin_of(i); n < sizes_[i]; ++n) replaced[(*prefix_.order)[to_size(n)]] = 0;
        for (Index label = 0; label < bias.size(); ++label)
          bias[label] += static_cast<float>(weights.row(label).cast<double>().dot(replaced));
      }
      biases_.push_back(std::move(bias));
    }
  }

  const NeuronPrefix& prefix() const { return prefix_; }

  /// @param counts [sizes]
  void count(const BatchStream& stream, const MaskedHead& masked, const Products& products, const Groups* groups,
             std::span<Score> counts) const {
    const ConstMatrixRef batch = stream.columns(prefix_);
    Matrix scores = Matrix::Zero(batch.rows(), weights_.rows()), more(batch.rows(), weights_.rows());
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      const Index begin = begin_of(i), columns = sizes_[i] - begin;
      products.scores(batch.middleCols(begin, columns), weights_.middleCols(begin, columns), more);
      scores += more;
      count_words(scores, biases_[i], masked.targets, stream.rows(), groups, counts[i]);
    }
  }

 private:
  Index begin_of(std::size_t size) const { return size == 0 ? 0 : sizes_[size - 1]; }

  NeuronPrefix prefix_;
  const std::vector<Index>& sizes_;
  Matrix weights_;              ///< [L, largest size]
  std::vector<Vector> biases_;  ///< [sizes], with what the masked neurons say
};

}  // namespace

std::vector<std::vector<Score>> masked_curves(BatchStream& stream, const MaskedHead& masked,
                                              const std::function<bool()>& keep_going, const Products& products,
                                              const Groups* groups) {
  NEURANK_EXPECT(!masked.sizes.empty());
  std::vector<MaskedOrder> orders;
  std::vector<NeuronPrefix> prefixes;
  for (const NeuronOrder& order : masked.orders) prefixes.push_back(orders.emplace_back(masked, order).prefix());
  std::vector<std::vector<Score>> counts(orders.size(),
                                         std::vector<Score>(masked.sizes.size(), no_words(masked.num_labels, groups)));
  stream.want(prefixes);
  stream.start(RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "evaluation was stopped");
    for (std::size_t i = 0; i < orders.size(); ++i) orders[i].count(stream, masked, products, groups, counts[i]);
  }
  return counts;
}

}  // namespace neurank::probe
