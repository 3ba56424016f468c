#include <algorithm>
#include <limits>
#include <map>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/figures/map_parts.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t most_maps = 4;
constexpr double widest_name = 4.0, shown_share = 0.05;

/// Between the columns of two judges, in squares.
constexpr double judges_apart = 0.35;

/// Names of rankings as axes print them.
std::vector<std::string> cut_names(const std::vector<std::string>& rankings) {
  std::vector<std::string> names;
  for (const std::string& ranking : rankings) names.push_back(cut_to(ranking, widest_name));
  return names;
}

/// What names take at the left of a panel, in cm.
double margin_of(const std::vector<std::string>& names) { return std::max(widest(names) + 0.5, 1.0); }

/// Colours light enough for black numbers, over a range that may be a single number.
std::string light_palette(double low, double high) {
  return "set palette defined (0 '#f2f2f2', 1 '#7fb8d8'); set cbrange [" + to_text(low) + ":" +
         to_text(std::max(high, low + 1e-6)) + "]";
}

/// An axis of rankings, the first one above the others.
std::string rankings_downwards(std::size_t count) {
  return "set yrange [" + to_text(to_double(count) - 0.5) + ":-0.5]";
}

/// A column of a map: a judge of the first n neurons.
struct JudgeColumn {
  std::string judge;
  std::int64_t n;
};

/// What the judges make of one model's rankings. Its rows come ranking after ranking, and in each column after column.
struct JudgeMap {
  ModelRows rows;
  std::vector<JudgeColumn> columns;

  /// Places of the judges' first columns.
  std::vector<std::size_t> starts() const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (i == 0 || columns[i].judge != columns[i - 1].judge) places.push_back(i);
    return places;
  }

  /// Middle of a column, in squares from that of the first one.
  double middle(std::size_t column) const {
    const auto gaps = std::ranges::count_if(starts(), [&](std::size_t start) { return 0 < start && start <= column; });
    return to_double(column) + judges_apart * to_double(gaps);
  }

  double breadth() const { return middle(columns.size() - 1) + 1; }  ///< in squares

  /// The middle of a row's column, as gnuplot makes it from the row's number.
  std::string plotted_middle() const {
    const std::string column = "(int($0) % " + std::to_string(columns.size()) + ")";
    std::string middle = "(" + column;
    for (const std::size_t start : starts())
      if (start > 0)
        middle.append("+").append(to_text(judges_apart)).append("*(" + column + ">=").append(std::to_string(start)) +=
            ")";
    return middle + ")";
  }

  /// "'10' 0, '50' 1": sizes below their columns.
  std::string tics() const {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < columns.size(); ++i)
      texts.push_back(std::string("'").append(std::to_string(columns[i].n)).append("' ").append(to_text(middle(i))));
    return join(texts, ", ");
  }

  /// The least width of a square, in cm, that its number, its size and its judge's name need.
  double square() const {
    constexpr double number = 0.5, of_small_font = 6.0 / 7;
    double least = number;
    for (const JudgeColumn& column : columns)
      least = std::max(least, text_width(std::to_string(column.n)) * of_small_font + 0.1);
    for (const std::size_t start : starts()) {
      const std::string& judge = columns[start].judge;
      const auto count = std::ranges::count(columns, judge, &JudgeColumn::judge);
      least = std::max(least, (text_width(judge) + 0.1) / to_double(count));
    }
    return least;
  }
};

/// A model's map; nothing where no judge has seen all rankings, or none found a word to judge them by.
std::optional<JudgeMap> judge_map(const FigureRun& run, std::size_t model, const Place& place,
                                  const std::vector<std::string>& rankings, PlotData& data) {
  const Table& source = data.source();
  const auto all = rows_at(source, place, run.models[model]);
  std::map<std::string, std::map<std::int64_t, std::map<std::string, std::size_t>>> found;
  for (const std::size_t row : all)
    found[source.text(row, "judge")][source.integer(row, "n")][source.text(row, "method")] = row;
  JudgeMap map;
  for (const std::string& judge : distinct(source, "judge", all))
    for (const auto& column : found.at(judge))
      if (std::ranges::all_of(rankings, [&](const std::string& one) { return column.second.contains(one); }))
        map.columns.push_back({judge, column.first});
  std::vector<std::size_t> rows;
  for (const std::string& ranking : rankings)
    for (const auto& [judge, n] : map.columns) rows.push_back(found.at(judge).at(n).at(ranking));
  if (std::ranges::all_of(rows, [&](std::size_t row) { return source.is_empty(row, "accuracy"); })) return std::nullopt;
  map.rows = data.add_rows(model, rows);
  return map;
}

