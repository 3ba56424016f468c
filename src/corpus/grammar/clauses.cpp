#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/morphology.hpp"
#include "corpus/grammar/phrases.hpp"
#include "corpus/grammar/verb_forms.hpp"

namespace neurank::corpus::grammar {
namespace {

constexpr int max_clauses = 2;  // besides the main one
constexpr double questions = 0.13;

}  // namespace

Tokens Grammar::sentence() {
  Tokens tokens;
  while (tokens.empty() || tokens.size() > max_words) {
    clauses_left_ = max_clauses;
    const bool asks = choice_.chance(questions);
    tokens = asks ? question() : statement();
    append(tokens, token(asks ? "?" : ".", ".", ".", asks ? "QUE" : "NIL"));
  }
  tokens[0].word = capitalised(tokens[0].word);
  return tokens;
}

Tokens Grammar::statement() {
  const Tense when = tense();
  switch (choice_.weighted({0.64, 0.16, 0.12, 0.07})) {
    case 1:
      return clause_with_subordinate(when);
    case 2:
      return coordinated_clauses(when);
    case 3:
      return existential_clause(when == Tense::future ? Tense::present : when);
    default:
      return main_clause(when);
  }
}

Tokens Grammar::main_clause(Tense when) {
  Tokens tokens;
  if (choice_.chance(0.18)) tokens = opening(when);
  append(tokens, clause(when));
  return tokens;
}

Tokens Grammar::clause(Tense when) {
  const NounPhrase subject = noun_phrase({.noun_class = subject_class(), .subject = true});
  Tokens tokens = subject.tokens;
  append(tokens, verb_phrase({.noun_class = subject.noun_class, .agreement = subject.agreement, .tense = when}));
  return tokens;
}

Tokens Grammar::clause_with_subordinate(Tense when) {
  --clauses_left_;
  const Tense other = when == Tense::future ? Tense::present : when;
  Token link = subordinator();
  Tokens subordinate = clause(other);
  Tokens main = clause(when);
  const bool is_first = choice_.chance(0.4);
  link.ccg = is_first ? sentence_modifier_of_clause : verb_modifier_of_clause;
  if (!is_first) {
    append(main, std::move(link));
    append(main, std::move(subordinate));
    return main;
  }
  Tokens tokens;
  append(tokens, std::move(link));
  append(tokens, std::move(subordinate));
  append(tokens, comma());
  append(tokens, std::move(main));
  return tokens;
}

Token Grammar::subordinator() {
  const std::string word = choice_.frequent(words_.prepositions.at("subordinator")).word;
  if (word == "when") return token(word, "WRB", "", "SUB", "ADVP");
  return token(word, "IN", "", word == "if" ? "IMP" : "SUB", "SBAR");
}

Tokens Grammar::coordinated_clauses(Tense when) {
  --clauses_left_;
  Tokens tokens = clause(when);
  append(tokens, comma());
  append(tokens, conjunction(choice_.chance(0.5) ? "and" : "but"));
  append(tokens, clause(when));
  return tokens;
}

Tokens Grammar::existential_clause(Tense when) {
  static const std::vector<std::string> classes = {"person", "animal", "thing", "food", "vehicle", "document"};
  const std::string noun_class = choice_.any(classes);
  bool mass = false, plural = false;
  Token head = noun(noun_class, mass, plural);
  Tokens phrase = adjectives(noun_class);
  append(phrase, std::move(head));
  if (plural && choice_.chance(0.6)) phrase.insert(phrase.begin(), quantity());
  if (!plural && !mass) {
    Token article = token(starts_with_vowel(phrase[0].word) ? "an" : "a", "DT", determiner_category, "DIS");
    article.number = "Sing";
    phrase.insert(phrase.begin(), std::move(article));
  }
  mark_chunk(phrase, "NP");
  Token verb = finite_verb(be(), {.plural = plural}, when);
  verb.ccg = "(S[dcl]\\NP[thr])/NP";
  verb.sem = auxiliary_meaning(be(), "dcl", verb);
  verb.chunk = "B-VP";
  Tokens tokens = {token("there", "EX", "NP[thr]", "NIL", "NP"), std::move(verb)};
  append(tokens, std::move(phrase));
  append(tokens, place_phrase(noun_modifier_of_np));
  return tokens;
}

Tokens Grammar::opening(Tense when) {
  Tokens tokens;
  switch (choice_.weighted({0.4, 0.3, 0.3})) {
    case 0:
      tokens = time_phrase(sentence_modifier_of_np);
      break;
    case 1:
      tokens = place_phrase(sentence_modifier_of_np);
      break;
    default:
      tokens = {time_adverb(when)};
      tokens[0].ccg = sentence_modifier;
  }
  append(tokens, comma());
  return tokens;
}

Tense Grammar::tense() {
  static constexpr Tense tenses[] = {Tense::past, Tense::present, Tense::future};
  return tenses[choice_.weighted({0.5, 0.4, 0.1})];
}

std::string Grammar::subject_class() {
  static const std::vector<std::string> classes = {"person", "animal",   "thing", "event", "vehicle",
                                                   "food",   "document", "place", "idea",  "drink"};
  return classes[choice_.weighted({0.62, 0.12, 0.06, 0.05, 0.05, 0.03, 0.04, 0.03, 0.03, 0.01})];
}

}  // namespace neurank::corpus::grammar
