#include "probe/exact/curvature_of_words.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::probe {

CurvatureOfWords::CurvatureOfWords(HeadLoss& loss, const Point& point, const AtWork& at_work)
    : passes_(loss.passes()),
      neurons_(loss.neurons()),
      at_work_(at_work),
      each_(1 / static_cast<float>(std::max<Index>(1, point.at.words))),
      ridge_(at_work.of_weights(2 * static_cast<float>(loss.penalty().l2))) {
  set_words(loss.unsure(), point.weights.rows());
}

Vector CurvatureOfWords::times(const Vector& step) const {
  Head along = {Matrix::Zero(at_work_.labels(), at_work_.neurons()), Vector::Zero(at_work_.labels())};
  at_work_.set(step, along);
  Matrix sum = Matrix::Zero(at_work_.labels(), at_work_.neurons() + 1), mine = sum, theirs = sum, part;
  const auto begin = [&] { mine.setZero(); };
  const auto use = [&](const BatchStream& batch, Index first) {
    bend(along, batch.columns(neurons_), first, part, mine);
  };
  const auto add = [&](Range, Index owner) {
    Matrix& of_owner = owner == passes_.team().member() ? mine : theirs;
    passes_.team().share_from(owner, std::span(of_owner.data(), to_size(of_owner.size())));
    sum += of_owner;
  };
  passes_.share_words(words_, neurons_, {begin, use, add}, step.sum());
  return each_ * at_work_.numbers({sum.leftCols(at_work_.neurons()), sum.col(at_work_.neurons())}) +
         ridge_.cwiseProduct(step);
}

/// The unsure words, or all where these are nearly all: mini-batches that lie together need not be copied.
void CurvatureOfWords::set_words(const UnsureWords& unsure, Index labels) {
  constexpr double nearly = 0.75;
  words_ = unsure.words;
  if (to_double(words_.size()) > nearly * to_double(passes_.words())) {
    words_.resize(to_size(passes_.words()));
    std::iota(words_.begin(), words_.end(), Index{0});
  }
  probabilities_ = Matrix::Zero(to_index(words_.size()), labels);
  std::size_t row = 0;
  for (std::size_t i = 0; i < unsure.words.size(); ++i, ++row) {
    while (words_[row] != unsure.words[i]) ++row;
    std::copy_n(unsure.probabilities.data() + i * to_size(labels), labels, &probabilities_(to_index(row), 0));
  }
}

/// Adds what some of the words have to it. @param bent [L, n + 1] the last of the bias
void CurvatureOfWords::bend(const Head& along, const ConstMatrixRef& rows, Index first, Matrix& part,
                            Matrix& bent) const {
  const auto p = probabilities_.middleRows(first, rows.rows()).array();
  Matrix scores(rows.rows(), along.weights.rows());
  passes_.products().scores(rows, along.weights, scores);
  scores.rowwise() += along.bias.transpose();
  scores.array() *= p;
  const Vector sums = scores.rowwise().sum();
  scores -= (p.colwise() * sums.array()).matrix();
  part.resize(along.weights.rows(), along.weights.cols());
  passes_.products().gradient(scores, rows, part);
  bent.leftCols(part.cols()) += part;
  bent.col(part.cols()) += scores.colwise().sum().transpose();
}

}  // namespace neurank::probe