/// How models' maps of judges stand beside each other or, where they are wide, below each other, in cm.
struct JudgePanels {
  static constexpr double row = 0.34, above = 0.9, below = 0.7, apart = 0.3, of_axis = 0.35;

  std::size_t shown, across = 1, rankings;
  double margin, breadth = 0, width = single_column, square = 0;

  JudgePanels(const std::vector<JudgeMap>& maps, const std::vector<std::string>& names)
      : shown(std::min(maps.size(), most_maps)), rankings(names.size()), margin(margin_of(names)) {
    double least = 0;
    for (std::size_t i = 0; i < shown; ++i) {
      breadth = std::max(breadth, maps[i].breadth());
      least = std::max(least, maps[i].square());
    }
    const double each = breadth * least + apart;
    if (shown > 1 && margin + 2 * each <= two_columns) across = 2;
    if (across == 2 || margin + each > single_column) width = two_columns;
    constexpr double widest_square = 1.2;
    const double room = (width - margin) / to_double(across) - apart;
    square = std::min(widest_square, room / breadth);
  }

  double panel() const { return breadth * square; }
  double height() const { return to_double((shown + across - 1) / across) * pitch() + of_axis; }
  double pitch() const { return above + row * to_double(rankings) + below; }
  bool is_lowest(std::size_t i) const { return i + across >= shown; }

  Box box(std::size_t i, const JudgeMap& map) const {
    const double left = margin + to_double(i % across) * (panel() + apart);
    const double top = to_double(i / across) * pitch() + above;
    return {left, left + map.breadth() * square, top, top + row * to_double(rankings)};
  }
};

/// The lowest and the highest accuracy of some rows. @pre one has an accuracy
std::pair<double, double> range_of(const Table& table, const std::vector<std::size_t>& rows) {
  double low = std::numeric_limits<double>::max();
  for (const std::size_t row : rows)
    if (const auto value = value_of(table, row, "accuracy")) low = std::min(low, *value);
  return {low, largest_of(table, rows, {"accuracy"})};
}

/// The columns' sizes below them, and the judges' names above.
void add_columns(const JudgeMap& map, const Box& box, double square, GnuplotScript& script) {
  for (const std::size_t start : map.starts())
    script.text(map.columns[start].judge, box.left + map.middle(start) * square, box.top - 0.18);
  script.add("set xrange [-0.5:" + to_text(map.breadth() - 0.5) + "]");
  script.add(std::string("set xtics offset 0,0.5 font ',6' (").append(map.tics()).append(")"));
}

/// An accuracy in each square; nothing where there is none.
std::vector<std::string> squares_of(const PlotData& data, const JudgeMap& map) {
  const std::string count = std::to_string(map.columns.size());
  const std::string x = map.plotted_middle(), y = "(floor($0 / " + count + "))";
  return {data.plot(map.rows, square_at(x, y) + ":{accuracy}") + " with boxxyerror fillcolor palette",
          data.plot(map.rows, x + ":" + y + ":(sprintf(${accuracy} < 0.9995 ? '%.1f' : '%.0f', 100*${accuracy}))") +
              " with labels font ',6'"};
}

/// The size whose share of the neurons is nearest to one of 5 %: that of a pair of the judges' table says how many
/// neurons there are. @pre rows of a model's pairs of rankings
std::int64_t shown_size(const FigureRun& run, const std::string& model, const Place& place,
                        const std::vector<std::size_t>& pairs) {
  const Table& judges = run.table("ranking_judges");
  const auto judged = rows_at(judges, place, model);
  const double each =
      judged.empty() ? 0 : judges.real(judged.front(), "share") / to_double(judges.integer(judged.front(), "n"));
  return std::ranges::min(distinct_integers(run.table("ranking_agreement"), "k", pairs), std::less(),
                          [&](std::int64_t k) { return std::abs(to_double(k) * each - shown_share); });
}

