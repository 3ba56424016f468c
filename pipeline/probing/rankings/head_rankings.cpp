#include "probing/rankings/head_rankings.hpp"

#include <numeric>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "probing/rankings/ranking_units.hpp"
#include "ranking/label_rows.hpp"
#include "ranking/mean_share.hpp"
#include "ranking/weight_mass.hpp"
#include "ranking/weight_rankings.hpp"

namespace neurank::probing {
namespace {

using ranking::Method;
using ranking::NeuronRanking;

class HeadRanker {
 public:
  HeadRanker(const ProbingContext& context, const RepetitionId& id, const RankingHead& head,
             const schedule::KeepGoing& keep_going)
      : context_(context),
        id_(id),
        head_(head),
        keep_going_(keep_going),
        seed_(repetition_seeds(context.experiment.seed, id.repetition).unweighted) {}

  NeuronRanking rank(Method method) {
    const std::vector<Index> labels = method == Method::weight_mass_all ? all_labels() : head_.labels;
    const Matrix rows = ranking::rows_of(head_.trained.head->weights, labels);
    const ConstMatrixView weights(rows.data(), rows.rows(), rows.cols());
    NeuronRanking ranking = ranked(method, weights);
    if (!(weights.array() != 0).colwise().any().all())
      ranking::order_unweighted(weights, closeness(labels), seed_of(method), ranking);
    return ranking;
  }

 private:
  std::uint64_t seed_of(Method method) const {
    if (method == Method::weight_mass) return seed_;
    return derive_seed(ranking_seed(context_, id_.cell, name_of(method)), std::to_string(id_.repetition));
  }

  std::vector<Index> all_labels() const {
    std::vector<Index> labels(to_size(head_.trained.head->weights.rows()));
    std::iota(labels.begin(), labels.end(), Index{0});
    return labels;
  }

  NeuronRanking ranked(Method method, ConstMatrixView weights) const {
    switch (method) {
      case Method::weight_mass:
      case Method::weight_mass_all:
        return ranking::rank_by_weight_mass(weights);
      case Method::mean_share:
        return ranking::rank_by_mean_share(weights, seed_of(method));
      case Method::mean_abs:
        return ranking::rank_by_mean_abs(weights, seed_of(method));
      case Method::weight_sd:
        return ranking::rank_by_weight_sd(weights, context_.open(id_.cell).deviations(), seed_of(method));
      case Method::weight_magnitude:
        return ranking::rank_by_weight_magnitude(weights, seed_of(method));
      default:
        NEURANK_EXPECT(ranking::needs_head(method));
        return {};
    }
  }

  /// By neuron: the largest gradient of any of these labels in λ1.
  std::vector<double> closeness(const std::vector<Index>& labels) {
    if (!gradient_)
      gradient_ =
          mean_gradient(context_, id_.cell, head_.training, *head_.trained.head, head_.trained.targets, keep_going_);
    const Matrix rows = ranking::rows_of(*gradient_, labels);
    std::vector<double> closeness;
    for (Index n = 0; n < rows.cols(); ++n)
      closeness.push_back(to_double(rows.col(n).cwiseAbs().maxCoeff()) / std::max(head_.l1, 1e-30));
    return closeness;
  }

  const ProbingContext& context_;
  const RepetitionId& id_;
  const RankingHead& head_;
  const schedule::KeepGoing& keep_going_;
  std::uint64_t seed_;
  std::optional<Matrix> gradient_;  ///< [L, N], found when first asked for
};

}  // namespace

std::map<Method, NeuronRanking> rank_by_head(const ProbingContext& context, const RepetitionId& id,
                                             const RankingHead& head, std::span<const Method> methods,
                                             const schedule::KeepGoing& keep_going) {
  HeadRanker ranker(context, id, head, keep_going);
  std::map<Method, NeuronRanking> rankings;
  for (const Method method : methods) rankings.emplace(method, ranker.rank(method));
  return rankings;
}

void rank_by_heads(const ProbingContext& context, const HeadRankingWork& work, const schedule::AtWork& at_work) {
  const Repetition repetition = read_repetition(context, work.id);
  const probe::Head head = read_head(context, work.id, TrainedHead().name());
  const probe::TrainingRows training = training_of(context, work.id);
  const RankingHead ranks = {training,
                             {&head, targets_of(context, work.id, analysis::Labels::task)},
                             labels_that_rank(context, work.id.cell),
                             repetition.penalty.l1};
  std::vector<Method> others = methods_that(context.experiment, ranking::needs_head);
  std::erase(others, Method::weight_mass);  // by which the repetition has ranked already
  auto rankings = rank_by_head(context, work.id, ranks, others, at_work.keep_going);
  rankings[Method::weight_mass] = repetition.ranking;
  store::ResultSet results;
  add_rankings(ranking_prefix, rankings, results);
  write_unit(context, work.id.cell, schedule::Stage::train, part_of(work.id, work.name()), std::move(results), at_work);
}

NeuronRanking rank_neurons(const ProbingContext& context, const RepetitionId& id, const RankingHead& head,
                           const schedule::KeepGoing& keep_going) {
  return HeadRanker(context, id, head, keep_going).rank(Method::weight_mass);
}

}  // namespace neurank::probing
