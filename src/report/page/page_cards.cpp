#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/figures/figure_parts.hpp"
#include "report/page/html.hpp"
#include "report/page/page_parts.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::size_t most_ranks = 8, most_labels = 12;

std::string signed_number(double value) { return formatted("%+.2f", value); }

/// Rows of a table by model and neuron, so that each card finds its own at once.
class RowsByNeuron {
 public:
  explicit RowsByNeuron(const Table& table) : table_(&table) {
    if (table.num_rows() == 0) return;
    for (std::size_t row = 0; row < table.num_rows(); ++row)
      rows_[{table.text(row, "model"), table.text(row, "neuron")}].push_back(row);
  }

  const Table& table() const { return *table_; }
  const Rows& of(const std::string& model, const std::string& neuron) const {
    static const Rows none;
    const auto found = rows_.find({model, neuron});
    return found == rows_.end() ? none : found->second;
  }

 private:
  const Table* table_;
  std::map<std::pair<std::string, std::string>, Rows> rows_;
};

/// What cards are made from.
class Cards {
 public:
  explicit Cards(const FigureRun& run)
      : cards_(run.table("cards")),
        ranks_(run.table("card_ranks")),
        histograms_(run.table("histograms")),
        words_(run.table("top_words")),
        sentences_(run.table("sentences")),
        means_(run.table("label_means")),
        served_(run.table("label_neurons")),
        shadows_(run.table("shadows")) {}

  bool any() const { return cards_.table().num_rows() > 0; }

  /// Neurons of a model, by their best rank.
  std::vector<std::string> neurons(const std::string& model) const {
    const Table& cards = cards_.table();
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (const std::string& neuron : distinct(cards, "neuron", rows_with(cards, {{"model", model}})))
      found.emplace_back(best_rank(model, neuron), neuron);
    std::ranges::stable_sort(found, {}, [](const auto& one) { return one.first; });
    std::vector<std::string> names;
    for (auto& [rank, name] : found) names.push_back(std::move(name));
    return names;
  }

  std::string html(const std::string& model, const std::string& neuron) const {
    return "<details class=card><summary>" + html_element("b", neuron) + " " + summary(model, neuron) +
           "</summary><div>\n" + ranks(model, neuron) + labels(model, neuron) + words(model, neuron) +
           "</div></details>\n";
  }

 private:
  std::int64_t best_rank(const std::string& model, const std::string& neuron) const {
    const Table& ranks = ranks_.table();
    std::int64_t best = INT64_MAX;
    for (const std::size_t row : ranks_.of(model, neuron)) best = std::min(best, ranks.integer(row, "rank"));
    return best;
  }