/// Rankings that all models have pairs of, in the grid's order: the last one comes first in no pair.
std::vector<std::string> paired_rankings(const Table& agreement, const std::vector<std::size_t>& rows) {
  std::vector<std::string> rankings = common_texts(agreement, rows, "method");
  for (const std::string& other : common_texts(agreement, rows, "other"))
    if (std::ranges::find(rankings, other) == rankings.end()) rankings.push_back(other);
  return rankings;
}

/// How far one model's rankings agree at one size.
struct AgreementMap {
  ModelRows rows;
  std::int64_t k;
  double chance;
};

std::vector<AgreementMap> agreement_maps(const FigureRun& run, const Place& place,
                                         const std::vector<std::string>& rankings, PlotData& data) {
  const Table& source = data.source();
  std::vector<AgreementMap> maps;
  for (std::size_t model = 0; model < run.models.size(); ++model) {
    auto rows = rows_at(source, place, run.models[model]);
    if (rows.empty()) continue;
    const std::int64_t k = shown_size(run, run.models[model], place, rows);
    std::erase_if(rows, [&](std::size_t row) { return source.integer(row, "k") != k; });
    const auto pairs = rows_of_pairs(source, rows, {"method", "other"}, rankings);
    if (!pairs.empty()) maps.push_back({data.add_rows(model, pairs), k, source.real(pairs.front(), "jaccard_chance")});
  }
  return maps;
}

/// How models' maps of agreement stand beside each other, in cm.
struct AgreementPanels {
  static constexpr double above = 0.55, apart = 0.15;

  std::size_t shown, across, count;
  double margin, width, side;

  AgreementPanels(std::size_t maps, const std::vector<std::string>& names)
      : shown(std::min(maps, most_maps)), across(shown > 1 ? 2 : 1), count(names.size()), margin(margin_of(names)) {
    constexpr double least = 0.3, most = 0.7, of_title = 2.8;
    const auto need = [&](double square) { return std::max(of_title, square * to_double(count)) + apart; };
    width = margin + to_double(across) * need(least) + 0.1 > single_column ? two_columns : single_column;
    side = std::min(need(most), (width - margin - 0.1) / to_double(across)) - apart;
  }

  double below() const { return margin; }
  double height() const { return to_double((shown + across - 1) / across) * (side + above) + below(); }
  double square() const { return side / to_double(count); }
  bool is_lowest(std::size_t i) const { return i + across >= shown; }

  Box box(std::size_t i) const {
    const double left = margin + to_double(i % across) * (side + apart);
    const double top = to_double(i / across) * (side + above) + above - 0.05;
    return {left, left + side, top, top + side};
  }
};

/// The two squares of each pair, with its number, on both sides of the diagonal.
std::vector<std::string> both_sides(const PlotData& data, const ModelRows& rows, double square) {
  const PairPlaces pair = pair_places();
  std::vector<std::string> elements;
  for (const auto& [x, y] : {std::pair(pair.earlier, pair.later), std::pair(pair.later, pair.earlier)})
    elements.push_back(data.plot(rows, square_at(x, y) + ":{jaccard}") + " with boxxyerror fillcolor palette");
  for (const auto& [x, y] : {std::pair(pair.earlier, pair.later), std::pair(pair.later, pair.earlier)})
    elements.push_back(data.plot(rows, x + ":" + y + ":(sprintf('%.0f', 100*${jaccard}))") + " with labels font '," +
                       (square < 0.4 ? "5'" : "6'"));
  return elements;
}

/// "2.6 (bert), 2.6 (xlnet)": what random sets share, of each model that is shown.
std::string chances(const FigureRun& run, const std::vector<AgreementMap>& maps, std::size_t shown) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < shown; ++i)
    texts.push_back(formatted("%.1f", 100 * maps[i].chance) + " (" + model_text(run, maps[i].rows.model) + ")");
  return join(texts, ", ");
}

}  // namespace

