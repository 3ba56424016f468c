#include "report/inspection.hpp"

#include <algorithm>
#include <functional>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/table_queries.hpp"
#include "report/text_table.hpp"

namespace neurank::report {
namespace {

using Rows = std::vector<std::size_t>;
using Lines = std::vector<std::string>;

void add(const std::string& text, Lines& lines) {
  for (const std::string_view line : split(text, '\n'))
    if (!line.empty()) lines.emplace_back(line);
}

std::string signed_number(double value) { return formatted("%+.2f", value); }

std::string optional_real(const Table& table, std::size_t row, const std::string& column) {
  return table.is_empty(row, column) ? "-" : formatted("%.2f", table.real(row, column));
}

/// "bank +2.31 (17), river +1.90 (8)": the first top words of a neuron, all of a sign.
std::string words_text(const Table& words, const Rows& rows, std::size_t most) {
  Lines texts;
  for (std::size_t i = 0; i < rows.size() && i < most; ++i)
    texts.push_back(words.text(rows[i], "word") + " " + signed_number(words.real(rows[i], "mean")) + " (" +
                    std::to_string(words.integer(rows[i], "count")) + ")");
  return texts.empty() ? "none is frequent enough" : join(texts, ", ");
}

void add_ranks(const Tables& tables, const std::string& model, const std::string& task, const std::string& neuron,
               Lines& lines) {
  const Table& ranks = tables.at("card_ranks");
  std::vector<Lines> rows;
  for (const std::size_t row : rows_with(ranks, {{"model", model}, {"task", task}, {"neuron", neuron}}))
    rows.push_back({ranks.text(row, "task"), ranks.text(row, "variant"), std::to_string(ranks.integer(row, "rank")),
                    optional_real(ranks, row, "selected"), optional_real(ranks, row, "label_effect"),
                    ranks.is_empty(row, "nuisance") ? "-" : ranks.text(row, "nuisance"),
                    optional_real(ranks, row, "nuisance_effect")});
  add(text_table({"task", "variant", "rank", "selected", "labels explain", "nuisance", "explains"}, rows), lines);
}

/// Bars of at most 40 characters, empty ends left out.
void add_histogram(const Table& histograms, Rows rows, Lines& lines) {
  constexpr double longest = 40;
  const auto words = [&](std::size_t row) { return to_double(histograms.integer(row, "words")); };
  const auto is_empty = [&](std::size_t row) { return words(row) == 0; };
  rows.erase(std::find_if_not(rows.rbegin(), rows.rend(), is_empty).base(), rows.end());
  rows.erase(rows.begin(), std::find_if_not(rows.begin(), rows.end(), is_empty));
  double most = 1;
  for (const std::size_t row : rows) most = std::max(most, words(row));
  for (const std::size_t row : rows)
    lines.push_back("  z " + formatted("%+4.1f ", histograms.real(row, "low")) +
                    std::string(to_size(static_cast<Index>(words(row) / most * longest)), '#') + " " +
                    std::to_string(histograms.integer(row, "words")));
}

/// Labels of a task by the neuron's mean, the highest first, and how often it serves each.
void add_labels(const Tables& tables, const std::string& model, const std::string& task, const std::string& neuron,
                Lines& lines) {
  constexpr std::size_t most = 12;
  const Table &means = tables.at("label_means"), &serving = tables.at("label_neurons");
  Rows rows = rows_with(means, {{"model", model}, {"task", task}, {"neuron", neuron}});
  std::ranges::stable_sort(rows, std::greater(), [&](std::size_t row) { return std::abs(means.real(row, "mean")); });
  rows.resize(std::min(most, rows.size()));
  std::vector<Lines> table;
  for (const std::size_t row : rows) {
    Lines served;
    for (const std::size_t one : rows_with(serving, {{"model", model},
                                                     {"task", means.text(row, "task")},
                                                     {"neuron", neuron},
                                                     {"label", means.text(row, "label")}}))
      served.push_back(serving.text(one, "variant") + " " + std::to_string(serving.integer(one, "repetitions")));
    table.push_back({means.text(row, "task"), means.text(row, "label"), signed_number(means.real(row, "mean")),
                     std::to_string(means.integer(row, "words")), join(served, ", ")});
  }
  add(text_table({"task", "label", "mean z", "words", "serves it in repetitions of"}, table), lines);
}

void add_sentences(const Table& sentences, const Rows& rows, Lines& lines) {
  for (const std::size_t row : rows) {
    const std::string& text = sentences.text(row, "sentence");
    const std::vector<std::string_view> words = split(text, ' ');
    Lines marked(words.begin(), words.end());
    std::string& word = marked.at(to_size(sentences.integer(row, "position")));
    word = "[" + word + "]";
    lines.push_back("  z " + signed_number(sentences.real(row, "z")) + "  " + join(marked, " "));
  }
}

}  // namespace

std::vector<std::string> inspected_tables() {
  return {"cards", "card_ranks", "histograms", "top_words", "sentences", "label_means", "label_neurons"};
}

Lines overview(const Tables& tables, const std::string& model, const std::string& task) {
  constexpr std::int64_t best = 10;
  constexpr std::size_t few = 3;
  const Table &ranks = tables.at("card_ranks"), &words = tables.at("top_words");
  std::vector<Lines> rows;
  for (const std::size_t row : rows_with(ranks, {{"model", model}, {"task", task}})) {
    if (ranks.integer(row, "rank") > best) continue;
    const std::string& neuron = ranks.text(row, "neuron");
    Lines line = {ranks.text(row, "task"), ranks.text(row, "variant"), std::to_string(ranks.integer(row, "rank")),
                  neuron};
    for (const char* sign : {"positive", "negative"})
      line.push_back(words_text(words, rows_with(words, {{"model", model}, {"neuron", neuron}, {"sign", sign}}), few));
    rows.push_back(std::move(line));
  }
  Lines lines;
  add(text_table({"task", "variant", "rank", "neuron", "highest at", "lowest at"}, rows), lines);
  return lines;
}

Lines neuron_card(const Tables& tables, const std::string& model, const std::string& task, const std::string& neuron) {
  const Table &cards = tables.at("cards"), &words = tables.at("top_words"), &sentences = tables.at("sentences");
  Lines lines = {"neuron " + neuron + " of " + model};
  add_ranks(tables, model, task, neuron, lines);
  add_labels(tables, model, task, neuron, lines);
  for (const std::size_t row : rows_with(cards, {{"model", model}, {"neuron", neuron}})) {
    const std::string& corpus = cards.text(row, "corpus");
    lines.push_back("on " + std::to_string(cards.integer(row, "words")) + " training words of " + corpus + ": mean " +
                    formatted("%.3g", cards.real(row, "mean")) + ", deviation " +
                    formatted("%.3g", cards.real(row, "sd")) + ", " + formatted("%.3g", cards.real(row, "minimum")) +
                    " to " + formatted("%.3g", cards.real(row, "maximum")));
    const std::vector<std::pair<std::string, std::string>> here = {
        {"model", model}, {"corpus", corpus}, {"neuron", neuron}};
    add_histogram(tables.at("histograms"), rows_with(tables.at("histograms"), here), lines);
    for (const char* sign : {"positive", "negative"}) {
      auto of_sign = here;
      of_sign.emplace_back("sign", sign);
      lines.push_back((sign == std::string("positive") ? "highest at " : "lowest at ") +
                      words_text(words, rows_with(words, of_sign), SIZE_MAX));
      add_sentences(sentences, rows_with(sentences, of_sign), lines);
    }
  }
  return lines;
}

Lines label_card(const Tables& tables, const std::string& model, const std::string& task, const std::string& label) {
  const Table &serving = tables.at("label_neurons"), &words = tables.at("top_words"), &means = tables.at("label_means");
  Rows found = rows_with(serving, {{"model", model}, {"task", task}, {"label", label}});
  std::ranges::stable_sort(found, std::greater(), [&](std::size_t row) { return serving.integer(row, "repetitions"); });
  std::vector<Lines> rows;
  for (const std::size_t row : found) {
    const std::string &neuron = serving.text(row, "neuron"), &of_task = serving.text(row, "task");
    const Rows mean = rows_with(means, {{"model", model}, {"task", of_task}, {"neuron", neuron}, {"label", label}});
    rows.push_back(
        {of_task, serving.text(row, "variant"), neuron, std::to_string(serving.integer(row, "repetitions")),
         mean.empty() ? "-" : signed_number(means.real(mean.front(), "mean")),
         words_text(words, rows_with(words, {{"model", model}, {"neuron", neuron}, {"sign", "positive"}}), 3)});
  }
  Lines lines = {"neurons of " + model + " that serve " + label};
  add(text_table({"task", "variant", "neuron", "repetitions", "mean z", "highest at"}, rows), lines);
  return lines;
}

Lines word_card(const Tables& tables, const std::string& model, const std::string& word) {
  const Table& words = tables.at("top_words");
  std::vector<Lines> rows;
  for (const std::size_t row : rows_with(words, {{"model", model}, {"word", word}}))
    rows.push_back({words.text(row, "corpus"), words.text(row, "neuron"), words.text(row, "sign"),
                    std::to_string(words.integer(row, "rank")), signed_number(words.real(row, "mean")),
                    std::to_string(words.integer(row, "count"))});
  Lines lines = {"neurons of " + model + " at which " + word + " is among the top words"};
  add(text_table({"corpus", "neuron", "sign", "rank", "mean z", "count"}, rows), lines);
  return lines;
}

}  // namespace neurank::report
