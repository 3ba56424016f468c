#include "run/ranking_comparison.hpp"

#include <algorithm>

#include "analysis/agreement.hpp"
#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "run/cell_rankings.hpp"
#include "run/ranking_file.hpp"

namespace neurank::run {
namespace {

/// Orders of the run for a list, with the rankings that they are of.
using Orders = std::vector<std::pair<const CellRanking*, const std::vector<Index>*>>;

/// Whether the first k neurons of a list are a set that its order does not tell.
bool is_arbitrary(const NeuronList& list, Index k) {
  return !list.cutoffs.empty() && k < list.cutoffs.back() && !std::ranges::binary_search(list.cutoffs, k);
}

ComparedList compare(const NeuronList& list, const Orders& orders, Index neurons) {
  ComparedList found;
  found.label = list.label;
  found.length = to_index(list.neurons.size());
  found.ks = analysis::compared_sizes(neurons, found.length);
  for (const Index k : found.ks) found.chance.push_back(analysis::expected_jaccard(k, k, neurons));
  std::ranges::copy_if(found.ks, std::back_inserter(found.arbitrary), [&](Index k) { return is_arbitrary(list, k); });
  for (const auto& [ranking, order] : orders) {
    ComparedRanking row{name_of(ranking->method), ranking->seed, {}};
    for (const Index k : found.ks)
      row.jaccard.push_back(k > to_index(order->size())
                                ? std::nullopt
                                : std::optional(analysis::jaccard_of_first(list.neurons, *order, k)));
    found.rows.push_back(std::move(row));
  }
  return found;
}

/// A cell's own orders for its labels, of all rankings that have some.
class LabelOrders {
 public:
  LabelOrders(const schedule::RunFolder& folder, const grid::Experiment& experiment, const grid::Cell& cell,
              const std::vector<CellRanking>& rankings) {
    const probing::ProbingContext context(folder, experiment);
    for (const CellRanking& ranking : rankings) {
      auto orders = label_orders(context, cell, ranking);
      if (!orders.empty()) all_.emplace_back(&ranking, std::move(orders));
    }
    if (all_.empty())
      throw input_error(folder.root().string() + ": has no rankings for labels: they lie in its folder probes",
                        "name a file with a list for the task alone");
  }

  /// Throws Error for a label that the cell does not have.
  Orders of(const std::string& label, const std::filesystem::path& file) const {
    Orders found;
    for (const auto& [ranking, orders] : all_)
      if (const auto order = orders.find(label); order != orders.end()) found.emplace_back(ranking, &order->second);
    if (!found.empty()) return found;
    std::vector<std::string> labels;
    for (const auto& one : all_.front().second) labels.push_back(one.first);
    const auto near = nearest(label, labels);
    throw input_error(
        file.string() + ": " + in_quotes(label) + " is neither a label of the cell nor a name of the " + "task's list",
        near ? "did you mean " + *near + "?" : "the task's list is called ordering");
  }

 private:
  std::vector<std::pair<const CellRanking*, std::map<std::string, std::vector<Index>>>> all_;
};

}  // namespace

std::vector<ComparedList> compare_with_file(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                            const grid::Cell& cell, const std::filesystem::path& file) {
  const report::CellName name = grid::cell_names(experiment, cell);
  const CellRankings all = read_rankings(read_results(folder, experiment), {name});
  const std::vector<CellRanking>& rankings = rankings_of(all, name);
  const Index neurons = to_index(rankings.front().order.size());
  std::vector<ComparedList> found;
  std::optional<LabelOrders> labels;
  for (const NeuronList& list : read_ranking_file(file, neurons)) {
    Orders orders;
    if (list.label.empty()) {
      for (const CellRanking& ranking : rankings) orders.emplace_back(&ranking, &ranking.order);
    } else {
      if (!labels) labels.emplace(folder, experiment, cell, rankings);
      orders = labels->of(list.label, file);
    }
    found.push_back(compare(list, orders, neurons));
  }
  return found;
}

}  // namespace neurank::run
