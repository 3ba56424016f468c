#include "analysis/knockoffs/knockoff_heads.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/exact_head.hpp"

namespace neurank::analysis {
namespace {

/// Of each neuron, whether its knockoff comes first: the order of the two by their values, which is the same when they
/// change places.
std::vector<bool> knockoffs_first(const KnockoffProblem& problem) {
  std::vector<bool> first;
  for (Index n = 0; n < problem.scores.cols(); ++n) {
    Index word = 0;
    while (word < problem.scores.rows() && problem.scores(word, n) == problem.knockoffs(word, n)) ++word;
    first.push_back(word < problem.scores.rows() && problem.knockoffs(word, n) < problem.scores(word, n));
  }
  return first;
}

/// Neuron after neuron its two columns, z-scored; 0 where they never vary. @return [T, 2 N]
Matrix paired_columns(const KnockoffProblem& problem, const std::vector<bool>& knockoffs_first) {
  const auto words = problem.scores.rows(), neurons = problem.scores.cols();
  Matrix columns(words, 2 * neurons);
#pragma omp parallel for schedule(static)
  for (Index word = 0; word < words; ++word)
    for (Index n = 0; n < neurons; ++n) {
      const Index of_neuron = knockoffs_first[to_size(n)] ? 1 : 0;
      columns(word, 2 * n + of_neuron) = problem.scores(word, n);
      columns(word, 2 * n + 1 - of_neuron) = problem.knockoffs(word, n);
    }
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(2 * neurons), squares = mean;
  for (Index word = 0; word < words; ++word) mean += columns.row(word).cast<double>();
  mean /= to_double(words);
  for (Index word = 0; word < words; ++word) squares += (columns.row(word).cast<double>() - mean).cwiseAbs2();
  constexpr double hardly = 1e-12;
  const auto scale_of = [&](double square) {
    return square > hardly * to_double(words) ? std::sqrt(to_double(words) / square) : 0.0;
  };
  const Eigen::RowVectorXf centre = mean.cast<float>(), scale = squares.unaryExpr(scale_of).cast<float>();
#pragma omp parallel for schedule(static)
  for (Index word = 0; word < words; ++word) columns.row(word) = (columns.row(word) - centre).cwiseProduct(scale);
  return columns;
}

/// What the largest slope of the mean cross entropy is about, at weights that are all 0 and labels that have nothing to
/// do with the columns: the largest deviation of a label's share in one word, times that of a mean, times what the
/// largest of so many normal numbers is about.
double noise_level(const KnockoffProblem& problem) {
  std::vector<double> words(to_size(problem.label_count));
  for (const std::int32_t label : problem.labels) ++words[to_size(label)];
  const double all = to_double(problem.labels.size());
  double variance = 0;
  for (const double of_label : words) variance = std::max(variance, of_label / all * (1 - of_label / all));
  return std::sqrt(variance * 2 * std::log(to_double(2 * problem.scores.cols())) / all);
}

probe::ExactHead solve(const Matrix& columns, const KnockoffProblem& problem, const KnockoffHead& head,
                       const Products& products, const std::function<bool()>& keep_going) {
  const probe::MatrixRows source(columns);
  std::vector<Index> rows(to_size(columns.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  const auto statistics = std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source, rows));
  const double l1 = head.noise_share * noise_level(problem);
  const probe::Penalty penalty = {l1, std::max(probe::least_exact_l2, head.l2_share * l1)};
  const auto targets = std::make_shared<const std::vector<std::int32_t>>(problem.labels.begin(), problem.labels.end());
  return probe::solve_exactly({source, std::move(rows), {}, statistics},
                              {targets, problem.label_count, penalty, {nullptr, columns.cols()}},
                              {head.gap, head.max_passes, head.memory_bytes}, products, keep_going);
}

}  // namespace

KnockoffStatistics knockoff_statistics(const KnockoffProblem& problem, const KnockoffHead& head,
                                       const Products& products, const std::function<bool()>& keep_going) {
  const auto& [scores, knockoffs, labels, label_count] = problem;
  NEURANK_EXPECT(scores.rows() == knockoffs.rows() && scores.cols() == knockoffs.cols());
  NEURANK_EXPECT(to_index(labels.size()) == scores.rows() && scores.rows() > 0);
  const std::vector<bool> is_second = knockoffs_first(problem);
  const Matrix columns = paired_columns(problem, is_second);
  const probe::ExactHead found = solve(columns, problem, head, products, keep_going);
  const Eigen::RowVectorXd norms = found.head.weights.cast<double>().colwise().norm();
  KnockoffStatistics statistics = {{}, found.is_certified};
  for (Index n = 0; n < scores.cols(); ++n) {
    const double ahead = norms[2 * n] - norms[2 * n + 1];
    statistics.values.push_back(is_second[to_size(n)] ? -ahead : ahead);
  }
  return statistics;
}

}  // namespace neurank::analysis
