#include "probe/exact/loss_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/cast.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {
namespace {

template <class Numbers>
auto span_of(Numbers& numbers) {
  return std::span(numbers.data(), to_size(to_index(numbers.size())));
}

}  // namespace

LossSum::LossSum(const LossQuestion& question) : question_(question) {
  clear(all_);
  if (question.unsure != nullptr) question.unsure->clear();
}

void LossSum::clear(Block& block) const {
  const Index labels = question_.weights.rows();
  block.sum.loss = block.sum.entropy = 0;
  block.sum.words = 0;
  block.sum.gradient.setZero(labels, question_.weights.cols());
  block.sum.bias.setZero(labels);
  block.sum.bias_squared.setZero(labels, labels);
  block.unsure.clear();
  block.unsure.least = question_.unsure != nullptr ? question_.unsure->least : 0;
}

void LossSum::begin_block() { clear(mine_); }

void LossSum::add(const BatchOfWords& batch, const Products& products) {
  LossAt& sum = mine_.sum;
  predict(batch, products);
  for (Index b = 0; b < scores_.rows(); ++b) count(b, batch.first + b);
  squares_.resize(scores_.cols(), scores_.cols());
  products.gradient(scores_, scores_, squares_);
  sum.bias_squared.diagonal() += scores_.cast<double>().colwise().sum().transpose();
  sum.bias_squared -= squares_.cast<double>();
  for (Index b = 0; b < scores_.rows(); ++b)
    if (const Index target = target_of(batch.rows[to_size(b)]); target >= 0) scores_(b, target) -= 1;
  part_.resize(scores_.cols(), batch.values.cols());
  products.gradient(scores_, batch.values, part_);
  sum.gradient += part_.cast<double>();
  sum.bias += scores_.cast<double>().colwise().sum().transpose();
}

Index LossSum::target_of(Index row) const {
  const std::int32_t target = (*question_.targets)[to_size(row)];
  return target >= 0 && target < scores_.cols() ? target : -1;
}

/// Scores become probabilities, zero in words whose label the head does not know.
void LossSum::predict(const BatchOfWords& batch, const Products& products) {
  const Index labels = question_.weights.rows();
  scores_.resize(batch.values.rows(), labels);
  words_.resize(to_size(batch.values.rows()));
  products.scores(batch.values, question_.weights, scores_);
#pragma omp parallel for schedule(static)
  for (Index b = 0; b < scores_.rows(); ++b) {
    const std::span<float> z(&scores_(b, 0), to_size(labels));
    const Index target = target_of(batch.rows[to_size(b)]);
    Word& word = words_[to_size(b)] = {};
    if (target < 0) {
      std::fill(z.begin(), z.end(), 0.0f);
      continue;
    }
    subtract_largest(z, question_.bias.data());
    const double of_target = to_double(z[to_size(target)]);
    differences_of(z, word);
    word.loss = std::log(word.sum) - of_target;
  }
}

void LossSum::differences_of(std::span<float> z, Word& word) {
  constexpr std::size_t piece = 64;
  double weighted = 0;
  for (std::size_t first = 0; first < z.size(); first += piece) {
    const std::span<float> some = z.subspan(first, std::min(piece, z.size() - first));
    std::array<float, piece> scores{};
    std::copy(some.begin(), some.end(), scores.begin());
    exponentiate(some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      word.sum += to_double(some[i]);
      weighted += to_double(some[i]) * to_double(scores[i]);
    }
  }
  scale(z, static_cast<float>(1 / word.sum));
  word.entropy = std::log(word.sum) - weighted / word.sum;
}

void LossSum::count(Index b, Index word) {
  const Word& counted = words_[to_size(b)];
  if (counted.sum == 0) return;
  ++mine_.sum.words;
  mine_.sum.loss += counted.loss;
  mine_.sum.entropy += counted.entropy;
  if (question_.unsure == nullptr) return;
  mine_.unsure.add(word, {&scores_(b, 0), to_size(scores_.cols())});
  mine_.unsure.keep_at_most(question_.most_unsure);
}

void LossSum::end_block(const Team& team, Index owner) {
  Block& block = owner == team.member() ? mine_ : theirs_;
  if (team.size() > 1) receive(team, owner, block);
  all_.sum.loss += block.sum.loss;
  all_.sum.entropy += block.sum.entropy;
  all_.sum.words += block.sum.words;
  all_.sum.gradient += block.sum.gradient;
  all_.sum.bias += block.sum.bias;
  all_.sum.bias_squared += block.sum.bias_squared;
  if (question_.unsure == nullptr) return;
  question_.unsure->append(block.unsure);
  question_.unsure->keep_at_most(question_.most_unsure);
}

/// Brings what the owner has of a block to all members, in one piece of memory.
void LossSum::receive(const Team& team, Index owner, Block& block) {
  const bool is_mine = owner == team.member();
  if (!is_mine) clear(block);
  LossAt& sum = block.sum;
  const std::array parts = {span_of(sum.bias), span_of(sum.bias_squared), span_of(sum.gradient)};
  numbers_.assign({sum.loss, sum.entropy, to_double(sum.words), to_double(block.unsure.words.size()),
                   to_double(block.unsure.least)});
  for (const std::span<double> part : parts) numbers_.insert(numbers_.end(), part.begin(), part.end());
  team.share_from(owner, std::span(numbers_));
  block.unsure.words.resize(static_cast<std::size_t>(numbers_[3]));
  if (!is_mine) {
    sum.loss = numbers_[0], sum.entropy = numbers_[1];
    sum.words = static_cast<Index>(numbers_[2]);
    block.unsure.least = static_cast<float>(numbers_[4]);
    const double* next = numbers_.data() + 5;
    for (const std::span<double> part : parts) {
      std::copy_n(next, part.size(), part.begin());
      next += part.size();
    }
  }
  if (!block.unsure.words.empty()) receive(team, owner, block.unsure);
}

/// Likewise; a word's position, below 2^48, in two floats.
void LossSum::receive(const Team& team, Index owner, UnsureWords& unsure) const {
  constexpr Index half = 1 << 24;  // up to which a float is any whole number
  const std::size_t words = unsure.words.size(), labels = to_size(question_.weights.rows());
  std::vector<float> numbers = unsure.probabilities;
  numbers.resize(words * (labels + 2));
  float* const positions = numbers.data() + words * labels;
  for (std::size_t i = 0; i < words; ++i) {
    positions[2 * i] = static_cast<float>(unsure.words[i] / half);
    positions[2 * i + 1] = static_cast<float>(unsure.words[i] % half);
  }
  team.share_from(owner, std::span(numbers));
  if (owner == team.member()) return;
  unsure.probabilities.assign(numbers.begin(), numbers.begin() + to_index(words * labels));
  for (std::size_t i = 0; i < words; ++i)
    unsure.words[i] = static_cast<Index>(positions[2 * i]) * half + static_cast<Index>(positions[2 * i + 1]);
}

LossAt LossSum::mean() {
  LossAt& sum = all_.sum;
  const double each = sum.words > 0 ? 1 / to_double(sum.words) : 0;
  sum.loss *= each, sum.entropy *= each;
  sum.gradient *= each, sum.bias *= each, sum.bias_squared *= each;
  return std::move(sum);
}

}  // namespace neurank::probe
