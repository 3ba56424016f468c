#include "probing/set_means.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <tuple>

#include "analysis/layer_counts.hpp"
#include "analysis/moments.hpp"
#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "probing/card_choice.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"

namespace neurank::probing {
namespace {

constexpr const char* layers_array = "labels/layers";          ///< [described labels, layers] neurons
constexpr const char* overlap_array = "labels/jaccard";        ///< [m, m], m labels; NaN where a set is empty
constexpr const char* chance_array = "labels/jaccard_chance";  ///< [m, m], of random sets of these sizes

store::Array zeros(Index rows, Index columns) {
  return {{rows, columns}, std::vector<float>(to_size(rows * columns), 0)};
}

/// A row's set: its delta, or its share of the neurons.
std::pair<std::optional<double>, std::optional<double>> set_of(const Table& table, std::size_t row) {
  const auto of = [&](const char* column) {
    return table.is_empty(row, column) ? std::nullopt : std::optional(table.real(row, column));
  };
  return {of("delta"), of("share")};
}

/// A set and what is counted in it: a label or the number of a layer.
template <class Counted>
using RowsOfSets = std::vector<std::pair<Counted, std::vector<std::size_t>>>;

/// Rows of equal keys, in the order in which the keys come.
template <class Counted, class KeyOf>
RowsOfSets<Counted> grouped_rows(const std::vector<std::size_t>& rows, const KeyOf& key_of) {
  std::map<Counted, std::size_t> places;
  RowsOfSets<Counted> groups;
  for (const std::size_t row : rows) {
    const auto [place, is_new] = places.try_emplace(key_of(row), groups.size());
    if (is_new) groups.push_back({place->first, {}});
    groups[place->second].second.push_back(row);
  }
  return groups;
}

double mean_over(const std::vector<std::size_t>& rows, const std::function<double(std::size_t)>& of) {
  double sum = 0;
  for (const std::size_t row : rows) sum += of(row);
  return sum / to_double(rows.size());
}

}  // namespace

std::map<std::string, store::Array> label_arrays(const std::vector<Index>& labels, const analysis::NeuronSets& sets,
                                                 const store::ActivationHeader& header) {
  const Index described = to_index(labels.size()), compared = std::min(described, most_overlapping);
  store::Array layers = zeros(described, header.layers), overlap = zeros(compared, compared), chance = overlap;
  for (Index row = 0; row < described; ++row) {
    const auto& set = sets[to_size(labels[to_size(row)])];
    const auto counts = analysis::layer_counts(set, header.layers, header.width);
    std::ranges::transform(counts, layers.values.begin() + row * header.layers,
                           [](Index count) { return static_cast<float>(count); });
    for (Index column = 0; column < row && row < compared; ++column) {
      const auto& other = sets[to_size(labels[to_size(column)])];
      const bool is_defined = !set.empty() && !other.empty();
      const auto at = to_size(row * compared + column);
      overlap.values[at] = is_defined ? static_cast<float>(analysis::jaccard(set, other)) : std::nanf("");
      chance.values[at] = is_defined ? static_cast<float>(analysis::expected_jaccard(
                                           to_index(set.size()), to_index(other.size()), header.neurons()))
                                     : std::nanf("");
    }
  }
  return {{layers_array, layers}, {overlap_array, overlap}, {chance_array, chance}};
}

void LabelArrays::add(const store::ResultSet& unit) {
  for (const char* name : {layers_array, overlap_array, chance_array}) {
    const auto found = unit.arrays.find(name);
    if (found == unit.arrays.end()) continue;
    const auto& values = found->second.values;
    Sum& sum = sums_[name];
    sum.shape = found->second.shape;
    sum.values.resize(values.size());
    sum.counts.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      sum.values[i] += to_double(values[i]);
      ++sum.counts[i];
    }
  }
}

