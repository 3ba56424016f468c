#include "corpus/generated_text.hpp"

#include <algorithm>
#include <ostream>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "corpus/grammar/grammar.hpp"

namespace neurank::corpus {
namespace {

using grammar::Grammar;
using grammar::Token;
using grammar::token_columns;
using grammar::Tokens;

Grammar grammar_of(std::uint64_t seed, Split split) {
  return Grammar(derive_seed(seed, std::string("generated/") + name_of(split)));
}

std::vector<std::string> words_of(const Tokens& sentence) {
  std::vector<std::string> words;
  for (const Token& token : sentence) words.push_back(token.word);
  return words;
}

std::string Token::*value_of(const std::string& source) {
  const auto found = std::ranges::find(token_columns, source, [](const auto& column) { return column.name; });
  NEURANK_EXPECT(found != token_columns.end());
  return found->value;
}

void append_sentence(const Tokens& sentence, const CorpusSettings& settings, TaggedText& text) {
  for (const Token& token : sentence) text.words.push_back(token.word);
  text.sentence_offsets.push_back(text.num_words());
  for (const auto& [column, source] : settings.columns)
    for (const Token& token : sentence) text.columns.at(column).push_back(token.*value_of(source));
}

}  // namespace

std::vector<std::string> generated_columns() {
  std::vector<std::string> names;
  for (const auto& column : token_columns) names.emplace_back(column.name);
  return names;
}

void GeneratedSplits::append(Split split, TaggedText& text) {
  Grammar grammar = grammar_of(settings_.seed, split);
  const Index count = settings_.sentences[to_size(split)];
  for (Index s = 0; s < count;) {
    const Tokens sentence = grammar.sentence();
    const std::string line = join(words_of(sentence), " ");
    if (split == Split::train)
      training_.insert(line);
    else if (training_.contains(line))
      continue;
    append_sentence(sentence, settings_, text);
    ++s;
  }
}

void write_generated_conll(Index count, std::uint64_t seed, std::ostream& out) {
  Grammar grammar = grammar_of(seed, Split::train);
  for (Index s = 0; s < count && out; ++s) {
    for (const Token& token : grammar.sentence()) {
      out << token.word;
      for (const auto& column : token_columns) out << ' ' << token.*column.value;
      out << '\n';
    }
    out << '\n';
  }
}

void write_generated_text(Index count, std::uint64_t seed, std::ostream& out) {
  Grammar grammar = grammar_of(seed, Split::train);
  for (Index s = 0; s < count && out; ++s) out << join(words_of(grammar.sentence()), " ") << '\n';
}

}  // namespace neurank::corpus
