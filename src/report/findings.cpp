#include "report/findings.hpp"

#include <algorithm>
#include <optional>

#include "base/format.hpp"
#include "base/text.hpp"
#include "report/accuracy_rows.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

using analysis::Labels;
using analysis::Measured;
using analysis::Training;
using Tables = std::map<std::string, Table>;
using TablesByCell = std::map<std::string, CellTables>;

/// A layer is named when in each repetition fewer random sets than this share, for all layers together, have as many
/// neurons in it.
constexpr double notable_chance = 0.01;

std::string percent(double share) { return formatted("%.1f", 100 * share) + " %"; }

/// Means over the seeds of one cell's minimal sets.
class CellFindings {
 public:
  CellFindings(const TablesByCell& tables, CellName place, double delta)
      : tables_(tables), place_(std::move(place)), delta_(delta) {}

  std::string accuracy() const {
    return place_.name() + ": all neurons name the label of " + percent(mean_of(of_all(Measured::test))) +
           " of the test words" + baselines() + "; the top " + size() + ", retrained and at most " + to_text(delta_) +
           " points worse on dev, name " + percent(of_sets("accuracy_test")) + ", as many random neurons " +
           percent(of_sets("random_test")) + difference() + ", the bottom ones " + percent(of_sets("bottom_test")) +
           random_sets() + selectivity() + ".";
  }

  std::string places() const {
    const Table& layers = table("layers");
    std::vector<std::string> parts;
    const std::int64_t count = number_of_layers();
    for (std::int64_t layer = 0; layer < count; ++layer) {
      const auto of_layer = [&](std::size_t row) { return here(layers, row) && layers.integer(row, "layer") == layer; };
      const Samples chances = by_seed(layers, "chance", of_layer);
      if (*std::ranges::max_element(chances) * static_cast<double>(count) < notable_chance)
        parts.push_back("layer " + std::to_string(layer) + " holds " +
                        formatted("%.2f", mean_of(by_seed(layers, "ratio", of_layer))) + " times its share (z " +
                        formatted("%.1f", mean_of(by_seed(layers, "z", of_layer))) + ")");
    }
    const std::string where = parts.empty() ? "no layer holds more than random neurons might" : join(parts, ", ");
    return place_.name() + ": of these neurons " + where + sharing() + ".";
  }

 private:
  const Table& table(const std::string& name) const { return tables_.at(name).of(place_); }

  std::int64_t number_of_layers() const {
    std::int64_t count = 0;
    for (std::size_t row = 0; row < table("layers").num_rows(); ++row)
      count = std::max(count, table("layers").integer(row, "layer") + 1);
    return count;
  }

  bool here(const Table& table, std::size_t row) const { return is_of_delta(table, row, delta_); }

  double of_sets(const std::string& column) const {
    const Table& minimal = table("minimal");
    return mean_of(by_seed(minimal, column, [&](std::size_t row) { return here(minimal, row); }));
  }

  std::string size() const {
    return formatted("%.0f", of_sets("n")) + " neurons (" + percent(of_sets("fraction")) + ")";
  }

  /// Accuracy of all neurons on one kind of words, by seed.
  Samples of_all(Measured split) const {
    const Table& accuracy = table("accuracy");
    return by_seed(accuracy, "accuracy", [&](std::size_t i) {
      const AccuracyRow row = accuracy_row(accuracy, i);
      return row.labels == Labels::task && row.split == split && row.how == Training::full;
    });
  }

  std::string baselines() const {
    const Table& baselines = table("baselines");
    const auto row = test_baselines(baselines);
    if (!row) return "";
    std::string text = " (each word's most frequent label: " + percent(baselines.real(*row, "word_majority")) + ")";
    if (baselines.integer(*row, "ambiguous_words") == 0) return text;
    return text + " and " + percent(mean_of(of_all(Measured::ambiguous))) +
           " of those whose type has several labels (" + percent(baselines.real(*row, "ambiguous_word_majority")) + ")";
  }

