#include <algorithm>
#include <cmath>
#include <set>

#include "base/format.hpp"
#include "base/text.hpp"
#include "report/findings_parts.hpp"
#include "report/table_queries.hpp"
#include "report/tested_contrasts.hpp"

namespace neurank::report {
namespace {

/// Things of a kind that are named one by one.
constexpr std::size_t most_examples = 3, most_tasks = 6, most_pairs = 4;

std::string number(double value) { return formatted("%.2f", value); }

/// The part of all neurons that a set has, with its interval.
Estimate fraction_of(const CellFacts& cell) {
  const auto share = [&](Index n) { return static_cast<double>(n) / static_cast<double>(cell.neurons); };
  Estimate fraction{share(cell.size.n)};
  if (cell.size.low) fraction.low = share(*cell.size.low);
  if (cell.size.high) fraction.high = share(*cell.size.high);
  return fraction;
}

/// Sentences of the answers.
class Answers {
 public:
  Answers(const Cells& cells, const std::map<std::string, Table>& tables, double delta)
      : cells_(cells), tables_(tables), delta_(delta), name_(cells), trained_(those(cells, &CellFacts::is_trained)) {
    small_ = those(cells, [](const CellFacts& cell) { return cell.is_trained && !cell.needs_all(); });
  }

  std::vector<Section> sections() const {
    return {{"Do individual neurons carry linguistic information?",
             not_empty({top(), accuracy(), untrained(), random_sets(), noise()})},
            {"Which parts of the network learn what?", not_empty({site(), layers(), first_layer(), depth()})},
            {"How focused or distributed is it?", focus()},
            {"How do architectures differ (p < 0.05)?", differences()}};
  }

 private:
  static std::vector<std::string> not_empty(std::vector<std::string> sentences) {
    std::erase(sentences, "");
    return sentences;
  }

  std::string accuracy() const {
    const auto [least, largest] = extremes(those(cells_, [](const CellFacts&) { return true; }),
                                           [](const CellFacts& c) { return c.accuracy.value; });
    const auto above =
        those(cells_, [](const CellFacts& c) { return c.accuracy.low && *c.accuracy.low > c.word_majority; });
    return "All neurons name the label of " + percent(least->accuracy.value) + interval_text(least->accuracy) + " (" +
           name_(*least) + ") to " + percent(largest->accuracy.value) + interval_text(largest->accuracy) + " (" +
           name_(*largest) + ") of the words; the whole interval is above each word's most frequent label in " +
           share_of(above.size(), cells_.size()) + " cells.";
  }

  /// The best untrained network, beside the worst trained one on its task.
  std::string untrained() const {
    const auto untrained = those(cells_, [](const CellFacts& cell) { return !cell.is_trained; });
    if (untrained.empty()) return "";
    const CellFacts& best = *extremes(untrained, [](const CellFacts& c) { return c.accuracy.value; }).largest;
    const auto rivals = those(cells_, [&](const CellFacts& c) {
      return c.is_trained && c.name.task == best.name.task && c.name.variant == best.name.variant;
    });
    std::string text = "Untrained networks name " + percent(best.accuracy.value) + interval_text(best.accuracy) +
                       " at most (" + name_(best) + ")";
    if (rivals.empty()) return text + ".";
    const CellFacts& worst = *extremes(rivals, [](const CellFacts& c) { return c.accuracy.value; }).least;
    text += "; trained ones there " + percent(worst.accuracy.value) + " or more (" + name_(worst) + ")";
    for (const TestedPair& pair : tested_models(tables_))
      if (pair.task == best.name.task && pair.variant == best.name.variant &&
          std::set<std::string>{pair.first, pair.second} == std::set<std::string>{best.name.model, worst.name.model}) {
        const Estimate more = pair.first == worst.name.model ? pair.difference : reversed(pair.difference);
        return text + ": " + in_points(more.value) + " more" + interval_text(more) + p_text(more) + ".";
      }
    return text + ".";
  }

  static Estimate reversed(const Estimate& of) {
    const auto minus = [](std::optional<double> x) { return x ? std::optional(-*x) : x; };
    return {-of.value, minus(of.high), minus(of.low), of.p_adjusted};
  }

