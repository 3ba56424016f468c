#include "report/cell_findings.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "report/findings_page.hpp"

namespace neurank::report {
namespace {

std::string number(double value) { return formatted("%.2f", value); }

std::string accuracy(const CellFacts& cell) {
  std::string text = "all neurons name the label of " + percent(cell.accuracy.value) + interval_text(cell.accuracy) +
                     " of the test words (each word's most frequent label: " + percent(cell.word_majority) + ")";
  if (cell.ambiguous && cell.ambiguous_majority)
    text += " and " + percent(*cell.ambiguous) + " of those whose type has several labels (" +
            percent(*cell.ambiguous_majority) + ")";
  if (cell.layer_0_gap)
    text += "; layer 0 alone names " + in_points(cell.layer_0_gap->value) + interval_text(*cell.layer_0_gap) + " fewer";
  return text;
}

std::string size_text(const CellFacts& cell) {
  std::string text = "the top " + formatted("%.0f", cell.set.n) + " neurons (" + percent(cell.set.fraction);
  if (cell.size.low && cell.size.high)
    text += "; n from " + std::to_string(*cell.size.low) + " to " + std::to_string(*cell.size.high);
  return text + ")";
}

std::string minimal_set(const CellFacts& cell, double delta) {
  std::string text = size_text(cell) + ", retrained and at most " + to_text(delta) + " points worse on dev, name " +
                     percent(cell.set.top) + ", as many random neurons " + percent(cell.set.random);
  if (cell.gap && cell.gap->low)
    text += " (difference " + in_points(cell.gap->value) + interval_text(*cell.gap) + p_text(*cell.gap) + ")";
  text += ", the bottom ones " + percent(cell.set.bottom);
  if (cell.as_good)
    text +=
        "; " + std::to_string(*cell.as_good) + " of " + std::to_string(*cell.random_sets) + " random sets do as well";
  if (cell.above_noise) text += "; " + std::to_string(*cell.above_noise) + " neurons rank above shuffled copies";
  return text;
}

std::string selectivity(const SetFacts& set) {
  if (!set.selectivity_all || !set.selectivity_top || !set.selectivity_random) return "";
  std::string text = "selectivity is " + in_points(*set.selectivity_all) + " with all neurons, " +
                     formatted("%.1f", 100 * *set.selectivity_top) + " with the top ones, " +
                     formatted("%.1f", 100 * *set.selectivity_random) + " with random ones";
  if (set.selectivity_own)
    text += ", " + formatted("%.1f", 100 * *set.selectivity_own) + " with those that the control task ranks first";
  return text;
}

std::string places(const CellFacts& cell) {
  std::vector<std::string> parts;
  for (const LayerFacts& layer : cell.layers)
    parts.push_back("layer " + std::to_string(layer.layer) + " holds " + number(layer.ratio) + " times its share (z " +
                    formatted("%.1f", layer.z) + ")");
  std::string text =
      "of these neurons " + (parts.empty() ? "no layer holds more than random neurons might" : join(parts, ", "));
  if (cell.sharing)
    text += "; one serves " + number(cell.sharing->ratio) + " labels (of unrelated ones " +
            number(cell.sharing->unrelated) + " [" + number(cell.sharing->low) + ", " + number(cell.sharing->high) +
            "])";
  if (cell.set.of_nuisances)
    text += "; nuisances explain " + percent(*cell.set.of_nuisances) + " of them better than the labels";
  return text;
}

}  // namespace

std::vector<std::string> cell_findings(const CellFacts& cell, double delta) {
  std::vector<std::string> sentences;
  for (const std::string& text :
       {accuracy(cell), minimal_set(cell, delta), selectivity(cell.set), places(cell), rankings_text(cell.rankings)})
    if (!text.empty()) sentences.push_back(cell.name.name() + ": " + text + ".");
  return sentences;
}

}  // namespace neurank::report
