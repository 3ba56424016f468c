#include "probe/exact/loss_pass.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {
namespace {

/// What words say of one head, batch by batch.
class LossSum {
 public:
  explicit LossSum(const LossQuestion& question) : question_(question) {
    const Index labels = question.weights.rows();
    sum_.gradient.setZero(labels, question.weights.cols());
    sum_.bias.setZero(labels);
    sum_.bias_squared.setZero(labels, labels);
    if (question.unsure != nullptr) question.unsure->rows.clear(), question.unsure->probabilities.clear();
  }

  void add(const BatchStream& stream, const Products& products) {
    const ConstMatrixRef batch = stream.columns(question_.neurons);
    predict(batch, stream.rows(), products);
    for (Index b = 0; b < scores_.rows(); ++b) count(b, stream.rows()[to_size(b)]);
    squares_.resize(scores_.cols(), scores_.cols());
    products.gradient(scores_, scores_, squares_);
    sum_.bias_squared.diagonal() += scores_.cast<double>().colwise().sum().transpose();
    sum_.bias_squared -= squares_.cast<double>();
    for (Index b = 0; b < scores_.rows(); ++b)
      if (const Index target = target_of(stream.rows()[to_size(b)]); target >= 0) scores_(b, target) -= 1;
    part_.resize(scores_.cols(), batch.cols());
    products.gradient(scores_, batch, part_);
    sum_.gradient += part_.cast<double>();
    sum_.bias += scores_.cast<double>().colwise().sum().transpose();
  }

  LossAt mean() {
    sum_.words = known_;
    const double each = known_ > 0 ? 1 / to_double(known_) : 0;
    sum_.loss *= each, sum_.entropy *= each;
    sum_.gradient *= each, sum_.bias *= each, sum_.bias_squared *= each;
    return std::move(sum_);
  }

 private:
  Index target_of(Index row) const {
    const std::int32_t target = (*question_.targets)[to_size(row)];
    return target >= 0 && target < scores_.cols() ? target : -1;
  }

