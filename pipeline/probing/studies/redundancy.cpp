#include <algorithm>
#include <numeric>

#include "analysis/ablation.hpp"
#include "analysis/minimal_plan.hpp"
#include "analysis/redundant_neurons.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probing/memory.hpp"
#include "probing/neuron_place.hpp"
#include "probing/studies/study_heads.hpp"
#include "probing/word_batches.hpp"
#include "ranking/label_rows.hpp"
#include "ranking/weight_mass.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Labels;

/// Disjoint sets that are looked for.
constexpr Index most_sets = 10;

/// Pearson correlations of neurons over training words; 0 for one that never varies. @return [n, n], n = prefix.size
Matrix correlations_of(const StudyAtWork& study, const probe::NeuronPrefix& neurons) {
  const CellData& data = study.data;
  const std::vector<Index> rows = data.rows_of(corpus::Split::train);
  Matrix sums = Matrix::Zero(neurons.size, neurons.size);
  probe::BatchStream stream(data.source(), rows, rows_of_a_ranked_batch,
                            probe::z_score(probe::statistics_of(data.source(), rows)));
  for_batches(std::move(stream), neurons, study.unit.keep_going(),
              [&](std::span<const Index>, const ConstMatrixRef& batch) {
                sums.selfadjointView<Eigen::Lower>().rankUpdate(batch.transpose());
              });
  const float each = 1 / static_cast<float>(rows.size());
  for (Index i = 0; i < sums.rows(); ++i)
    for (Index j = 0; j < i; ++j) sums(i, j) = sums(j, i) = std::clamp(sums(i, j) * each, -1.0f, 1.0f);
  return sums;
}

/// Neurons that say the same, among the first of the cell's ranking.
class RedundantNeurons {
 public:
  explicit RedundantNeurons(const StudyAtWork& study)
      : study_(study), ranking_(read_repetition(study.context, study.id()).ranking) {
    looked_at_ = std::min(study.data.neurons(), most_clustered);
    const probe::NeuronPrefix first = {std::make_shared<const std::vector<Index>>(ranking_.order), looked_at_};
    Matrix correlations = correlations_of(study, first);
    clusters_ = analysis::redundant_clusters(correlations);
  }

  Index looked_at() const { return looked_at_; }
  const std::vector<Index>& order() const { return ranking_.order; }  ///< the cell's ranking

  /// The most important neuron of each cluster, in their order: clusters are numbered by it.
  std::vector<Index> representatives() const {
    std::vector<Index> neurons;
    for (std::size_t rank = 0; rank < clusters_.size(); ++rank)
      if (clusters_[rank] == to_index(neurons.size())) neurons.push_back(ranking_.order[rank]);
    return neurons;
  }

  /// Neurons that are not alone.
  Table members() const {
    Table table = report::empty_table("clusters");
    std::vector<Index> sizes(clusters_.size(), 0), seen(clusters_.size(), 0);
    for (const Index cluster : clusters_) ++sizes[to_size(cluster)];
    const store::ActivationHeader& header = study_.data.header();
    for (std::size_t rank = 0; rank < clusters_.size(); ++rank) {
      const Index cluster = clusters_[rank], size = sizes[to_size(cluster)];
      if (size == 1) continue;
      const NeuronPlace place(header, ranking_.order[rank]);
      table.add_row(report::cell_row(
          study_.name(), {cluster + 1, size, ++seen[to_size(cluster)], place.name(), place.layer, place.index}));
    }
    return table;
  }

 private:
  const StudyAtWork& study_;
  ranking::NeuronRanking ranking_;
  Index looked_at_ = 0;
  std::vector<Index> clusters_;  ///< by rank
};

/// What a row of the table says of some neurons.
struct NeuronsTried {
  const char* what;
  Index number;         ///< of a set, from 1; of others 0
  Index among;          ///< neurons that they were chosen from
  StudyHead chosen;     ///< a head that reads them
  StudyHead at_random;  ///< one that reads as many of those that they were chosen from
};

/// Sets of neurons that do as well as the first, one after another.
class DisjointSets {
 public:
  DisjointSets(const StudyAtWork& study, const SmallestSet& smallest)
      : study_(study),
        smallest_(smallest),
        training_(study.data.training()),
        heads_(study, training_),
        whole_(std::make_shared<const probe::Head>(read_head(study.context, study.id(), TrainedHead().name()))) {}

