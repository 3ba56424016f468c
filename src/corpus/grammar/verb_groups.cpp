#include <algorithm>
#include <iterator>

#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/phrases.hpp"
#include "corpus/grammar/verb_forms.hpp"

namespace neurank::corpus::grammar {
namespace {

constexpr const char* past_modals[] = {"could", "would", "might", "should"};
constexpr const char* present_modals[] = {"can", "must", "should", "may", "might"};
constexpr const char* joined_with_not[] = {"do",   "does", "did",  "is",  "are",   "was",
                                           "were", "has",  "have", "had", "could", "should"};

std::string form_of(const std::vector<Auxiliary>& auxiliaries, std::size_t number, const std::string& first) {
  return number == 0 ? first : auxiliaries[number - 1].next;
}

/// The verbs of a group in order, as one chunk.
Tokens verbs_of(const std::vector<Auxiliary>& auxiliaries, const MainVerb& main, const VerbRequest& request) {
  Tokens tokens;
  for (std::size_t i = 0; i < auxiliaries.size(); ++i) {
    const std::string form = form_of(auxiliaries, i, request.form);
    Token token = verb_in_form(auxiliaries[i].forms, form, request.agreement, request.tense);
    token.ccg = verb_category(form, {"S[" + auxiliaries[i].next + "]\\NP"});
    token.sem = auxiliary_meaning(auxiliaries[i].forms, form, token);
    tokens.push_back(std::move(token));
  }
  const std::string form = form_of(auxiliaries, auxiliaries.size(), request.form);
  Token token = verb_in_form(main.forms, form, request.agreement, request.tense);
  token.ccg = verb_category(form, main.complements);
  token.sem = main.copula ? auxiliary_meaning(main.forms, form, token) : event_meaning(form, token);
  tokens.push_back(std::move(token));
  mark_chunk(tokens, "VP");
  return tokens;
}

void mark_aspect(const std::vector<Auxiliary>& auxiliaries, Tokens& verbs) {
  for (std::size_t i = 0; i < auxiliaries.size(); ++i) {
    if (auxiliaries[i].next == "ng") verbs[i + 1].aspect = "Prog";
    if (auxiliaries[i].next == "pt") verbs[i + 1].aspect = "Perf";
  }
}

Token negation(const Token& verb, bool shortened) {
  const bool joins = shortened && std::ranges::find(joined_with_not, verb.word) != std::end(joined_with_not);
  Token token{.word = joins ? "n't" : "not", .pos = "RB", .ccg = verb_modifier, .sem = "NOT"};
  token.chunk = "I-VP";
  return token;
}

}  // namespace

std::vector<Auxiliary> Grammar::auxiliaries(const MainVerb& verb, const VerbRequest& request) {
  std::vector<Auxiliary> list;
  const bool is_past = request.tense == Tense::past;
  const double progressive = verb.stative || verb.copula ? 0 : 0.15;
  if (request.form == "to") list.push_back({be(), "b"});
  if (request.form == "dcl" && request.tense == Tense::future) list.push_back({modal("will"), "b"});
  if (request.form == "dcl" && request.tense != Tense::future) {
    const std::size_t kind = choice_.weighted({0.6, progressive, 0.12, 0.12, verb.stative ? 0 : 0.03});
    const char* const chosen = is_past ? choice_.frequent(past_modals) : choice_.frequent(present_modals);
    if (kind == 3) list.push_back({modal(chosen), "b"});
    if (kind == 2 || kind == 4) list.push_back({have(), "pt"});
    if ((kind == 1 || (kind == 4 && !verb.passive)) && progressive > 0) list.push_back({be(), "ng"});
  }
  if (verb.passive) list.push_back({be(), "pss"});
  return list;
}

Tokens Grammar::verb_group(const MainVerb& verb, const VerbRequest& request) {
  std::vector<Auxiliary> before = auxiliaries(verb, request);
  const bool is_finite = request.form == "dcl";
  const bool is_negated = is_finite && choice_.chance(0.09);
  const bool is_modified = is_finite && !is_negated && choice_.chance(0.09);
  const bool shortened = choice_.chance(0.5);
  if (is_negated && before.empty() && !verb.copula) before.push_back({do_verb(), "b"});
  Tokens tokens = verbs_of(before, verb, request);
  mark_aspect(before, tokens);
  if (is_negated) tokens.insert(tokens.begin() + 1, negation(tokens[0], shortened));
  if (!is_modified) return tokens;
  const PlainWord adverb = choice_.frequent(choice_.any(words_.adverbs.at("frequency")));
  const bool is_behind = !before.empty() || verb.copula;
  const bool is_last = is_behind && tokens.size() == 1;
  Token modifier = token(adverb.word, "RB", is_last ? verb_modifier : before_verb, adverb.sem, "ADVP");
  if (is_behind && !is_last) modifier.chunk = "I-VP";
  tokens.insert(tokens.begin() + is_behind, std::move(modifier));
  return tokens;
}

InvertedVerbs Grammar::inverted_group(const MainVerb& verb, const VerbRequest& request) {
  std::vector<Auxiliary> before = auxiliaries(verb, request);
  if (before.empty() && !verb.copula) before.push_back({do_verb(), "b"});
  Tokens tokens = verbs_of(before, verb, request);
  mark_aspect(before, tokens);
  const std::string next = before.empty() ? verb.complements.at(0) : std::string("S[").append(before[0].next) + "]\\NP";
  tokens[0].ccg = std::string("(S[q]/").append(in_brackets(next)).append(")/NP");
  tokens[0].chunk = std::string("O");
  if (tokens.size() > 1) tokens[1].chunk = "B-VP";
  return {tokens[0], {std::next(tokens.begin()), tokens.end()}};
}

}  // namespace neurank::corpus::grammar
