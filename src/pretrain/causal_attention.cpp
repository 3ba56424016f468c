#include "pretrain/causal_attention.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/matrix.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

using Strided = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;

/// The sizes of one attention, and which block of a tensor belongs to a sentence and a head.
struct Layout {
  Index width, heads;
  bool is_backward;

  Index head_width() const { return width / heads; }
  float scale() const { return 1 / std::sqrt(static_cast<float>(head_width())); }

  /// @param part 0, 1, 2: of q, k, v, where the tensor has all three
  Strided block(const Tensor& tensor, Range sentence, Index head, Index part = 0) const {
    float* first = tensor.data_ptr<float>() + sentence.begin * tensor.size(1) + part * width + head * head_width();
    return {first, sentence.size(), head_width(), Eigen::OuterStride<>(tensor.size(1))};
  }
};

/// What each position gives to each: rows sum up to 1.
Matrix shares(const Layout& layout, const Strided& query, const Strided& key) {
  Matrix scores = layout.scale() * (query * key.transpose());
  constexpr float unseen = -std::numeric_limits<float>::infinity();
  if (layout.is_backward)
    scores.triangularView<Eigen::StrictlyLower>().setConstant(unseen);
  else
    scores.triangularView<Eigen::StrictlyUpper>().setConstant(unseen);
  scores.colwise() -= scores.rowwise().maxCoeff().eval();
  scores = scores.array().exp();
  const Eigen::VectorXf sums = scores.rowwise().sum();
  scores.array().colwise() /= sums.array();
  return scores;
}

/// @param to receives the gradients of q, k and v
void differentiate(const Layout& layout, const Tensor& projected, const Tensor& gradient, Range sentence, Index head,
                   const Tensor& to) {
  const auto part = [&](const Tensor& tensor, Index number) { return layout.block(tensor, sentence, head, number); };
  const Strided query = part(projected, 0), key = part(projected, 1), value = part(projected, 2);
  const Strided context = part(gradient, 0);
  const Matrix share = shares(layout, query, key);
  part(to, 2) = share.transpose() * context;
  Matrix scores = context * value.transpose();
  const Eigen::VectorXf means = (scores.array() * share.array()).rowwise().sum();
  scores.colwise() -= means;
  scores.array() *= share.array() * layout.scale();
  part(to, 0) = scores * key;
  part(to, 1) = scores.transpose() * query;
}

/// Calls work(sentence, head) for all, the sentences on all threads.
template <class Work>
void for_each_head(const std::vector<Index>& ends, Index heads, const Work& work) {
  at::parallel_for(0, to_index(ends.size()), 4, [&](Index from, Index to) {
    for (Index s = from; s < to; ++s)
      for (Index head = 0; head < heads; ++head) work(Range{s == 0 ? 0 : ends[to_size(s - 1)], ends[to_size(s)]}, head);
  });
}

class CausalAttention : public torch::autograd::Function<CausalAttention> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& projected, const std::vector<Index>& ends, Index heads,
                        bool is_backward) {
    const Layout layout{projected.size(1) / 3, heads, is_backward};
    Tensor output = at::empty({projected.size(0), layout.width});
    for_each_head(ends, heads, [&](Range sentence, Index head) {
      const auto part = [&](Index number) { return layout.block(projected, sentence, head, number); };
      layout.block(output, sentence, head) = shares(layout, part(0), part(1)) * part(2);
    });
    context->save_for_backward({projected});
    context->saved_data["ends"] = ends;
    context->saved_data["heads"] = heads;
    context->saved_data["is_backward"] = is_backward;
    return output;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const Tensor projected = context->get_saved_variables()[0], gradient = gradients[0].contiguous();
    const Layout layout{projected.size(1) / 3, context->saved_data["heads"].toInt(),
                        context->saved_data["is_backward"].toBool()};
    Tensor result = at::empty_like(projected);
    for_each_head(context->saved_data["ends"].toIntVector(), layout.heads, [&](Range sentence, Index head) {
      differentiate(layout, projected, gradient, sentence, head, result);
    });
    return {result, {}, {}, {}};
  }
};

}  // namespace

Tensor causal_attention(const Tensor& projected, const std::vector<Range>& ranges, Index heads, bool backward) {
  NEURANK_EXPECT(projected.is_contiguous() && projected.size(1) % (3 * heads) == 0);
  std::vector<Index> ends;
  for (const Range& range : ranges) {
    NEURANK_EXPECT(range.begin == (ends.empty() ? 0 : ends.back()) && range.size() > 0);
    ends.push_back(range.end);
  }
  NEURANK_EXPECT(!ends.empty() && ends.back() == projected.size(0));
  return CausalAttention::apply(projected, ends, heads, backward);
}

}  // namespace neurank::pretrain