  std::string top() const {
    std::string text = "Fewer neurons than all suffice in " + share_of(small_.size(), trained_.size()) + " cells";
    const auto tested =
        those(cells_, [](const CellFacts& c) { return c.is_trained && !c.needs_all() && c.gap && c.gap->p_adjusted; });
    if (tested.empty()) return text + ".";
    std::size_t sure = 0;
    for (const CellFacts* cell : tested) sure += cell->gap->is_sure() && cell->gap->value > 0;
    const CellFacts& most = *extremes(tested, [](const CellFacts& c) { return c.gap->value; }).largest;
    return text + "; there the top ones beat as many random ones in " + std::to_string(sure) + " (p < 0.05), most in " +
           name_(most) + " by " + in_points(most.gap->value) + interval_text(*most.gap) + p_text(*most.gap) + ".";
  }

  std::string random_sets() const {
    const auto held = those(cells_, [](const CellFacts& cell) { return cell.is_trained && cell.random_sets; });
    if (held.empty()) return "";
    const auto beaten = std::ranges::count_if(
        held, [](const CellFacts* cell) { return 20 * (1 + *cell->as_good) <= 1 + *cell->random_sets; });
    const auto [least, most] = extremes(
        held, [](const CellFacts& c) { return static_cast<double>(*c.as_good) / static_cast<double>(*c.random_sets); });
    const auto counts = [&](const CellFacts& c) {
      return std::to_string(*c.as_good) + " of " + std::to_string(*c.random_sets) + " (" + name_(c) + ")";
    };
    return "Of random sets as large as the smallest sufficient one, " + counts(*least) + " to " + counts(*most) +
           " do as well; at most 1 in 20 in " + share_of(static_cast<std::size_t>(beaten), held.size()) +
           " cells (not adjusted).";
  }

  std::string noise() const {
    const auto held = those(cells_, [](const CellFacts& cell) { return cell.is_trained && cell.above_noise; });
    if (held.empty()) return "";
    const auto [least, most] = extremes(held, [](const CellFacts& c) { return static_cast<double>(*c.above_noise); });
    const auto counts = [&](const CellFacts& c) {
      return std::to_string(*c.above_noise) + " of " + std::to_string(c.neurons) + " (" + name_(c) + ")";
    };
    return "Neurons that rank above copies of neurons with shuffled values: " + counts(*least) + " to " +
           counts(*most) + ".";
  }

  std::string layers() const {
    if (small_.empty()) return "";
    std::vector<std::pair<LayerFacts, const CellFacts*>> named;
    std::size_t with = 0;
    for (const CellFacts* cell : small_) {
      with += cell->layers.empty() ? 0 : 1;
      for (const LayerFacts& layer : cell->layers) named.emplace_back(layer, cell);
    }
    std::string text = "Of the smallest sufficient sets, " + share_of(with, small_.size()) +
                       " lie in some layer more often than random sets (p < 0.01 each)";
    std::ranges::stable_sort(named, [](const auto& a, const auto& b) { return a.first.z > b.first.z; });
    std::vector<std::string> examples;
    for (std::size_t i = 0; i < std::min(named.size(), most_examples); ++i)
      examples.push_back(name_(*named[i].second) + " in layer " + std::to_string(named[i].first.layer) + " " +
                         number(named[i].first.ratio) + " times (z " + formatted("%.1f", named[i].first.z) + ")");
    return text + (examples.empty() ? "." : ": " + join(examples, ", ") + ".");
  }

  /// Only where it is not what the paper reads.
  std::string site() const {
    if (those(cells_, [](const CellFacts& cell) { return cell.site == "mlp"; }).empty()) return "";
    return "Neurons are those of the site mlp: what enters the second projection of each feed-forward part.";
  }

  std::string first_layer() const {
    const auto held = those(cells_, [](const CellFacts& cell) { return cell.is_trained && cell.layer_0_gap; });
    if (held.empty()) return "";
    const auto [least, most] = extremes(held, [](const CellFacts& c) { return c.layer_0_gap->value; });
    return "Embeddings alone, which see no other words, cost " + in_points(least->layer_0_gap->value) +
           interval_text(*least->layer_0_gap) + " (" + name_(*least) + ") to " + in_points(most->layer_0_gap->value) +
           interval_text(*most->layer_0_gap) + " (" + name_(*most) + ").";
  }