  /// Top less random neurons, and how sure that is.
  std::string difference() const {
    const Table& metrics = table("architectures");
    for (std::size_t row = 0; row < metrics.num_rows(); ++row) {
      if (metrics.text(row, "metric") != "retrained_gap@" + to_text(delta_) || metrics.is_empty(row, "p_adjusted"))
        continue;
      const auto points = [&](const char* column) { return formatted("%.1f", 100 * metrics.real(row, column)); };
      return " (difference " + points("value") + " points, 95 % from " + points("ci_low") + " to " + points("ci_high") +
             ", adjusted p " + formatted("%.2g", metrics.real(row, "p_adjusted")) + ")";
    }
    return "";
  }

  std::string selectivity() const {
    const Table& minimal = table("minimal");
    const auto selects = [&](std::size_t row) { return here(minimal, row); };
    const Samples all = by_seed(minimal, "selectivity_all", selects),
                  top = by_seed(minimal, "selectivity_top", selects),
                  random = by_seed(minimal, "selectivity_random", selects);
    if (all.empty() || top.empty() || random.empty()) return "";
    return "; selectivity is " + formatted("%.1f", 100 * mean_of(all)) + " points with all neurons, " +
           formatted("%.1f", 100 * mean_of(top)) + " with the top ones and " +
           formatted("%.1f", 100 * mean_of(random)) + " with random ones";
  }

  /// Nothing where it was not held against unrelated labels: of few labels the softmax alone decides.
  std::string sharing() const {
    const Table& sharing = table("sharing");
    for (std::size_t row = 0; row < sharing.num_rows(); ++row) {
      if (!here(sharing, row) || sharing.is_empty(row, "ratio_low")) continue;
      const auto number = [&](const char* column) { return formatted("%.2f", sharing.real(row, column)); };
      return "; one serves " + number("sharing_ratio") + " labels (of unrelated ones " + number("ratio_unrelated") +
             ", 95 % from " + number("ratio_low") + " to " + number("ratio_high") + ")";
    }
    return "";
  }

  /// How many random sets of the first repetition do as well as its minimal set.
  std::string random_sets() const {
    const Table& sets = table("random_sets");
    if (sets.num_rows() == 0) return "";
    return "; " + std::to_string(sets.integer(0, "as_good")) + " of " + std::to_string(sets.integer(0, "sets")) +
           " random sets do as well";
  }

  const TablesByCell& tables_;
  CellName place_;
  double delta_;
};

/// A metric of the table of architectures, and what it says.
struct Contrast {
  std::string metric;
  std::string words;
  double scale;
  const char* format;
};

std::string contrast(const Tables& tables, const std::string& task, const std::string& variant,
                     const Contrast& contrast) {
  const Table& table = tables.at("architectures");
  std::vector<std::string> parts;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (table.text(row, "task") == task && table.text(row, "variant") == variant &&
        table.text(row, "metric") == contrast.metric)
      parts.push_back(table.text(row, "model") + " " +
                      formatted(contrast.format, contrast.scale * table.real(row, "value")));
  if (parts.size() < 2) return "";
  return task + "/" + variant + ", " + contrast.words + ": " + join(parts, ", ") + ".";
}

}  // namespace

std::vector<std::string> findings(const Tables& tables) {
  const Table& minimal = tables.at("minimal");
  std::vector<double> deltas = distinct_reals(minimal, "delta");
  if (deltas.empty()) return {};
  const double delta = *std::min_element(deltas.begin(), deltas.end());
  std::vector<std::string> sentences;
  TablesByCell by_cell;
  for (const char* name : {"accuracy", "architectures", "baselines", "layers", "minimal", "random_sets", "sharing"})
    by_cell.emplace(name, CellTables(tables.at(name)));
  for (const CellName& place : by_cell.at("minimal").cells()) {
    const CellFindings cell(by_cell, place, delta);
    sentences.push_back(cell.accuracy());
    sentences.push_back(cell.places());
  }
  const std::string at = std::string("@").append(to_text(delta));
  const std::vector<Contrast> contrasts = {
      {"fraction" + at, "percent of the neurons needed", 100, "%.1f"},
      {"layer_centre" + at, "mean depth of the neurons needed, 0 the embeddings and 1 the last layer", 1, "%.2f"}};
  for (const auto& task : distinct(minimal, "task"))
    for (const auto& variant : distinct(minimal, "variant"))
      for (const auto& of : contrasts)
        if (auto sentence = contrast(tables, task, variant, of); !sentence.empty()) sentences.push_back(sentence);
  return sentences;
}

}  // namespace neurank::report
