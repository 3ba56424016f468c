#include <algorithm>
#include <memory>
#include <optional>

#include "analysis/bases.hpp"
#include "analysis/label_counts.hpp"
#include "analysis/label_sets.hpp"
#include "analysis/minimal_search.hpp"
#include "analysis/sharing.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/basis_rows.hpp"
#include "probing/memory.hpp"
#include "probing/studies/study_heads.hpp"
#include "probing/word_batches.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Basis;
using analysis::Kept;
using analysis::Labels;
using ranking::NeuronRanking;

/// Random rotations of each layer.
constexpr Index rotations = 3;

/// What a step leaves of masked heads.
constexpr const char* masked_table = "masked_heads";

/// Share of the neurons that masked heads keep.
constexpr double kept_share = 0.1;

/// Directions in which a cell is looked at.
struct View {
  Basis basis = Basis::neurons;
  Index draw = 0;  ///< of a random rotation, from 1

  std::string name() const { return std::string(name_of(basis)) + "/" + std::to_string(draw); }
};

std::vector<View> views() {
  std::vector<View> all = {{Basis::neurons, 0}};
  for (Index draw = 1; draw <= rotations; ++draw) all.push_back({Basis::rotated, draw});
  all.push_back({Basis::principal, 0});
  return all;
}

/// Accuracies of a head on the first n neurons; empty without such words.
void add_size(Index n, const probe::Score& dev, const probe::Score& test, store::ResultSet& results) {
  results.tables.at("sizes").add_row({n, optional_value(dev.accuracy()), optional_value(test.accuracy())});
}

store::ResultSet no_sizes() {
  return {
      .attributes = {},
      .tables = {{"sizes", Table({{"n", ColumnType::integer}, {"dev", ColumnType::real}, {"test", ColumnType::real}})}},
      .arrays = {}};
}

/// Covariance of the neurons of each layer over training words. @return [layers][width, width]
std::vector<Eigen::MatrixXd> covariances(const StudyAtWork& study, const Eigen::RowVectorXf& mean) {
  const Index layers = study.data.header().layers, width = study.data.header().width;
  const probe::NeuronPrefix all = {nullptr, study.data.neurons()};
  std::vector<Eigen::MatrixXd> sums(to_size(layers), Eigen::MatrixXd::Zero(width, width));
  const std::vector<Index> rows = study.data.rows_of(corpus::Split::train);
  const Eigen::RowVectorXf scale = Eigen::RowVectorXf::Constant(mean.size(), 1.0f);
  probe::BatchStream stream(study.data.source(), rows, rows_of_a_ranked_batch, {mean, scale});
  Matrix part(width, width);
  for_batches(std::move(stream), all, study.unit.keep_going(),
              [&](std::span<const Index>, const ConstMatrixRef& batch) {
                for (Index layer = 0; layer < layers; ++layer) {
                  const ConstMatrixRef states = batch.middleCols(layer * width, width);
                  study.data.products().gradient(states, states, part);
                  sums[to_size(layer)] += part.cast<double>();
                }
              });
  for (auto& sum : sums) sum /= std::max(1.0, to_double(rows.size()));
  return sums;
}

probe::LayerBases bases_of(const StudyAtWork& study, const View& view, const Eigen::RowVectorXf& mean) {
  probe::LayerBases bases{mean, {}};
  const Index layers = study.data.header().layers, width = study.data.header().width;
  if (view.basis == Basis::principal)
    for (const auto& covariance : covariances(study, mean))
      bases.layers.push_back(analysis::principal_axes(covariance));
  else
    for (Index layer = 0; layer < layers; ++layer)
      bases.layers.push_back(analysis::haar_rotation(width, study.seed(view.name() + "/" + std::to_string(layer))));
  return bases;
}

/// The words of a cell in other directions.
struct ViewedRows {
  std::unique_ptr<const probe::BasisRows> source;  ///< nullptr: as they are
  probe::TrainingRows training;
};

ViewedRows rows_of(const StudyAtWork& study, const View& view) {
  const CellData& data = study.data;
  if (view.basis == Basis::neurons) return {nullptr, data.training()};
  const std::vector<Index> rows = data.rows_of(corpus::Split::train);
  const auto means = probe::statistics_of(data.source(), rows).mean;
  const auto mean = Eigen::Map<const Eigen::RowVectorXd>(means.data(), to_index(means.size())).cast<float>().eval();
  const bool keep = keeps_turned_rows(study.context.experiment, to_uint64(data.source().num_rows()), data.neurons());
  auto source = std::make_unique<const probe::BasisRows>(data.source(), bases_of(study, view, mean), keep);
  const auto statistics = std::make_shared<const store::NeuronStatistics>(probe::statistics_of(*source, rows));
  const bool standardize = study.context.settings(study.id().cell).standardize;
  probe::TrainingRows training = {*source, rows, standardize ? probe::z_score(*statistics) : probe::Standardization(),
                                  statistics};
  return {std::move(source), std::move(training)};
}

/// What is found out in one view, in steps of the unit.
class ViewSearch {
 public:
  ViewSearch(const StudyAtWork& study, const View& view) : study_(study), view_(view) {}