  /// Tasks with variant, in the order of the cells.
  std::vector<std::pair<std::string, CellPointers>> by_task(const CellPointers& cells) const {
    std::vector<std::pair<std::string, CellPointers>> tasks;
    for (const CellFacts* cell : cells) {
      const std::string place = name_.place(cell->name.task, cell->name.variant);
      auto found = std::ranges::find(tasks, place, &std::pair<std::string, CellPointers>::first);
      if (found == tasks.end()) found = tasks.insert(found, {place, {}});
      found->second.push_back(cell);
    }
    return tasks;
  }

  /// Trained models of a task and variant.
  std::size_t models_at(const std::string& place) const {
    return those(cells_,
                 [&](const CellFacts& cell) {
                   return cell.is_trained && name_.place(cell.name.task, cell.name.variant) == place;
                 })
        .size();
  }

  std::string depth() const {
    std::vector<std::string> parts;
    for (const auto& [place, cells] : by_task(small_)) {
      if (!std::ranges::all_of(cells, [](const CellFacts* cell) { return cell->centre.has_value(); })) continue;
      const auto [least, largest] = extremes(cells, [](const CellFacts& c) { return c.centre->value; });
      const std::string from = number(least->centre->value), to = number(largest->centre->value);
      const std::size_t all = models_at(place);
      parts.push_back(place + " " + (from == to ? from : from + " to " + to) +
                      (cells.size() < all ? " (" + share_of(cells.size(), all) + ")" : ""));
    }
    if (parts.empty()) return "";
    const std::size_t more = parts.size() > most_tasks ? parts.size() - most_tasks : 0;
    parts.resize(parts.size() - more);
    return "Mean depth of these sets over models that have one, 0 embeddings, 1 last layer, 0.50 by chance: " +
           join(parts, ", ") + (more > 0 ? ", and " + std::to_string(more) + " more." : ".");
  }

  /// Tasks from the most focused one on; of many, the first and the last.
  std::vector<std::string> focus() const {
    auto tasks = by_task(trained_);
    const auto least_of = [](const auto& task) {
      return fraction_of(*extremes(task.second, [](const CellFacts& c) { return fraction_of(c).value; }).least).value;
    };
    std::ranges::stable_sort(tasks, {}, least_of);
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (tasks.size() > most_tasks && i >= most_tasks / 2 && i + most_tasks / 2 < tasks.size()) continue;
      const auto [least, largest] = extremes(tasks[i].second, [](const CellFacts& c) { return fraction_of(c).value; });
      std::string text = tasks[i].first + " (" + counted(static_cast<std::size_t>(least->labels()), "label") +
                         "): " + size_text(*least);
      if (least != largest) text += " to " + size_text(*largest);
      sentences.push_back(text + " of the neurons suffice.");
    }
    if (const std::string text = sharing(); !text.empty())
      sentences.insert(sentences.begin() + (sentences.empty() ? 0 : 1), text);
    return sentences;
  }

  std::string size_text(const CellFacts& cell) const {
    const Estimate fraction = fraction_of(cell);
    return percent(fraction.value) + interval_text(fraction) + " (" + short_name(cell.name.model) + ")";
  }

  std::string sharing() const {
    const auto held = those(cells_, [](const CellFacts& cell) { return cell.is_trained && cell.sharing; });
    if (held.empty()) return "";
    const auto more =
        std::ranges::count_if(held, [](const CellFacts* cell) { return cell->sharing->ratio > cell->sharing->high; });
    const auto fewer =
        std::ranges::count_if(held, [](const CellFacts* cell) { return cell->sharing->ratio < cell->sharing->low; });
    const CellFacts& most =
        *extremes(held, [](const CellFacts& c) { return c.sharing->ratio - c.sharing->high; }).largest;
    const SharingFacts& found = *most.sharing;
    return "Labels share more neurons than unrelated ones would (95 % band, not adjusted) in " +
           share_of(static_cast<std::size_t>(more), held.size()) + " cells, fewer in " + std::to_string(fewer) +
           "; most in " + name_(most) + ": a neuron serves " + number(found.ratio) +
           " labels (unrelated: " + number(found.low) + " to " + number(found.high) + ").";
  }

