#include "model/piece_alignment.hpp"

#include <algorithm>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"

namespace neurank::model {
namespace {

constexpr const char* other_vocabulary = "is the vocabulary file of the same model as the weights?";

void count_word(Alignment& alignment, const std::string& word, std::span<const std::int32_t> ids, std::size_t pieces,
                std::optional<std::int32_t> unknown_id) {
  if (alignment.words_by_pieces.size() <= pieces) alignment.words_by_pieces.resize(pieces + 1);
  ++alignment.words_by_pieces[pieces];
  if (pieces == 0) ++alignment.words_without_pieces[word];
  const Index unknown = unknown_id ? std::count(ids.begin(), ids.end(), *unknown_id) : 0;
  alignment.unknown_pieces += unknown;
  if (unknown > 0) ++alignment.words_with_unknown[word];
}

/// The most frequent words, ties in the words' order.
nlohmann::ordered_json most_frequent(const std::map<std::string, Index>& counts, std::size_t listed) {
  std::vector<std::pair<std::string, Index>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  sorted.resize(std::min(sorted.size(), listed));
  auto list = nlohmann::ordered_json::array();
  for (const auto& [word, count] : sorted) list.push_back({{"word", word}, {"count", count}});
  return list;
}

nlohmann::ordered_json json_of(const FirstWords& words) {
  nlohmann::ordered_json json = {{"words", words.first},
                                 {"other_words", words.others},
                                 {"sum_of_lengths", words.first_lengths},
                                 {"sum_of_other_lengths", words.other_lengths}};
  if (!words.largest_ratio()) return json;
  for (std::size_t layer = 0; layer < words.first_lengths.size(); ++layer)
    json["length_over_that_of_others"].push_back(words.ratio(layer));
  json["largest"] = *words.largest_ratio();
  return json;
}

std::optional<FirstWords> first_words_of(const nlohmann::ordered_json& json) {
  if (!json.contains("first_words")) return std::nullopt;
  const auto& words = json["first_words"];
  return FirstWords{.first = words.at("words"),
                    .others = words.at("other_words"),
                    .first_lengths = words.at("sum_of_lengths"),
                    .other_lengths = words.at("sum_of_other_lengths")};
}

std::map<std::string, Index> counts_of(const nlohmann::ordered_json& list) {
  std::map<std::string, Index> counts;
  for (const auto& entry : list) counts[entry.at("word")] = entry.at("count");
  return counts;
}

}  // namespace

Index window_capacity(const ModelShape& shape, const tokenizer::Tokenizer& tokenizer) {
  const Index ids = tokenizer.ids_per_piece();
  if (shape.ids_per_piece != ids)
    throw input_error("a model of family " + shape.family + " cannot read what this tokenizer makes", other_vocabulary);
  const tokenizer::Framing framing = tokenizer.framing();
  expect_in_vocabulary(framing.before, shape);
  expect_in_vocabulary(framing.after, shape);
  const Index pieces = to_index(framing.before.size() + framing.after.size()) / ids;
  if (shape.max_pieces == 0) return std::numeric_limits<std::int32_t>::max();
  if (shape.max_pieces <= pieces)
    throw input_error("the model reads at most " + std::to_string(shape.max_pieces) +
                      " pieces, and its framing alone has " + std::to_string(pieces));
  return shape.max_pieces - pieces;
}

void expect_in_vocabulary(std::span<const std::int32_t> ids, const ModelShape& shape) {
  for (const std::int32_t id : ids)
    if (id < 0 || id >= shape.vocabulary)
      throw input_error("the tokenizer gives piece id " + std::to_string(id) +
                            ", but the model's vocabulary has only " + std::to_string(shape.vocabulary) + " pieces",
                        other_vocabulary);
}

namespace {

void count_cut_otherwise(Alignment& alignment, const tokenizer::Tokenizer& tokenizer,
                         std::span<const std::string> words, const tokenizer::TokenizedSentence& sentence) {
  const auto* beside = tokenizer.beside();
  if (beside == nullptr || beside->tokenize(words).ids == sentence.ids) return;
  if (alignment.cut_otherwise++ > 0) return;
  for (const std::string& word : words) alignment.cut_otherwise_example.append(word).append(" ");
  alignment.cut_otherwise_example.pop_back();
}

}  // namespace

void count_sentence(Alignment& alignment, const tokenizer::Tokenizer& tokenizer, std::span<const std::string> words,
                    const tokenizer::TokenizedSentence& sentence, Index capacity) {
  const auto width = to_size(tokenizer.ids_per_piece());
  if (alignment.sentences == 0) alignment.tokenizer_notes = tokenizer.notes();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto begin = to_size(sentence.words[i].begin);
    const std::size_t pieces = to_size(sentence.words[i].end) - begin;
    count_word(alignment, words[i], std::span(sentence.ids).subspan(begin * width, pieces * width), pieces,
               tokenizer.unknown_id());
  }
  count_cut_otherwise(alignment, tokenizer, words, sentence);
  ++alignment.sentences;
  alignment.words += to_index(words.size());
  alignment.pieces += sentence.num_pieces();
  if (sentence.num_pieces() > capacity) ++alignment.windowed_sentences;
}