  /// Ranks of a neuron, best first.
  Rows by_rank(const std::string& model, const std::string& neuron) const {
    Rows rows = ranks_.of(model, neuron);
    std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return ranks_.table().integer(row, "rank"); });
    return rows;
  }

  /// The nuisance that explains more of the neuron than the labels do where it ranks best; empty where none does.
  std::string stronger_nuisance(const std::string& model, const std::string& neuron) const {
    const Table& ranks = ranks_.table();
    const Rows rows = by_rank(model, neuron);
    if (rows.empty() || ranks.is_empty(rows.front(), "nuisance") || ranks.is_empty(rows.front(), "label_effect"))
      return "";
    const bool is_stronger = ranks.real(rows.front(), "nuisance_effect") > ranks.real(rows.front(), "label_effect");
    const std::string& column = ranks.text(rows.front(), "nuisance");  // "nuisance:length"
    return is_stronger ? column.substr(column.find(':') + 1) : "";
  }

  /// "rank 3 in pos; highest at bank, river".
  std::string summary(const std::string& model, const std::string& neuron) const {
    std::string text;
    if (const Rows rows = by_rank(model, neuron); !rows.empty())
      text = "rank " + std::to_string(ranks_.table().integer(rows.front(), "rank")) + " in " +
             ranks_.table().text(rows.front(), "task");
    if (const std::string nuisance = stronger_nuisance(model, neuron); !nuisance.empty())
      text += "; " + nuisance + " explains it better than the labels";
    std::vector<std::string> first;
    for (const std::size_t row : words_.of(model, neuron))
      if (words_.table().text(row, "sign") == "positive" && first.size() < 3)
        first.push_back(words_.table().text(row, "word"));
    if (!first.empty()) text += "; highest at " + join(first, ", ");
    return html_element("span", text, "class=quiet");
  }

  /// Whether a rank is among those that noise does not reach; nothing where that was not asked for.
  std::string noise_text(std::size_t row) const {
    const Table &ranks = ranks_.table(), &shadows = shadows_;
    if (shadows.num_rows() == 0) return "";
    const auto found = rows_with(shadows, {{"model", ranks.text(row, "model")},
                                           {"task", ranks.text(row, "task")},
                                           {"variant", ranks.text(row, "variant")}});
    if (found.empty()) return "";
    return ranks.integer(row, "rank") <= shadows.integer(found.front(), "n_real") ? "above noise" : "not above noise";
  }

  std::string ranks(const std::string& model, const std::string& neuron) const {
    const Table& ranks = ranks_.table();
    const Rows rows = by_rank(model, neuron);
    if (rows.empty()) return "";
    std::string html =
        "<table><tr><th>task<th>variant<th>ranking<th class=n>rank<th class=n>π<th>against noise<th class=n>labels "
        "explain<th>nuisance<th class=n>explains\n";
    const auto real = [&](std::size_t row, const char* column) {
      return ranks.is_empty(row, column) ? std::string() : formatted("%.2f", ranks.real(row, column));
    };
    for (std::size_t i = 0; i < std::min(rows.size(), most_ranks); ++i) {
      const std::size_t row = rows[i];
      html += "<tr><td>" + html_text(ranks.text(row, "task")) + "<td>" + html_text(ranks.text(row, "variant")) +
              "<td>" + html_text(ranks.text(row, "method")) + "<td class=n>" +
              std::to_string(ranks.integer(row, "rank")) + "<td class=n>" + real(row, "selected") + "<td>" +
              noise_text(row) + "<td class=n>" + real(row, "label_effect") + "<td>" +
              (ranks.is_empty(row, "nuisance") ? "" : html_text(ranks.text(row, "nuisance"))) + "<td class=n>" +
              real(row, "nuisance_effect") + "\n";
    }
    html += "</table>\n";
    if (rows.size() > most_ranks)
      html +=
          html_element("p", std::to_string(rows.size() - most_ranks) + " more: tables/card_ranks.csv", "class=more") +
          "\n";
    return html;
  }

  /// Labels by mean activation, the farthest from 0 first: half of them of the task in which the neuron ranks best.
  Rows described_labels(const std::string& model, const std::string& neuron) const {
    const Table& means = means_.table();
    Rows rows = means_.of(model, neuron);
    std::ranges::stable_sort(rows, std::greater(), [&](std::size_t row) { return std::abs(means.real(row, "mean")); });
    const Rows ranks = by_rank(model, neuron);
    const std::string best = ranks.empty() ? "" : ranks_.table().text(ranks.front(), "task");
    Rows chosen;
    for (const std::size_t row : rows)
      if (means.text(row, "task") == best && chosen.size() < most_labels / 2) chosen.push_back(row);
    for (const std::size_t row : rows)
      if (chosen.size() < most_labels && std::ranges::find(chosen, row) == chosen.end()) chosen.push_back(row);
    return chosen;
  }

  /// "pos NN +2.10, pos VB -0.90": those that the neuron serves in bold.
  std::string labels(const std::string& model, const std::string& neuron) const {
    const Table &means = means_.table(), &served = served_.table();
    const Rows rows = described_labels(model, neuron);
    if (rows.empty()) return "";
    std::set<std::pair<std::string, std::string>> serves;
    for (const std::size_t row : served_.of(model, neuron))
      serves.emplace(served.text(row, "task"), served.text(row, "label"));
    std::string html = "<p><span class=quiet>mean z at labels (bold: it serves them):</span> ";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string &task = means.text(rows[i], "task"), &label = means.text(rows[i], "label");
      const std::string text = task + " " + label + "\u00a0" + signed_number(means.real(rows[i], "mean"));
      html += (i > 0 ? ", " : "") + (serves.contains({task, label}) ? html_element("b", text) : html_text(text));
    }
    return html + "</p>\n";
  }

  std::string words(const std::string& model, const std::string& neuron) const {
    const Table& cards = cards_.table();
    std::string html;
    for (const std::size_t row : cards_.of(model, neuron)) {
      const std::string& corpus = cards.text(row, "corpus");
      html += "<p><span class=quiet>on " + std::to_string(cards.integer(row, "words")) + " training words of " +
              html_text(corpus) + ", from z = -4 to 4:</span> <span class=bars>" + bars(model, neuron, corpus) +
              "</span></p>\n";
      for (const char* sign : {"positive", "negative"})
        html += words_of(model, neuron, corpus, sign) + sentence_of(model, neuron, corpus, sign);
    }
    return html;
  }

  /// A histogram of eighths.
  std::string bars(const std::string& model, const std::string& neuron, const std::string& corpus) const {
    constexpr std::array eighths = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const Table& table = histograms_.table();
    std::vector<double> counts;
    for (const std::size_t row : histograms_.of(model, neuron))
      if (table.text(row, "corpus") == corpus) counts.push_back(to_double(table.integer(row, "words")));
    if (counts.empty()) return "";
    const double most = std::max(1.0, std::ranges::max(counts));
    std::string text;
    for (const double count : counts) text += eighths[static_cast<std::size_t>(std::ceil(8 * count / most))];
    return text;
  }

  std::string words_of(const std::string& model, const std::string& neuron, const std::string& corpus,
                       const std::string& sign) const {
    const Table& table = words_.table();
    std::vector<std::string> texts;
    for (const std::size_t row : words_.of(model, neuron))
      if (table.text(row, "corpus") == corpus && table.text(row, "sign") == sign)
        texts.push_back(table.text(row, "word") + " " + signed_number(table.real(row, "mean")) + " (" +
                        std::to_string(table.integer(row, "count")) + ")");
    return "<p><span class=quiet>" + std::string(sign == "positive" ? "highest" : "lowest") + " at</span> " +
           html_text(texts.empty() ? "no word is frequent enough" : join(texts, ", ")) + "</p>\n";
  }

  /// The sentence with the strongest word, this marked.
  std::string sentence_of(const std::string& model, const std::string& neuron, const std::string& corpus,
                          const std::string& sign) const {
    const Table& table = sentences_.table();
    for (const std::size_t row : sentences_.of(model, neuron)) {
      if (table.text(row, "corpus") != corpus || table.text(row, "sign") != sign) continue;
      const auto words = split(table.text(row, "sentence"), ' ');
      const auto marked = to_size(table.integer(row, "position"));
      constexpr std::size_t around = 20;  // words on either side
      std::string html = "<p>z " + signed_number(table.real(row, "z")) + ": ";
      const std::size_t begin = marked > around ? marked - around : 0,
                        end = std::min(words.size(), marked + around + 1);
      if (begin > 0) html += "… ";
      for (std::size_t i = begin; i < end; ++i)
        html += (i > begin ? " " : "") + (i == marked ? html_element("mark", words[i]) : html_text(words[i]));
      return html + (end < words.size() ? " …" : "") + "</p>\n";
    }
    return "";
  }

  RowsByNeuron cards_, ranks_, histograms_, words_, sentences_, means_, served_;
  const Table& shadows_;
};

}  // namespace