  /// A row for some neurons. @return whether they do as well as the minimal set has to
  bool try_neurons(const NeuronsTried& tried, Table& table) const {
    const auto& found = study_.unit.step([&] { return measure(tried); });
    table.append(found.tables.at("redundancy"));
    return found.tables.at("redundancy").integer(0, "suffices") == 1;
  }

  /// Rows of the first n neurons of the cell's ranking, of the first n that a head ranks without them, and so on, up to
  /// the first that do not suffice.
  void add_rows(std::vector<Index> left, Table& table) const {
    for (Index number = 1; number <= most_sets && to_index(left.size()) > smallest_.n; ++number) {
      if (number > 1) left = ranked_without(left);
      if (!try_neurons(set_of(number, left), table)) return;
      left.erase(left.begin(), left.begin() + smallest_.n);
    }
  }

  NeuronsTried set_of(Index number, const std::vector<Index>& left) const {
    return {"set", number, to_index(left.size()), head_on(left, smallest_.n),
            head_on(shuffled(left, "set/" + std::to_string(number)), smallest_.n)};
  }

  NeuronsTried representatives(const std::vector<Index>& neurons, Index among) const {
    std::vector<Index> all(to_size(study_.data.neurons()));
    std::iota(all.begin(), all.end(), Index{0});
    const Index n = to_index(neurons.size());
    return {"representatives", 0, among, head_on(neurons, n), head_on(shuffled(all, "representatives"), n)};
  }

 private:
  StudyHead head_on(std::vector<Index> neurons, Index n) const {
    return {Labels::task, {std::make_shared<const std::vector<Index>>(std::move(neurons)), n}, nullptr, whole_};
  }

  std::vector<Index> shuffled(std::vector<Index> neurons, const std::string& purpose) const {
    Random(study_.seed(purpose)).shuffle(neurons);
    return neurons;
  }

  store::ResultSet measure(const NeuronsTried& tried) const {
    const std::vector<StudyHead> asked = {tried.chosen, tried.at_random};
    const auto found = heads_.find(asked);
    const auto dev = heads_.measure(asked, found, Measured::dev), test = heads_.measure(asked, found, Measured::test);
    const double accuracy = dev[0].accuracy().value_or(0);
    const bool suffices = analysis::is_within(accuracy, smallest_.oracle, smallest_.delta);
    Table table = report::empty_table("redundancy");
    table.add_row(report::cell_row(
        study_.name(),
        {tried.what, tried.number, tried.among, tried.chosen.neurons.size, std::int64_t{suffices},
         optional_value(dev[0].accuracy()), optional_value(test[0].accuracy()), optional_value(test[1].accuracy())}));
    return {.attributes = {}, .tables = {{"redundancy", table}}, .arrays = {}};
  }

  /// Neurons by the weight mass of a head that reads these alone; those without weight as they come.
  std::vector<Index> ranked_without(const std::vector<Index>& left) const {
    const auto& found = study_.unit.step([&] {
      const StudyHead head = head_on(left, to_index(left.size()));
      const Matrix rows = ranking::rows_of(heads_.find({head}).front().head.weights,
                                           labels_that_rank(study_.context, study_.id().cell));
      const auto ranking = ranking::rank_by_weight_mass({rows.data(), rows.rows(), rows.cols()});
      return store::ResultSet{.attributes = {}, .tables = {{"ranking", to_table(ranking)}}, .arrays = {}};
    });
    std::vector<Index> ranked;
    for (const Index place : to_ranking(found.tables.at("ranking")).order) ranked.push_back(left[to_size(place)]);
    return ranked;
  }

  const StudyAtWork& study_;
  SmallestSet smallest_;
  probe::TrainingRows training_;
  StudyHeads heads_;
  std::shared_ptr<const probe::Head> whole_;  ///< the cell's
};

}  // namespace

store::ResultSet find_redundancy(const StudyAtWork& study) {
  const RedundantNeurons redundant(study);
  const DisjointSets sets(study, smallest_set(study.context, study.id(), study.work.scope));
  store::ResultSet results;
  results.tables["clusters"] = redundant.members();
  Table& table = results.tables["redundancy"] = report::empty_table("redundancy");
  if (const auto neurons = redundant.representatives(); to_index(neurons.size()) < study.data.neurons())
    sets.try_neurons(sets.representatives(neurons, redundant.looked_at()), table);
  sets.add_rows(redundant.order(), table);
  return results;
}

}  // namespace neurank::probing