void add(Alignment& alignment, const Alignment& part) {
  alignment.sentences += part.sentences;
  alignment.words += part.words;
  alignment.pieces += part.pieces;
  alignment.unknown_pieces += part.unknown_pieces;
  alignment.windowed_sentences += part.windowed_sentences;
  alignment.words_by_pieces.resize(std::max(alignment.words_by_pieces.size(), part.words_by_pieces.size()));
  for (std::size_t k = 0; k < part.words_by_pieces.size(); ++k) alignment.words_by_pieces[k] += part.words_by_pieces[k];
  for (const auto& [word, count] : part.words_without_pieces) alignment.words_without_pieces[word] += count;
  for (const auto& [word, count] : part.words_with_unknown) alignment.words_with_unknown[word] += count;
  alignment.cut_otherwise += part.cut_otherwise;
  if (alignment.cut_otherwise_example.empty()) alignment.cut_otherwise_example = part.cut_otherwise_example;
  if (alignment.tokenizer_notes.empty()) alignment.tokenizer_notes = part.tokenizer_notes;
  if (part.first_words && !alignment.first_words) alignment.first_words.emplace();
  if (part.first_words) add(*alignment.first_words, *part.first_words);
}

Alignment align(const ModelShape& shape, const tokenizer::Tokenizer& tokenizer, std::span<const std::string> words,
                std::span<const Index> sentence_offsets) {
  NEURANK_EXPECT(!sentence_offsets.empty() && sentence_offsets.back() == to_index(words.size()));
  Alignment alignment;
  const Index capacity = window_capacity(shape, tokenizer);
  for (std::size_t s = 0; s + 1 < sentence_offsets.size(); ++s) {
    const auto first = to_size(sentence_offsets[s]);
    const auto of_sentence = words.subspan(first, to_size(sentence_offsets[s + 1]) - first);
    const tokenizer::TokenizedSentence sentence = tokenizer.tokenize(of_sentence);
    expect_in_vocabulary(sentence.ids, shape);
    count_sentence(alignment, tokenizer, of_sentence, sentence, capacity);
  }
  return alignment;
}

std::vector<std::string> warnings(const Alignment& alignment) {
  std::vector<std::string> texts;
  if (!alignment.words_without_pieces.empty())
    texts.push_back("no vector for " + counted(to_size(total(alignment.words_without_pieces)), "word"));
  if (100 * alignment.cut_otherwise > alignment.sentences)
    texts.push_back("tokenizer.json, which is not followed, cuts " + std::to_string(alignment.cut_otherwise) + " of " +
                    counted(to_size(alignment.sentences), "sentence") + " otherwise");
  const auto ratio = alignment.first_words ? alignment.first_words->largest_ratio() : std::nullopt;
  if (ratio && *ratio > long_first_words)
    texts.push_back("vectors of first words are up to " + formatted("%.0f", *ratio) +
                    " times as long as those of the others, because the model reads no start token");
  return texts;
}

Index total(const std::map<std::string, Index>& counts) {
  Index sum = 0;
  for (const auto& [word, count] : counts) sum += count;
  return sum;
}

std::string to_json(const Alignment& alignment, std::size_t listed) {
  nlohmann::ordered_json json = {
      {"sentences", alignment.sentences},
      {"windowed_sentences", alignment.windowed_sentences},
      {"words", alignment.words},
      {"words_without_pieces", total(alignment.words_without_pieces)},
      {"words_with_unknown_pieces", total(alignment.words_with_unknown)},
      {"pieces", alignment.pieces},
      {"unknown_pieces", alignment.unknown_pieces},
      {"words_by_pieces", alignment.words_by_pieces},
      {"sentences_cut_otherwise_by_tokenizer_json", alignment.cut_otherwise},
      {"cut_otherwise_example", alignment.cut_otherwise_example},
      {"tokenizer_notes", alignment.tokenizer_notes},
      {"most_frequent",
       {{"without_pieces", most_frequent(alignment.words_without_pieces, listed)},
        {"with_unknown_pieces", most_frequent(alignment.words_with_unknown, listed)}}},
  };
  if (alignment.first_words) json["first_words"] = json_of(*alignment.first_words);
  return json_text(json, 2) + "\n";
}

std::optional<Alignment> alignment_of_json(const std::string& text) try {
  const auto json = parsed_json<nlohmann::ordered_json>(text);
  Alignment alignment{.sentences = json.at("sentences"),
                      .words = json.at("words"),
                      .pieces = json.at("pieces"),
                      .unknown_pieces = json.at("unknown_pieces"),
                      .windowed_sentences = json.at("windowed_sentences"),
                      .words_by_pieces = json.at("words_by_pieces"),
                      .words_without_pieces = counts_of(json.at("most_frequent").at("without_pieces")),
                      .words_with_unknown = counts_of(json.at("most_frequent").at("with_unknown_pieces")),
                      .cut_otherwise = json.at("sentences_cut_otherwise_by_tokenizer_json"),
                      .cut_otherwise_example = json.at("cut_otherwise_example"),
                      .first_words = first_words_of(json),
                      .tokenizer_notes = json.at("tokenizer_notes")};
  const bool is_whole = total(alignment.words_without_pieces) == json.at("words_without_pieces") &&
                        total(alignment.words_with_unknown) == json.at("words_with_unknown_pieces");
  return is_whole ? std::optional(std::move(alignment)) : std::nullopt;
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

}  // namespace neurank::model