std::string page_cards(const Tables& tables, std::size_t bytes) {
  const FigureRun run{.tables = tables};
  const Cards cards(run);
  if (!cards.any()) return "";
  const std::vector<std::string> models = distinct(run.table("cards"), "model");
  std::string html = html_element("p",
                                  "z: activation in standard deviations from its mean. Behind a word: mean z where it "
                                  "stands, and how often it does. π: share of rankings on half of the sentences that "
                                  "have the neuron among the first.",
                                  "class=more") +
                     "\n";
  for (std::size_t i = 0; i < models.size(); ++i) {
    const std::size_t room = html.size() + (bytes - html.size()) / (models.size() - i);
    const auto neurons = cards.neurons(models[i]);
    html += "<details><summary>" + html_element("strong", models[i]) + " " +
            html_element("span", std::to_string(neurons.size()) + " neurons", "class=quiet") +
            "</summary>\n<div class=cards>\n";
    std::size_t shown = 0;
    for (; shown < neurons.size(); ++shown) {
      const std::string one = cards.html(models[i], neurons[shown]);
      if (html.size() + one.size() > room) break;
      html += one;
    }
    html += "</div>\n";
    if (shown < neurons.size())
      html +=
          html_element("p", std::to_string(neurons.size() - shown) + " more: neurank inspect DIR --model " + models[i],
                       "class=more");
    html += "</details>\n";
  }
  return html;
}

}  // namespace neurank::report
