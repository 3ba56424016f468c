#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "analysis/minimal_plan.hpp"
#include "analysis/splicing/splicing.hpp"
#include "base/cast.hpp"
#include "probing/memory.hpp"
#include "probing/neuron_place.hpp"
#include "probing/studies/study_heads.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Labels;

/// A set of neurons and what a head on it tells.
struct TriedSet {
  std::vector<Index> neurons;
  double loss = 0;  ///< of the training
  std::optional<double> dev, test;
  bool suffices = false;
};

/// Sets that splicing finds, and the smallest of them that suffices.
class BestSets {
 public:
  explicit BestSets(const StudyAtWork& study)
      : study_(study),
        smallest_(smallest_set(study.context, study.id(), study.work.scope)),
        order_(read_repetition(study.context, study.id()).ranking.order),
        training_(with_statistics(study)),
        heads_(study, training_),
        penalty_(selected_penalty(study.context, study.id().cell)) {
    penalty_.l2 = std::max(penalty_.l2, probe::least_exact_l2);
  }

  store::ResultSet find() {
    store::ResultSet results;
    Table& sets = results.tables["best_sets"] = report::empty_table("best_sets");
    Table& neurons = results.tables["best_set_neurons"] = report::empty_table("best_set_neurons");
    if (smallest_.n > study_.analyses().best_set.max) return results;
    const std::vector<Index> first(order_.begin(), order_.begin() + smallest_.n);
    const auto [prefix, exchanged] = tried_both(first);
    add_set("prefix", prefix, sets);
    add_set("exchanged", exchanged, sets);
    const TriedSet best = smallest_of(exchanged.suffices ? exchanged : prefix);
    if (best.neurons.size() < exchanged.neurons.size()) add_set("exchanged", best, sets);
    add_neurons(best, neurons);
    return results;
  }

 private:
  /// Those of the cell; splicing asks for statistics.
  static probe::TrainingRows with_statistics(const StudyAtWork& study) {
    probe::TrainingRows training = study.data.training();
    if (!training.statistics)
      training.statistics =
          std::make_shared<const store::NeuronStatistics>(probe::statistics_of(training.source, training.rows));
    return training;
  }

  /// The smallest set that suffices, by halving what lies between sizes that do and that do not: sets of fewer neurons
  /// begin with the first ones of the last that did.
  TriedSet smallest_of(TriedSet best) {
    std::size_t fails = 0;
    while (best.neurons.size() > fails + 1) {
      const std::size_t n = (best.neurons.size() + fails) / 2;
      TriedSet tried = tried_both({best.neurons.begin(), best.neurons.begin() + to_index(n)}).second;
      if (tried.suffices)
        best = std::move(tried);
      else
        fails = n;
    }
    return best;
  }

  /// Some neurons, and what exchanges make of them.
  std::pair<TriedSet, TriedSet> tried_both(const std::vector<Index>& start) {
    const store::ResultSet spliced = study_.unit.step([&] { return splice(start); });
    const Table& losses = spliced.tables.at("losses");
    std::vector<Index> neurons;
    for (std::size_t row = 0; row < spliced.tables.at("neurons").num_rows(); ++row)
      neurons.push_back(spliced.tables.at("neurons").integer(row, "neuron"));
    const store::ResultSet& measured = study_.unit.step([&] { return measure({start, neurons}); });
    return {tried(measured, 0, start, losses.real(0, "start")), tried(measured, 1, neurons, losses.real(0, "best"))};
  }

  store::ResultSet splice(const std::vector<Index>& start) const {
    const analysis::SplicingTask task = {study_.data.targets(), study_.data.num_labels(), penalty_};
    // Less than these is of no use to accuracies, and takes many times as long.
    constexpr double least_gain = 1e-3, gap = 1e-4;
    const analysis::SplicingSettings settings = {.passes = study_.analyses().best_set.passes,
                                                 .least_gain = least_gain,
                                                 .gap = gap,
                                                 .memory_bytes = exact_bytes(study_.context.experiment)};
    const auto found = analysis::best_set_by_splicing(training_, task, start, settings, study_.data.products(),
                                                      study_.unit.keep_going());
    Table neurons({{"neuron", ColumnType::integer}}), losses({{"start", ColumnType::real}, {"best", ColumnType::real}});
    for (const Index neuron : *found.best.neurons) neurons.add_row({neuron});
    losses.add_row({found.start_loss, found.best.loss});
    return {.attributes = {}, .tables = {{"neurons", neurons}, {"losses", losses}}, .arrays = {}};
  }

  /// Accuracies of the heads that the cell's solver finds.
  store::ResultSet measure(const std::vector<std::vector<Index>>& sets) const {
    const auto whole =
        std::make_shared<const probe::Head>(read_head(study_.context, study_.id(), TrainedHead().name()));
    std::vector<StudyHead> asked;
    for (const auto& set : sets)
      asked.push_back(
          {Labels::task, {std::make_shared<const std::vector<Index>>(set), to_index(set.size())}, nullptr, whole});
    const auto found = heads_.find(asked);
    const auto dev = heads_.measure(asked, found, Measured::dev), test = heads_.measure(asked, found, Measured::test);
    Table table({{"dev", ColumnType::real}, {"test", ColumnType::real}});
    for (std::size_t i = 0; i < asked.size(); ++i)
      table.add_row({optional_value(dev[i].accuracy()), optional_value(test[i].accuracy())});
    return {.attributes = {}, .tables = {{"measured", table}}, .arrays = {}};
  }

  TriedSet tried(const store::ResultSet& unit, std::size_t row, std::vector<Index> neurons, double loss) const {
    const Table& measured = unit.tables.at("measured");
    const auto number = [&](const char* column) -> std::optional<double> {
      if (measured.is_empty(row, column)) return std::nullopt;
      return measured.real(row, column);
    };
    const bool suffices = analysis::is_within(number("dev").value_or(0), smallest_.oracle, smallest_.delta);
    return {std::move(neurons), loss, number("dev"), number("test"), suffices};
  }

  void add_set(const char* name, const TriedSet& set, Table& table) const {
    const auto n = to_index(set.neurons.size());
    const std::set<Index> first(order_.begin(), order_.begin() + n);
    const auto kept = std::ranges::count_if(set.neurons, [&](Index neuron) { return first.contains(neuron); });
    table.add_row(report::cell_row(study_.name(), {name, smallest_.delta, n, std::int64_t{set.suffices}, to_int64(kept),
                                                   set.loss, optional_value(set.dev), optional_value(set.test)}));
  }

  /// By rank.
  void add_neurons(const TriedSet& set, Table& table) const {
    const std::set<Index> chosen(set.neurons.begin(), set.neurons.end());
    const store::ActivationHeader& header = study_.data.header();
    for (std::size_t rank = 0; rank < order_.size(); ++rank) {
      if (!chosen.contains(order_[rank])) continue;
      const NeuronPlace place(header, order_[rank]);
      table.add_row(report::cell_row(study_.name(), {place.name(), place.layer, place.index, to_int64(rank + 1)}));
    }
  }

  const StudyAtWork& study_;
  SmallestSet smallest_;
  std::vector<Index> order_;  ///< the cell's ranking
  probe::TrainingRows training_;
  StudyHeads heads_;
  probe::Penalty penalty_;
};

}  // namespace

store::ResultSet find_best_sets(const StudyAtWork& study) { return BestSets(study).find(); }

}  // namespace neurank::probing
