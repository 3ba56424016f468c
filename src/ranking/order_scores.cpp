#include "ranking/order_scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/sorted_words.hpp"

namespace neurank::ranking {
namespace {

constexpr std::size_t bins = 20;

/// The words that have a label.
struct LabelledWords {
  std::vector<Index> rows;
  std::vector<std::uint32_t> labels;
  std::vector<std::size_t> count;      ///< [L] words of each label
  std::vector<std::size_t> ascending;  ///< labels that have words, by their number

  LabelledWords(std::span<const std::int32_t> of_words, Index label_count) : count(to_size(label_count)) {
    for (std::size_t row = 0; row < of_words.size(); ++row) {
      if (of_words[row] < 0 || of_words[row] >= label_count) continue;
      rows.push_back(to_index(row));
      labels.push_back(static_cast<std::uint32_t>(of_words[row]));
      ++count[labels.back()];
    }
    for (std::size_t c = 0; c < count.size(); ++c)
      if (count[c] > 0) ascending.push_back(c);
    std::ranges::stable_sort(ascending, {}, [&](std::size_t c) { return count[c]; });
  }
};

/// Computes the scores of one neuron after the other; a thread has one.
class Scorer {
 public:
  explicit Scorer(const LabelledWords& words)
      : all_(words), hits_(words.count.size()), precision_(hits_.size()), joint_(bins * hits_.size()) {}

  /// @param x [T] of all words  @param n column of the scores
  void score(const float* x, Index n, OrderScores& scores) {
    words_.clear();
    for (std::size_t i = 0; i < all_.rows.size(); ++i) words_.push_back(word_of(x[all_.rows[i]], all_.labels[i]));
    sort_by_value(words_, scratch_);
    scores.information[to_size(n)] = information();
    scan(n, scores);  // smallest values first: this is -x
    std::ranges::reverse(words_);
    scan(n, scores);
  }

 private:
  /// Takes the first words for active, more and more of them; keeps what is larger than in the scores.
  void scan(Index n, OrderScores& scores) {
    std::ranges::fill(hits_, 0.0);
    std::ranges::fill(precision_, 0.0);
    auto next = all_.ascending.begin();  // whose number of words is reached next
    for (std::size_t begin = 0, end = 0; begin < words_.size(); begin = end) {
      end = end_of_run(words_, begin, [&](Word word) { ++hits_[label_of(word)]; });
      for (std::size_t i = begin; i < end; ++i)
        precision_[label_of(words_[i])] += hits_[label_of(words_[i])] / to_double(end);
      for (; next != all_.ascending.end() && all_.count[*next] <= end; ++next) {
        double& best = scores.iou(to_index(*next), n);
        best = std::max(best, hits_[*next] / (to_double(end + all_.count[*next]) - hits_[*next]));
      }
    }
    for (const std::size_t c : all_.ascending) {
      double& best = scores.average_precision(to_index(c), n);
      best = std::max(best, precision_[c] / to_double(all_.count[c]));
    }
  }

  double information() {
    std::ranges::fill(joint_, 0);
    std::array<std::size_t, bins> in_bin{};
    for (std::size_t begin = 0, end = 0; begin < words_.size(); begin = end) {
      end = end_of_run(words_, begin, [](Word) {});
      const std::size_t bin = bins * (begin + end) / (2 * words_.size());
      in_bin[bin] += end - begin;
      for (std::size_t i = begin; i < end; ++i) ++joint_[bin * hits_.size() + label_of(words_[i])];
    }
    const auto words = to_double(words_.size());
    double sum = 0, cells = 0;
    for (std::size_t bin = 0; bin < bins; ++bin)
      for (const std::size_t c : all_.ascending) {
        const double count = to_double(joint_[bin * hits_.size() + c]);
        if (count == 0) continue;
        sum += count * std::log(count * words / (to_double(in_bin[bin]) * to_double(all_.count[c])));
        ++cells;
      }
    const auto used = to_double(std::ranges::count_if(in_bin, [](std::size_t count) { return count > 0; }));
    return words == 0 ? 0.0 : (sum - (cells - used - to_double(all_.ascending.size()) + 1) / 2) / words;
  }

  const LabelledWords& all_;
  std::vector<Word> words_, scratch_;
  std::vector<double> hits_, precision_;  ///< [L]
  std::vector<std::size_t> joint_;        ///< [bins, L]
};

}  // namespace

OrderScores order_scores(const ConstMatrixRef& values, std::span<const std::int32_t> labels, Index label_count) {
  NEURANK_EXPECT(values.rows() == to_index(labels.size()));
  constexpr Index line = 16;  // neurons of a line of the cache
  const LabelledWords words(labels, label_count);
  OrderScores scores{LabelValues::Zero(label_count, values.cols()), LabelValues::Zero(label_count, values.cols()),
                     std::vector<double>(to_size(values.cols()))};
#pragma omp parallel
  {
    Scorer scorer(words);
#pragma omp for schedule(dynamic)
    for (Index first = 0; first < values.cols(); first += line) {
      const Matrix columns = values.middleCols(first, std::min(line, values.cols() - first)).transpose();
      for (Index i = 0; i < columns.rows(); ++i) scorer.score(columns.row(i).data(), first + i, scores);
    }
  }
  return scores;
}

}  // namespace neurank::ranking