Value LabelArrays::mean(const std::string& array, Index row, Index column) const {
  const Sum& sum = sums_.at(array);
  const auto at = to_size(row * sum.shape[1] + column);
  return sum.counts[at] > 0 ? Value(sum.values[at] / sum.counts[at]) : Value();
}

void LabelArrays::add_rows(const CellData& data, const report::CellName& cell,
                           std::map<std::string, Table>& tables) const {
  if (sums_.empty()) return;
  const std::vector<Index> labels = described_labels(data);
  const auto name = [&](Index label) { return data.labels().names[to_size(labels[to_size(label)])]; };
  for (Index label = 0; label < sums_.at(layers_array).shape[0]; ++label)
    for (Index layer = 0; layer < data.header().layers; ++layer)
      tables.at("label_layers")
          .add_row(report::cell_row(cell, {name(label), to_int64(data.header().layer_numbers[to_size(layer)]),
                                           mean(layers_array, label, layer)}));
  for (Index first = 0; first < sums_.at(overlap_array).shape[0]; ++first)
    for (Index second = 0; second < first; ++second)
      tables.at("label_overlap")
          .add_row(report::cell_row(cell, {name(first), name(second), mean(overlap_array, first, second),
                                           mean(chance_array, first, second)}));
}

Table layer_mean_rows(const report::CellName& cell, const Table& layers, const store::ActivationHeader& header) {
  using SetAndLayer = std::tuple<std::optional<double>, std::optional<double>, std::int64_t>;
  Table table = report::empty_table("layer_means");
  const auto groups = grouped_rows<SetAndLayer>(report::rows_with(layers, {}), [&](std::size_t row) {
    const auto [delta, share] = set_of(layers, row);
    return SetAndLayer{delta, share, layers.integer(row, "layer")};
  });
  for (const auto& [key, rows] : groups) {
    const auto& [delta, share, layer] = key;
    const auto band = [&](std::size_t row) {
      return analysis::layer_band(layers.integer(row, "n"), header.layers, header.width);
    };
    table.add_row(report::cell_row(
        cell, {optional_value(delta), layers.text(rows.front(), "site"), layer,
               mean_over(rows, [&](std::size_t row) { return to_double(layers.integer(row, "count")); }),
               mean_over(rows, [&](std::size_t row) { return layers.real(row, "expected"); }),
               mean_over(rows, [&](std::size_t row) { return to_double(band(row).low); }),
               mean_over(rows, [&](std::size_t row) { return to_double(band(row).high); }), to_int64(rows.size()),
               optional_value(share)}));
  }
  return table;
}

Table label_size_rows(const report::CellName& cell, const Table& labels, bool heads_vary) {
  Table table = report::empty_table("label_sizes");
  std::optional<double> delta;
  for (std::size_t row = 0; row < labels.num_rows(); ++row)
    if (!labels.is_empty(row, "delta")) delta = std::min(delta.value_or(1e300), labels.real(row, "delta"));
  std::vector<std::size_t> smallest;
  for (std::size_t row = 0; row < labels.num_rows(); ++row)
    if (delta && report::is_of_delta(labels, row, *delta)) smallest.push_back(row);
  for (const auto& [label, rows] :
       grouped_rows<std::string>(smallest, [&](std::size_t row) { return labels.text(row, "label"); })) {
    std::vector<double> sizes;
    for (const std::size_t row : rows) sizes.push_back(to_double(labels.integer(row, "neurons")));
    const bool is_tested = !labels.is_empty(rows.front(), "recall");
    table.add_row(report::cell_row(
        cell,
        {*delta, label, labels.integer(rows.front(), "train_count"), analysis::mean(sizes),
         optional_value(heads_vary ? analysis::standard_deviation(sizes) : std::nullopt),
         is_tested ? Value(mean_over(rows, [&](std::size_t row) { return labels.real(row, "recall"); })) : Value(),
         to_int64(rows.size())}));
  }
  return table;
}

}  // namespace neurank::probing