std::optional<Figure> ranking_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("rankings", run, place);
  PlotData data(run, name, "ranking_judges", {"method", "judge", "n", "accuracy", "ci_low", "ci_high", "selectivity"});
  const Table& source = data.source();
  const auto rankings = common_texts(source, rows_at(source, place), "method");
  std::vector<JudgeMap> maps;
  for (std::size_t model = 0; model < run.models.size(); ++model)
    if (auto map = judge_map(run, model, place, rankings, data)) maps.push_back(std::move(*map));
  if (maps.empty()) return std::nullopt;
  const auto names = cut_names(rankings);
  const JudgePanels panels(maps, names);
  GnuplotScript script(name, panels.width, panels.height());
  script.add("unset key; unset colorbox; set border 0; set tics scale 0; " + rankings_downwards(names.size()));
  for (std::size_t i = 0; i < panels.shown; ++i) {
    const JudgeMap& map = maps[i];
    const Box box = panels.box(i, map);
    script.panel(box);
    script.text(cut_to(model_text(run, map.rows.model), panels.panel()), box.left, box.top - 0.55);
    add_columns(map, box, panels.square, script);
    script.add(tics_at_places('y', i % panels.across == 0 ? names : std::vector<std::string>(names.size())));
    script.add(panels.is_lowest(i) ? "set xlabel 'neurons' offset 0,0.8" : "unset xlabel");
    const auto [low, high] = range_of(source, map.rows.source);
    script.add(light_palette(low, high)).plot(squares_of(data, map));
  }
  return Figure{
      name,
      "rankings",
      figure_title("What the first neurons of rankings tell", run, place),
      "Test accuracy in percent of a judge on the first neurons of a ranking alone: of a linear head, or of a "
      "Gaussian for each label. A row is a ranking, a column a judge and a number of neurons; colours go from "
      "a model's lowest number to its highest. Compare within a column; the ranking random is chance. "
      "Intervals and selectivity are in the figure's data." +
          left_out_text(maps.size(), panels.shown, "models", "ranking_judges"),
      {data.take()},
      script.finish()};
}

std::optional<Figure> ranking_agreement_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("ranking-agreement", run, place);
  PlotData data(run, name, "ranking_agreement", {"method", "other", "k", "jaccard", "jaccard_chance"});
  const Table& source = data.source();
  const auto rankings = paired_rankings(source, rows_at(source, place));
  const auto maps = agreement_maps(run, place, rankings, data);
  if (maps.empty()) return std::nullopt;
  const auto names = cut_names(rankings);
  const AgreementPanels panels(maps.size(), names);
  GnuplotScript script(name, panels.width, panels.height());
  script.add("unset key; unset colorbox; set border 0; set tics scale 0; " + rankings_downwards(names.size()));
  script.add("set xrange [-0.5:" + to_text(to_double(names.size()) - 0.5) + "]");
  const std::vector<std::string> blanks(names.size());
  for (std::size_t i = 0; i < panels.shown; ++i) {
    const Box box = panels.box(i);
    script.panel(box);
    const std::string size = ", k = " + std::to_string(maps[i].k);
    script.text(cut_to(model_text(run, maps[i].rows.model), panels.side - text_width(size)) + size, box.left,
                box.top - 0.25);
    script.add(tics_at_places('y', i % panels.across == 0 ? names : blanks));
    script.add(tics_at_places('x', panels.is_lowest(i) ? names : blanks, "rotate by 90 right"));
    script.add(light_palette(0, largest_of(source, maps[i].rows.source, {"jaccard"})));
    script.plot(both_sides(data, maps[i].rows, panels.square()));
  }
  return Figure{name,
                "ranking-agreement",
                figure_title("How far rankings agree", run, place),
                "Jaccard index, in percent, of the first k neurons of two rankings, k of those measured nearest to 5 % "
                "of the neurons; 100 are the same neurons. Two random sets of k neurons have " +
                    chances(run, maps, panels.shown) + ". Other k are in tables/ranking_agreement.csv." +
                    left_out_text(maps.size(), panels.shown, "models", "ranking_agreement"),
                {data.take()},
                script.finish()};
}

}  // namespace neurank::report
