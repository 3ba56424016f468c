#include "run/cell_rankings.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "probing/rankings/ranking_units.hpp"
#include "probing/repetition.hpp"

namespace neurank::run {
namespace {

using ranking::LabelValues;
using ranking::Method;
using schedule::Stage;

constexpr const char* table_name = "ranking";

/// A place in a ranking while it is read: which layer by the model's number, which neuron of it.
using Place = std::pair<std::int64_t, std::int64_t>;

struct PlacedRanking {
  Method method;
  std::string seed;
  std::vector<Place> order;
};

/// Neurons by id: position of the layer among those stored x width + index.
CellRanking with_ids(const PlacedRanking& placed) {
  std::set<std::int64_t> layers;
  for (const auto& place : placed.order) layers.insert(place.first);
  const Index width = to_index(placed.order.size() / layers.size());
  std::map<std::int64_t, Index> first;
  for (const std::int64_t layer : layers) first.emplace(layer, to_index(first.size()) * width);
  CellRanking ranking{placed.method, placed.seed, {}};
  for (const auto& [layer, index] : placed.order) ranking.order.push_back(first.at(layer) + index);
  return ranking;
}

/// Collects the rows of some cells. Rankings stand one after another.
class RankingRows {
 public:
  explicit RankingRows(const std::vector<report::CellName>& cells) {
    for (const report::CellName& cell : cells) wanted_.insert(cell.name());
  }

  void add(const Table& rows) {
    for (std::size_t row = 0; row < rows.num_rows(); ++row) {
      const report::CellName cell = {rows.text(row, "model"), rows.text(row, "task"), rows.text(row, "variant")};
      if (wanted_.contains(cell.name())) add(rows, row, all_[cell.name()]);
    }
  }

  CellRankings rankings() const {
    CellRankings found;
    for (const auto& [cell, placed] : all_) std::ranges::transform(placed, std::back_inserter(found[cell]), with_ids);
    return found;
  }

 private:
  static void add(const Table& rows, std::size_t row, std::vector<PlacedRanking>& of_cell) {
    const auto method = parse<Method>(rows.text(row, "method"));
    const std::string& seed = rows.text(row, "seed");
    if (!method) throw input_error("results.h5: table ranking has the unknown method " + rows.text(row, "method"));
    if (of_cell.empty() || of_cell.back().method != *method || of_cell.back().seed != seed)
      of_cell.push_back({*method, seed, {}});
    of_cell.back().order.emplace_back(rows.integer(row, "layer"), rows.integer(row, "index"));
  }

  std::set<std::string> wanted_;
  std::map<std::string, std::vector<PlacedRanking>> all_;
};

bool has_column(const TableParts& table, const std::string& name) {
  return std::ranges::any_of(table.columns, [&](const Column& column) { return column.name == name; });
}

/// The file of the rankings by words of a cell's task: one variant has it for all.
std::optional<std::filesystem::path> word_rankings_file(const probing::ProbingContext& context, grid::Cell cell) {
  for (cell.variant = 0; cell.variant < context.experiment.variants.size(); ++cell.variant) {
    auto file = context.folder.unit(context.experiment, cell, Stage::train, probing::rankings_part);
    if (std::filesystem::exists(file)) return file;
  }
  return std::nullopt;
}

/// What a ranking makes of each label [L, N]; empty where it makes nothing of them.
LabelValues label_values(const probing::ProbingContext& context, const grid::Cell& cell, const CellRanking& ranking) {
  const auto repetition = number_of<Index>(ranking.seed);
  if (ranking.method == Method::weight_mass && repetition) {
    const probing::RepetitionId id{cell, *repetition};
    if (!std::filesystem::exists(context.folder.unit(context.experiment, cell, Stage::train, ranking.seed))) return {};
    return probing::read_head(context, id, probing::TrainedHead().name()).weights.cwiseAbs().cast<double>();
  }
  const auto file = word_rankings_file(context, cell);
  if (!ranking::has_label_values(ranking.method) || !file) return {};
  const std::string wanted = probing::label_values_name(ranking.method);
  const auto arrays = store::read_results(*file, {.tables = [](const std::string&) { return false; },
                                                  .arrays = [&](const std::string& name) { return name == wanted; }})
                          .arrays;
  return arrays.contains(wanted) ? probing::to_label_values(arrays.at(wanted)) : LabelValues();
}

}  // namespace

CellRankings read_rankings(const Results& results, const std::vector<report::CellName>& cells) {
  const auto table = results.large.find(table_name);
  if (table == results.large.end() || !has_column(table->second, "method"))
    throw input_error("results.h5: has no rankings by method, as results of older versions", "run its grid again");
  RankingRows rows(cells);
  for (std::size_t part = 0; part < table->second.count; ++part) rows.add(table->second.part(part));
  return rows.rankings();
}

const std::vector<CellRanking>& rankings_of(const CellRankings& all, const report::CellName& cell) {
  const auto found = all.find(cell.name());
  if (found == all.end()) throw usage_error(cell.name() + ": is not in the results", "finish the run");
  return found->second;
}

std::map<std::string, std::vector<Index>> label_orders(const probing::ProbingContext& context, const grid::Cell& cell,
                                                       const CellRanking& ranking) {
  const LabelValues values = label_values(context, cell, ranking);
  std::map<std::string, std::vector<Index>> orders;
  for (Index label = 0; label < values.rows(); ++label) {
    const auto of_label = std::span(values.row(label).data(), to_size(values.cols()));
    std::vector<Index> order = probing::rank_for_label(context, cell, ranking.method, label, of_label).order;
    if (ranking::needs_head(ranking.method))
      std::erase_if(order, [&](Index neuron) { return values(label, neuron) == 0; });
    orders.emplace(context.open(cell).labels().names[to_size(label)], std::move(order));
  }
  return orders;
}

}  // namespace neurank::run