  /// Adds a row for each delta.
  void add_rows(Table& table) {
    const store::ResultSet& whole = study_.unit.step([&] { return train_whole(); });
    const NeuronRanking ranking = to_ranking(whole.tables.at("ranking"));
    add_sizes(whole);
    const auto head = std::make_shared<const probe::Head>(to_head("whole", whole));
    search(ranking, head);
    const Index all = study_.data.neurons();
    const Table& masked = whole.tables.at(masked_table);
    const auto labels = analysis::frequent_labels(study_.data.training_counts(), study_.analyses().labels.min_count);
    for (const auto& set : analysis::smallest_sizes(question(), on_dev_)) {
      const auto sets = analysis::label_sets({head->weights.data(), head->weights.rows(), all}, ranking, set.n);
      const auto sharing = analysis::sharing_without_expectation(sets, labels);
      table.add_row(report::cell_row(
          study_.name(), {name_of(view_.basis), view_.draw, set.delta, set.n, to_double(set.n) / to_double(all),
                          optional_value(on_test_.at(set.n)), optional_value(on_test_.at(all)), masked.rows()[0][0],
                          masked.rows()[0][1], optional_value(sharing.sharing_ratio)}));
    }
  }

 private:
  /// Made when a step that is not done needs it.
  const StudyHeads& heads() {
    if (!heads_) {
      rows_.emplace(rows_of(study_, view_));
      heads_.emplace(study_, rows_->training);
    }
    return *heads_;
  }

  store::ResultSet train_whole() {
    const StudyHead all = {Labels::task, {nullptr, study_.data.neurons()}};
    const auto found = heads().find({all});
    store::ResultSet results = no_sizes();
    add_size(all.neurons.size, heads().measure({all}, found, Measured::dev).front(),
             heads().measure({all}, found, Measured::test).front(), results);
    const NeuronRanking ranking = heads().rank(all, found.front());
    results.tables[masked_table] = masked(found.front().head, ranking);
    results.tables["ranking"] = to_table(ranking);
    add_head("whole", found.front().head, results);
    return results;
  }

  /// Test accuracies of a head with all but its first or last neurons masked; directions other than neurons have a mean
  /// of zero.
  Table masked(const probe::Head& head, const NeuronRanking& ranking) {
    const Index kept = ranking::count_of(kept_share, study_.data.neurons());
    std::vector<Index> top(ranking.order.begin(), ranking.order.begin() + kept);
    std::vector<Index> bottom(ranking.order.end() - kept, ranking.order.end());
    std::ranges::sort(top), std::ranges::sort(bottom);
    const Vector* others = view_.basis == Basis::neurons ? masked_activations(study_.context, study_.data) : nullptr;
    std::vector<probe::Candidate> candidates;
    for (const auto* neurons : {&top, &bottom})
      candidates.push_back({&head, study_.data.targets(), study_.data.all_labels(), neurons, others});
    auto words = heads().stream(study_.data.rows_of(Measured::test));
    const auto scores = probe::evaluate(words, candidates, columns_at_once(study_.context, study_.id().cell),
                                        study_.unit.keep_going(), study_.data.products());
    Table table({{name_of(Kept::top), ColumnType::real}, {name_of(Kept::bottom), ColumnType::real}});
    table.add_row({optional_value(scores[0].accuracy()), optional_value(scores[1].accuracy())});
    return table;
  }

  analysis::MinimalQuestion question() const {
    const double whole = on_dev_.contains(study_.data.neurons()) ? on_dev_.at(study_.data.neurons()) : 0;
    return {
        .neurons = study_.data.neurons(), .oracle = whole, .deltas = study_.analyses().minimal.delta, .whole = whole};
  }

  void add_sizes(const store::ResultSet& found) {
    const Table& sizes = found.tables.at("sizes");
    for (std::size_t row = 0; row < sizes.num_rows(); ++row) {
      const Index n = sizes.integer(row, "n");
      on_dev_[n] = sizes.is_empty(row, "dev") ? 0 : sizes.real(row, "dev");
      on_test_[n] = sizes.is_empty(row, "test") ? std::nullopt : std::optional(sizes.real(row, "test"));
    }
  }

  /// Heads on the first neurons of the ranking, wave by wave. @param whole the view's head on all
  void search(const NeuronRanking& ranking, const std::shared_ptr<const probe::Head>& whole) {
    const auto order = std::make_shared<const std::vector<Index>>(ranking.order);
    for (std::size_t wave = 0; wave < analysis::max_waves(study_.data.neurons()); ++wave) {
      analysis::SizeAccuracies tried = on_dev_;
      tried.erase(study_.data.neurons());
      const auto sizes = analysis::wave_sizes(wave, question(), tried);
      if (sizes.empty()) continue;
      add_sizes(study_.unit.step([&] { return try_sizes(order, whole, sizes); }));
    }
  }

  store::ResultSet try_sizes(const probe::NeuronOrder& order, const std::shared_ptr<const probe::Head>& whole,
                             const std::vector<Index>& sizes) {
    std::vector<StudyHead> asked;
    for (const Index n : sizes) asked.push_back({Labels::task, {order, n}, nullptr, whole});
    const auto found = heads().find(asked);
    const auto dev = heads().measure(asked, found, Measured::dev), test = heads().measure(asked, found, Measured::test);
    store::ResultSet results = no_sizes();
    for (std::size_t i = 0; i < sizes.size(); ++i) add_size(sizes[i], dev[i], test[i], results);
    return results;
  }

  const StudyAtWork& study_;
  View view_;
  std::optional<ViewedRows> rows_;
  std::optional<StudyHeads> heads_;
  analysis::SizeAccuracies on_dev_;
  std::map<Index, std::optional<double>> on_test_;
};

}  // namespace

store::ResultSet compare_bases(const StudyAtWork& study) {
  store::ResultSet results;
  Table& table = results.tables["basis"] = report::empty_table("basis");
  for (const View& view : views()) ViewSearch(study, view).add_rows(table);
  return results;
}

}  // namespace neurank::probing