  std::vector<std::string> differences() const {
    std::vector<std::string> sentences = of_groups();
    for (std::string& text : of_models()) sentences.push_back(std::move(text));
    return sentences;
  }

  static std::string depth_text(const Estimate& of) {
    return number(of.value) + (of.low ? " [" + number(*of.low) + ", " + number(*of.high) + "]" : "");
  }

  std::vector<std::string> of_groups() const {
    const auto tested = tested_groups(tables_);
    if (tested.empty()) return {};
    std::vector<TestedGroups> sure;
    for (const TestedGroups& test : tested)
      if (test.pair.difference.is_sure()) sure.push_back(test);
    std::ranges::stable_sort(sure, {}, [](const TestedGroups& test) { return *test.pair.difference.p_adjusted; });
    std::vector<std::string> sentences = {"Groups of " + std::to_string(fewest_runs) +
                                          " pretraining runs or more differ in accuracy, size or depth in " +
                                          share_of(sure.size(), tested.size()) + " comparisons."};
    for (std::size_t i = 0; i < std::min(sure.size(), most_pairs); ++i) {
      const auto& [pair, metric] = sure[i];
      sentences.push_back(name_.place(pair.task, pair.variant) + ": " + metric + " of " + short_name(pair.first) +
                          " less that of " + short_name(pair.second) + " is " +
                          (metric.starts_with("layer_centre")
                               ? depth_text(pair.difference)
                               : in_points(pair.difference.value) + interval_text(pair.difference)) +
                          p_text(pair.difference) + ".");
    }
    return sentences;
  }

  bool is_trained(const std::string& model) const {
    return std::ranges::any_of(trained_, [&](const CellFacts* cell) { return cell->name.model == model; });
  }

  /// Two models over all tasks.
  struct Comparison {
    std::string better, worse;
    std::size_t sure = 0, all = 0;
    TestedPair largest = {};
  };

  /// Pairs of trained models, ordered so that the first is the better one more often.
  std::vector<Comparison> comparisons() const {
    std::map<std::pair<std::string, std::string>, Comparison> by_pair;
    for (const TestedPair& pair : tested_models(tables_)) {
      if (!is_trained(pair.first) || !is_trained(pair.second)) continue;
      for (const bool first_is_better : {true, false}) {
        TestedPair one = pair;
        if (!first_is_better) one = {pair.task, pair.variant, pair.second, pair.first, reversed(pair.difference)};
        Comparison& of = by_pair[{one.first, one.second}];
        of.better = one.first;
        of.worse = one.second;
        ++of.all;
        if (!one.difference.is_sure() || one.difference.value <= 0) continue;
        if (of.sure++ == 0 || one.difference.value > of.largest.difference.value) of.largest = one;
      }
    }
    std::vector<Comparison> found;
    for (const auto& [names, of] : by_pair)
      if (of.sure > 0) found.push_back(of);
    std::ranges::stable_sort(found, [](const Comparison& a, const Comparison& b) {
      return std::pair(a.sure, a.largest.difference.value) > std::pair(b.sure, b.largest.difference.value);
    });
    return found;
  }

  std::vector<std::string> of_models() const {
    const auto found = comparisons();
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < std::min(found.size(), most_pairs); ++i) {
      const Comparison& of = found[i];
      sentences.push_back(short_name(of.better) + " names more words than " + short_name(of.worse) + " in " +
                          share_of(of.sure, of.all) + " tasks, most in " +
                          name_.place(of.largest.task, of.largest.variant) + ": by " +
                          in_points(of.largest.difference.value) + interval_text(of.largest.difference) + ".");
    }
    if (found.empty() && !tested_models(tables_).empty())
      sentences.push_back("No model surely names more words than another (p < 0.05 in no task).");
    return sentences;
  }

  const Cells& cells_;
  const std::map<std::string, Table>& tables_;
  double delta_;
  CellNaming name_;
  CellPointers trained_, small_;
};

}  // namespace

std::vector<Section> answers(const Cells& cells, const std::map<std::string, Table>& tables, double delta) {
  return Answers(cells, tables, delta).sections();
}

}  // namespace neurank::report