  /// Scores become probabilities, zero in words whose label the head does not know.
  void predict(const ConstMatrixRef& batch, std::span<const Index> rows, const Products& products) {
    const Index labels = question_.weights.rows();
    scores_.resize(batch.rows(), labels);
    words_.resize(to_size(batch.rows()));
    products.scores(batch, question_.weights, scores_);
#pragma omp parallel for schedule(static)
    for (Index b = 0; b < scores_.rows(); ++b) {
      const std::span<float> z(&scores_(b, 0), to_size(labels));
      const Index target = target_of(rows[to_size(b)]);
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

  /// What is kept of a word beside its probabilities.
  struct Word {
    double loss = 0, entropy = 0, sum = 0;
    float unsure = 0;
  };

  static void differences_of(std::span<float> z, Word& word) {
    constexpr std::size_t piece = 64;
    double weighted = 0, largest = 0;
    for (std::size_t first = 0; first < z.size(); first += piece) {
      const std::span<float> some = z.subspan(first, std::min(piece, z.size() - first));
      std::array<float, piece> scores{};
      std::copy(some.begin(), some.end(), scores.begin());
      exponentiate(some);
      for (std::size_t i = 0; i < some.size(); ++i) {
        word.sum += to_double(some[i]);
        weighted += to_double(some[i]) * to_double(scores[i]);
        largest = std::max(largest, to_double(some[i]));
      }
    }
    scale(z, static_cast<float>(1 / word.sum));
    word.entropy = std::log(word.sum) - weighted / word.sum;
    word.unsure = static_cast<float>(1 - largest / word.sum);
  }

  void count(Index b, Index row) {
    const Word& word = words_[to_size(b)];
    if (word.sum == 0) return;
    ++known_;
    sum_.loss += word.loss;
    sum_.entropy += word.entropy;
    UnsureRows* const unsure = question_.unsure;
    if (unsure == nullptr || word.unsure < unsure->least) return;
    unsure->rows.push_back(row);
    unsure->probabilities.insert(unsure->probabilities.end(), scores_.row(b).begin(), scores_.row(b).end());
    if (unsure->rows.size() > question_.most_unsure) forget_surest();
  }

  /// Keeps about half of the words.
  void forget_surest() {
    UnsureRows& unsure = *question_.unsure;
    const std::size_t labels = to_size(scores_.cols()), count = unsure.rows.size();
    std::vector<float> of_row;
    for (std::size_t i = 0; i < count; ++i)
      of_row.push_back(1 - *std::max_element(unsure.probabilities.begin() + to_index(i * labels),
                                             unsure.probabilities.begin() + to_index((i + 1) * labels)));
    std::vector<float> sorted = of_row;
    std::nth_element(sorted.begin(), sorted.begin() + to_index(count / 2), sorted.end());
    unsure.least = std::max(unsure.least, sorted[count / 2]);
    // Of words that are alike, as all are without weights, only as many go as must.
    const auto above = [&](float doubt) { return doubt > unsure.least; };
    std::size_t alike = (count + 1) / 2, kept = 0;
    alike -= std::min(alike, to_size(std::count_if(of_row.begin(), of_row.end(), above)));
    for (std::size_t i = 0; i < count; ++i) {
      if (of_row[i] < unsure.least || (of_row[i] == unsure.least && alike == 0)) continue;
      alike -= of_row[i] == unsure.least;
      unsure.rows[kept] = unsure.rows[i];
      std::copy_n(unsure.probabilities.begin() + to_index(i * labels), labels,
                  unsure.probabilities.begin() + to_index(kept++ * labels));
    }
    unsure.rows.resize(kept);
    unsure.probabilities.resize(kept * labels);
  }

  LossQuestion question_;
  LossAt sum_;
  Matrix scores_, part_, squares_;
  std::vector<Word> words_;  ///< of the batch
  Index known_ = 0;
};

}  // namespace

LossPasses::LossPasses(const RowSource& source, std::vector<Index> rows, Index batch, Standardization standardization,
                       const Products& products, std::function<bool()> keep_going)
    : source_(source),
      rows_(std::move(rows)),
      batch_(batch),
      standardization_(std::move(standardization)),
      products_(products),
      keep_going_(std::move(keep_going)) {}

std::vector<LossAt> LossPasses::losses(std::span<const LossQuestion> questions) {
  std::vector<LossSum> sums(questions.begin(), questions.end());
  std::vector<NeuronPrefix> prefixes;
  for (const LossQuestion& question : questions) {
    prefixes.push_back(question.neurons);
    count(to_index(rows_.size()), question.neurons.size);
  }
  for_each_batch({source_, rows_, batch_, standardization_}, prefixes, [&](const BatchStream& stream) {
    for (LossSum& sum : sums) sum.add(stream, products_);
  });
  std::vector<LossAt> means;
  for (LossSum& sum : sums) means.push_back(sum.mean());
  return means;
}

void LossPasses::count(Index words, Index neurons) {
  passes_ += to_double(neurons) / to_double(source_.neurons()) * to_double(words) / to_double(rows_.size());
}

void LossPasses::for_each_batch(const std::vector<Index>& rows, Index batch, const NeuronPrefix& neurons,
                                const std::function<void(const BatchStream&)>& use) {
  for_each_batch({source_, rows, batch, standardization_}, {&neurons, 1}, use);
  count(to_index(rows.size()), neurons.size);
}

void LossPasses::for_each_batch(BatchStream stream, std::span<const NeuronPrefix> neurons,
                                const std::function<void(const BatchStream&)>& use) {
  stream.want(neurons);
  stream.start(RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going_()) throw Error(Cause::interrupted, "training was stopped");
    use(stream);
  }
}

}  // namespace neurank::probe
