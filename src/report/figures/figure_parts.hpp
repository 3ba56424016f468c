#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "report/figures/figure.hpp"
#include "report/figures/gnuplot_script.hpp"

namespace neurank::report {

/// What all figures of a run share.
struct FigureRun {
  const Tables& tables;
  std::vector<std::string> models = {};  ///< in the grid's order; a model's place is its style
  std::optional<double> delta = {};      ///< the smallest, of the minimal sets that figures show
  bool has_variants = false;

  /// The table; an empty one without columns where the results lack it.
  const Table& table(const std::string& name) const;
};

/// What the tables tell of it. @param tables outlive the run
FigureRun figure_run(const Tables& tables);

/// Rows of a place. @param model empty: of all models
std::vector<std::size_t> rows_at(const Table& table, const Place& place, const std::string& model = "");

/// The row of a cell in the table of minimal sizes, for the smallest delta; nothing where there is none.
std::optional<std::size_t> size_row(const FigureRun& run, const std::string& model, const Place& place);

/// Rows of one model in a figure's data.
struct ModelRows {
  std::size_t model = 0;  ///< place among the run's models
  std::size_t first = 0, count = 0;
  std::vector<std::size_t> source;  ///< rows of the table of results

  Style style() const { return style_of(model); }
};

/// Data of a figure from one table of the results, model by model.
class PlotData {
 public:
  /// @param table of the results  @param columns of it that the figure shows, behind those that name the cell
  PlotData(const FigureRun& run, std::string figure, const std::string& table, const std::vector<std::string>& columns,
           const std::string& suffix = "");

  /// Rows of the place that a condition selects, in their order. @return of each model that has some
  std::vector<ModelRows> add(const Place& place, const std::function<bool(std::size_t row)>& selects);

  /// Rows of the table of results, in this order.
  ModelRows add_rows(std::size_t model, const std::vector<std::size_t>& rows);

  const Table& source() const { return source_; }

  /// "'FILE.csv' ... using ..." for a model's rows, or for some of them.
  std::string plot(const ModelRows& rows, const std::string& expression) const;
  std::string plot(std::size_t first, std::size_t count, const std::string& expression) const;

  FigureData take() { return {file_, name_, std::move(rows_)}; }

 private:
  const FigureRun& run_;
  std::string file_, name_;
  const Table& source_;
  std::vector<std::size_t> columns_;  ///< of the source
  Table rows_;
};

/// Most models that have a panel in one figure.
constexpr std::size_t most_panels = 8;

/// "layers-pos-zscored": name of a figure's files.
std::string figure_name(const std::string& kind, const FigureRun& run, const Place& place);

/// "Neurons per layer: pos, zscored".
std::string figure_title(const std::string& what, const FigureRun& run, const Place& place);

/// A model's name as figures print it.
std::string model_text(const FigureRun& run, std::size_t model);

/// What a caption says where not all models, or labels, fit: " 3 more models: tables/layers.csv."; empty if all do.
std::string left_out_text(std::size_t all, std::size_t shown, const std::string& of, const std::string& table);

/// Steps between marks of an axis from 0 to some value, so that there are about `count`: 1, 2 or 5 times a power of 10.
double axis_step(double largest, int count);

/// Number of a cell of a table, of either type; nothing where it is empty.
std::optional<double> value_of(const Table& table, std::size_t row, const std::string& column);

/// Tasks with the variants that they are probed with, in the order of the cells.
std::vector<Place> places_of(const Table& baselines);

/// The largest of some columns in some rows; 0 without any.
double largest_of(const Table& table, const std::vector<std::size_t>& rows, const std::vector<std::string>& columns);

}  // namespace neurank::report
