#include "corpus/grammar/verb_forms.hpp"

#include <map>

namespace neurank::corpus::grammar {
namespace {

Token with_pos(const std::string& word, const std::string& pos) {
  return {.word = word, .pos = pos, .ccg = {}, .sem = {}};
}

Token finite_be(const Agreement& subject, Tense tense) {
  const bool past = tense == Tense::past;
  const bool is_singular = !subject.plural && subject.person != 2;
  const bool is_first = is_singular && subject.person == 1;
  Token token = with_pos(past          ? (is_singular ? "was" : "were")
                         : is_first    ? "am"
                         : is_singular ? "is"
                                       : "are",
                         past                       ? "VBD"
                         : is_singular && !is_first ? "VBZ"
                                                    : "VBP");
  token.number = is_singular ? "Sing" : subject.person == 2 ? "_" : "Plur";
  token.tense = past ? "Past" : "Pres";
  return token;
}

}  // namespace

const VerbForms& be() {
  static const VerbForms forms = {"be", "is", "was", "been", "being"};
  return forms;
}

const VerbForms& have() {
  static const VerbForms forms = {"have", "has", "had", "had", "having"};
  return forms;
}

const VerbForms& do_verb() {
  static const VerbForms forms = {"do", "does", "did", "done", "doing"};
  return forms;
}

VerbForms modal(const std::string& word) { return {word, word, word, "", ""}; }

bool is_modal(const VerbForms& verb) { return verb.participle.empty(); }

Token finite_verb(const VerbForms& verb, const Agreement& subject, Tense tense) {
  if (is_modal(verb)) return with_pos(verb.base, "MD");
  if (verb.base == "be") return finite_be(subject, tense);
  const bool is_third = !subject.plural && subject.person == 3;
  Token token = tense == Tense::past ? with_pos(verb.past, "VBD")
                : is_third           ? with_pos(verb.third, "VBZ")
                                     : with_pos(verb.base, "VBP");
  token.tense = tense == Tense::past ? "Past" : "Pres";
  if (token.pos == "VBZ") token.number = "Sing";
  if (token.pos == "VBP" && subject.plural && subject.person != 2) token.number = "Plur";
  return token;
}

Token verb_in_form(const VerbForms& verb, const std::string& form, const Agreement& subject, Tense tense) {
  if (form == "dcl") return finite_verb(verb, subject, tense);
  if (form == "to") return with_pos("to", "TO");
  if (form == "ng") return with_pos(verb.gerund, "VBG");
  if (form == "b") return with_pos(verb.base, "VB");
  return with_pos(verb.participle, "VBN");
}

std::string auxiliary_meaning(const VerbForms& verb, const std::string& form, const Token& token) {
  static const std::map<std::string, std::string> modals = {{"will", "FUT"},   {"would", "FUT"}, {"must", "NEC"},
                                                            {"should", "NEC"}, {"can", "POS"},   {"could", "POS"},
                                                            {"may", "POS"},    {"might", "POS"}};
  if (is_modal(verb) && form == "dcl") return modals.at(verb.base);
  if (form == "dcl") return token.tense == "Past" ? "PST" : "NOW";
  if (form == "ng") return "PRG";
  return form == "pt" || verb.base == "have" ? "PFT" : "NIL";
}

std::string event_meaning(const std::string& form, const Token& token) {
  if (form == "dcl") return token.tense == "Past" ? "EPS" : "ENS";
  if (form == "ng") return "EXG";
  if (form == "pt") return "EXT";
  return form == "pss" ? "EXV" : "EXS";
}

}  // namespace neurank::corpus::grammar
