#include "probe/mean_gradient.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {

Matrix mean_gradient(BatchStream& stream, const Head& head, const Targets& targets, const Products& products,
                     const std::function<bool()>& keep_going) {
  const Index labels = head.weights.rows();
  Matrix sum = Matrix::Zero(labels, head.weights.cols()), part(labels, head.weights.cols()), scores;
  Index known = 0;
  const std::vector<NeuronPrefix> all = {{nullptr, stream.neurons()}};
  stream.want(all);
  stream.start(RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
    scores.resize(to_index(stream.rows().size()), labels);
    products.scores(stream.batch(), head.weights, scores);
    for (Index b = 0; b < scores.rows(); ++b) {
      const std::span<float> z(&scores(b, 0), to_size(labels));
      const std::int32_t target = (*targets)[to_size(stream.rows()[to_size(b)])];
      const bool is_known = target >= 0 && target < labels;
      known += is_known ? 1 : 0;
      subtract_largest(z, head.bias.data());
      exponentiate(z);
      if (is_known)
        finish_gradient(z, labels, target, 1);
      else
        std::fill(z.begin(), z.end(), 0.0f);
    }
    products.gradient(scores, stream.batch(), part);
    sum += part;
  }
  return sum / static_cast<float>(std::max<Index>(1, known));
}

}  // namespace neurank::probe
