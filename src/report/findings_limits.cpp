#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "report/findings_parts.hpp"
#include "report/tested_contrasts.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t most_examples = 2;

/// Sentences on what must not be concluded.
class Limits {
 public:
  Limits(const Cells& cells, const std::map<std::string, Table>& tables, double delta)
      : cells_(cells),
        tables_(tables),
        delta_(delta),
        name_(cells),
        trained_(those(cells, &CellFacts::is_trained).size()) {}

  std::vector<std::string> sentences() const {
    std::vector<std::string> all = {no_better(),   lookup(),    architectures(), groups(),     memory(),
                                    uncertified(), nuisances(), masked(),        labels(),     within_noise(),
                                    all_needed(),  widths(),    sharing(),       first_words()};
    std::erase(all, "");
    return all;
  }

 private:
  /// "in 3 of 21 cells (a, b, ...)".
  std::string in_cells(const CellPointers& cells, std::size_t all) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(cells.size(), most_examples); ++i) names.push_back(name_(*cells[i]));
    if (cells.size() > most_examples) names.emplace_back("...");
    return "in " + share_of(cells.size(), all) + " cells (" + join(names, ", ") + ")";
  }

  std::string no_better() const {
    const auto found = those(cells_, [](const CellFacts& c) {
      return c.is_trained && !c.needs_all() && c.gap && c.gap->p_adjusted && !(c.gap->is_sure() && c.gap->value > 0);
    });
    if (found.empty()) return "";
    return "That the top neurons are those that matter, " + in_cells(found, trained_) +
           ": as many random ones may do as well.";
  }

  std::string all_needed() const {
    const auto found = those(cells_, [](const CellFacts& cell) { return cell.is_trained && cell.needs_all(); });
    if (found.empty()) return "";
    return "That some neurons suffice, " + in_cells(found, trained_) +
           ": in half of the repetitions no smaller set does.";
  }

  std::string within_noise() const {
    const auto found = those(cells_, [&](const CellFacts& cell) {
      return cell.is_trained && cell.size.standard_error && delta_ / 100 < 2 * *cell.size.standard_error;
    });
    if (found.empty()) return "";
    const CellFacts& most = *extremes(found, [](const CellFacts& c) { return *c.size.standard_error; }).largest;
    return "How many suffice, more exactly than their intervals, " + in_cells(found, trained_) +
           ": two standard errors on dev are above " + to_text(delta_) + " points (" + name_(most) + ": " +
           formatted("%.1f", 200 * *most.size.standard_error) + ").";
  }

  /// Only where there are control tasks.
  std::string memory() const {
    const auto tested = those(cells_, [](const CellFacts& c) {
      return c.is_trained && !c.needs_all() && c.selectivity_gap && c.selectivity_gap->low;
    });
    CellPointers found;
    for (const CellFacts* cell : tested)
      if (!cell->selectivity_gap->is_above_zero()) found.push_back(cell);
    if (found.empty()) return "";
    const CellFacts& least = *extremes(found, [](const CellFacts& c) { return c.selectivity_gap->value; }).least;
    return "That top neurons are more selective than random ones, " + in_cells(found, tested.size()) +
           ": the difference is not surely above 0 (" + name_(least) + ": " + in_points(least.selectivity_gap->value) +
           interval_text(*least.selectivity_gap) + ").";
  }

  /// Heads that an exact solver had to give up.
  std::string uncertified() const {
    const Table& heads = tables_.at("convergence");
    std::size_t all = 0, left = 0;
    double largest = 0;
    for (std::size_t row = 0; row < heads.num_rows(); ++row) {
      if (heads.is_empty(row, "certified")) continue;
      ++all;
      if (heads.integer(row, "certified") == 1) continue;
      ++left;
      largest = std::max(largest, heads.real(row, "gap"));
    }
    if (left == 0) return "";
    return "That all heads are at the optimum of their loss: " + share_of(left, all) +
           " heads not certified, with gaps up to " + formatted("%.2g", largest) + " (convergence.csv).";
  }

  std::string nuisances() const {
    const auto found =
        those(cells_, [](const CellFacts& c) { return c.is_trained && c.set.of_nuisances.value_or(0) > 0.5; });
    if (found.empty()) return "";
    const CellFacts& most = *extremes(found, [](const CellFacts& c) { return *c.set.of_nuisances; }).largest;
    return "That the neurons are about the labels, " + in_cells(found, trained_) +
           ": length, frequency, place or case of the word explain most of them better (" + name_(most) + ": " +
           percent(*most.set.of_nuisances) + ").";
  }

  /// By the better of two lists: each word's most frequent label, unseen words by the majority or by their ending.
  std::string lookup() const {
    const auto found = those(cells_, [](const CellFacts& c) {
      return c.is_trained && c.accuracy.low.value_or(c.accuracy.value) <= c.list_of_words();
    });
    if (found.empty()) return "";
    const CellFacts& worst =
        *extremes(found, [](const CellFacts& c) { return c.accuracy.value - c.list_of_words(); }).least;
    const bool is_below = worst.accuracy.high.value_or(worst.accuracy.value) < worst.list_of_words();
    return "That the model knows more than a list of words, " + in_cells(found, trained_) +
           ": each word's most frequent label, unseen words by their ending, " +
           (is_below ? "does better (" : "may do as well (") + name_(worst) + ": " + percent(worst.list_of_words()) +
           " against " + percent(worst.accuracy.value) + interval_text(worst.accuracy) + ").";
  }

  /// Where the head itself does not use the top neurons more than random ones.
  std::string masked() const {
    const auto found = those(cells_, [](const CellFacts& c) {
      return c.is_trained && c.masked_gap && c.masked_gap->high && *c.masked_gap->high < 0;
    });
    if (found.empty()) return "";
    const CellFacts& worst = *extremes(found, [](const CellFacts& c) { return c.masked_gap->value; }).least;
    return "That a probe goes by its top neurons, " + in_cells(found, trained_) +
           ": with all others masked it does worse than with random ones (" + name_(worst) + ": " +
           in_points(worst.masked_gap->value) + interval_text(*worst.masked_gap) + ").";
  }

  std::string labels() const {
    const auto known = those(cells_, [](const CellFacts& cell) { return cell.labels() > 0; });
    if (known.empty()) return "";
    const auto [least, most] = extremes(known, [](const CellFacts& c) { return static_cast<double>(c.labels()); });
    if (least->labels() == most->labels()) return "";
    return "That a task needs more neurons than another: they have " + std::to_string(least->labels()) + " (" +
           short_name(least->name.task) + ") to " + std::to_string(most->labels()) + " labels (" +
           short_name(most->name.task) + ").";
  }

  std::string widths() const {
    const auto all = those(cells_, [](const CellFacts&) { return true; });
    const auto [least, most] = extremes(all, [](const CellFacts& c) { return static_cast<double>(c.neurons); });
    if (least->neurons == most->neurons) return "";
    return "That a model needs more neurons than another, by their number: " + short_name(least->name.model) + " has " +
           std::to_string(least->neurons) + ", " + short_name(most->name.model) + " " + std::to_string(most->neurons) +
           ".";
  }

  std::string architectures() const {
    if (tables_.at("architecture_tests").num_rows() == 0) return "";
    return "That architectures differ, from models of one checkpoint each: other pretraining runs may differ as much.";
  }

  /// Groups that are too small to be tested.
  std::string groups() const {
    if (tables_.at("group_tests").num_rows() == 0 || !tested_groups(tables_).empty()) return "";
    return "That groups differ: no two have " + std::to_string(fewest_runs) + " pretraining runs each.";
  }

  std::string sharing() const {
    const auto untested = those(cells_, [](const CellFacts& cell) { return cell.is_trained && !cell.sharing; });
    if (untested.empty()) return "";
    return "How far labels share neurons, " + in_cells(untested, trained_) +
           ": of few labels the softmax alone decides, or chance was not asked for.";
  }

  std::string first_words() const {
    const auto found = those(cells_, [](const CellFacts& cell) { return cell.long_first_words.has_value(); });
    if (found.empty()) return "";
    const CellFacts& most = *extremes(found, [](const CellFacts& c) { return *c.long_first_words; }).largest;
    return "What z-scored neurons say, " + in_cells(found, cells_.size()) + ": vectors of first words are up to " +
           formatted("%.0f", *most.long_first_words) + " times as long as the others', since no start token is read.";
  }

  const Cells& cells_;
  const std::map<std::string, Table>& tables_;
  double delta_;
  CellNaming name_;
  std::size_t trained_;  ///< cells of trained models
};

/// "3 (a) to 12 (b)", or "3" where all are alike. @param value of a cell, for order; @param text of it
std::string range_text(const CellPointers& cells, const std::function<double(const CellFacts&)>& value,
                       const std::function<std::string(const CellFacts&)>& text) {
  const auto [least, largest] = extremes(cells, value);
  if (value(*least) == value(*largest)) return text(*least);
  return text(*least) + " (" + short_name(least->name.task) + ") to " + text(*largest) + " (" +
         short_name(largest->name.task) + ")";
}

Index median(const std::vector<Index>& sorted) { return sorted.empty() ? 0 : sorted[sorted.size() / 2]; }

/// What the texts are like.
std::vector<std::string> of_texts(const Cells& cells) {
  const auto all = those(cells, [](const CellFacts& cell) { return cell.corpus.sentences > 0; });
  if (all.empty()) return {};
  const auto repeated = [](const CellFacts& c) {
    return static_cast<double>(c.corpus.repeated) / static_cast<double>(c.corpus.sentences);
  };
  const auto missing = [](const CellFacts& c) { return static_cast<double>(c.corpus.without_vector); };
  const auto middle = [](const CellFacts& c) { return static_cast<double>(median(c.corpus.label_counts)); };
  std::vector<std::string> sentences = {
      "Training words of a task's median label: " +
      range_text(all, middle, [](const CellFacts& c) { return std::to_string(median(c.corpus.label_counts)); }) +
      ". Test sentences that stand in training: " +
      range_text(all, repeated,
                 [&](const CellFacts& c) {
                   return std::to_string(c.corpus.repeated) + " of " + std::to_string(c.corpus.sentences);
                 }) +
      ". Test words without a vector: " +
      range_text(all, missing, [](const CellFacts& c) { return std::to_string(c.corpus.without_vector); }) + "."};
  const auto copies = those(cells, [](const CellFacts& cell) { return cell.equal_neurons > 0; });
  if (!copies.empty())
    sentences.push_back("Neurons that copy another: " + std::to_string(copies.front()->equal_neurons) + " of " +
                        std::to_string(copies.front()->neurons) + " (" + short_name(copies.front()->name.model) + ").");
  return sentences;
}

}  // namespace

std::vector<Section> limits(const Cells& cells, const std::map<std::string, Table>& tables, double delta) {
  return {{"What may NOT be concluded", Limits(cells, tables, delta).sentences(), 2, true},
          {"The texts", of_texts(cells)}};
}

}  // namespace neurank::report
