#include <algorithm>

#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/morphology.hpp"
#include "corpus/grammar/phrases.hpp"

namespace neurank::corpus::grammar {
namespace {

struct Pronoun {
  const char* subject;
  const char* object;
  bool plural;
  int person;
};

constexpr Pronoun personal[] = {{"he", "him", false, 3}, {"she", "her", false, 3}, {"they", "them", true, 3},
                                {"I", "me", false, 1},   {"we", "us", true, 1},    {"you", "you", true, 2}};
constexpr Pronoun impersonal[] = {{"it", "it", false, 3}, {"they", "them", true, 3}};
constexpr const char* possessives[] = {"his", "her", "my", "their", "your", "our", "its"};
constexpr const char* numbers[] = {"two", "three", "four", "five", "ten", "six", "seven", "twenty", "eight", "twelve"};
constexpr const char* vague_numbers[] = {"many", "several", "few"};

std::string number(bool plural) { return plural ? "Plur" : "Sing"; }

Token determiner_token(const std::string& word, const std::string& sem, const std::string& number = "_") {
  Token result = token(word, "DT", determiner_category, sem);
  result.number = number;
  return result;
}

/// Names of things and places that are known by one, such as Paris.
bool is_name_kind(const std::string& noun_class) { return noun_class == "gpe"; }

bool has_name(const NounRequest& request) { return request.noun_class == "person"; }

}  // namespace

NounPhrase Grammar::noun_phrase(const NounRequest& request) {
  if (is_name_kind(request.noun_class)) return name(request.noun_class);
  const double pronouns = request.full ? 0 : has_name(request) ? 0.2 : request.subject ? 0.05 : 0.06;
  const double coordinations = request.simple ? 0 : 0.06;
  switch (choice_.weighted({pronouns, has_name(request) ? 0.22 : 0, coordinations, 0.55})) {
    case 0:
      return pronoun(request);
    case 1:
      return name(choice_.chance(0.04) ? "organisation" : "person");
    case 2:
      return coordinated(request);
    default:
      return common(request);
  }
}

NounPhrase Grammar::coordinated(const NounRequest& request) {
  NounRequest part = request;
  part.simple = part.full = true;
  NounPhrase first = noun_phrase(part);
  append(first.tokens, conjunction("and"));
  append(first.tokens, noun_phrase(part).tokens);
  first.agreement = {.plural = true};
  return first;
}

NounPhrase Grammar::pronoun(const NounRequest& request) {
  const Pronoun& chosen = request.noun_class == "person" ? choice_.frequent(personal) : choice_.any(impersonal);
  Token result = token(request.subject ? chosen.subject : chosen.object, "PRP", "NP", "PRO", "NP");
  result.number = chosen.person == 2 ? "_" : number(chosen.plural);
  return {{result}, request.noun_class, {chosen.plural, chosen.person}};
}

NounPhrase Grammar::name(const std::string& kind) {
  const bool is_person = kind == "person";
  const std::string list = is_person ? (choice_.chance(0.5) ? "male" : "female") : kind;
  const std::string sem = is_person ? "PER" : kind == "organisation" ? "ORG" : "GPE";
  Tokens tokens = {token(choice_.frequent(words_.names.at(list)).word, "NNP", "N", sem)};
  if (is_person && choice_.chance(0.2)) {
    tokens[0].ccg = "N/N";
    append(tokens, token(choice_.frequent(words_.names.at("family")).word, "NNP", "N", sem));
  }
  for (Token& part : tokens) part.number = "Sing";
  mark_chunk(tokens, "NP");
  return {std::move(tokens), kind == "gpe" ? kind : "person"};
}

Token Grammar::noun(const std::string& noun_class, bool& mass, bool& plural) {
  const NounList& list = choice_.any(words_.nouns.at(noun_class));
  const NounForms& forms = choice_.frequent(list.nouns);
  mass = list.mass;
  plural = !mass && choice_.chance(0.3);
  Token result =
      token(plural ? forms.plural : forms.singular, plural ? "NNS" : "NN", "N", noun_class == "person" ? "ROL" : "CON");
  result.number = number(plural);
  return result;
}

NounPhrase Grammar::common(const NounRequest& request) {
  bool mass = false, plural = false;
  Token head = noun(request.noun_class, mass, plural);
  Tokens modifiers = adjectives(request.noun_class);
  NounPhrase phrase{determiner(request.noun_class, mass, plural), request.noun_class, {.plural = plural}};
  const std::string next = modifiers.empty() ? head.word : modifiers[0].word;
  if (!phrase.tokens.empty() && phrase.tokens.back().word == "a" && starts_with_vowel(next))
    phrase.tokens.back().word = "an";
  append(phrase.tokens, std::move(modifiers));
  append(phrase.tokens, std::move(head));
  // The possessor before 's is a chunk of its own, and 's begins the next one.
  const auto mark = std::ranges::find(phrase.tokens, std::string("POS"), &Token::pos);
  const auto begin = mark == phrase.tokens.end() ? phrase.tokens.begin() : mark;
  for (auto at = begin; at != phrase.tokens.end(); ++at) at->chunk = at == begin ? "B-NP" : "I-NP";
  if (!request.simple) add_modifier(phrase);
  return phrase;
}

Tokens Grammar::determiner(const std::string& noun_class, bool mass, bool plural) {
  const double possessive = noun_class == "place" || noun_class == "path" ? 0.04 : 0.12;
  switch (choice_.weighted({0.42, possessive, mass || plural ? 0 : 0.32, mass || plural ? 0.22 : 0, plural ? 0.14 : 0,
                            mass ? 0 : 0.08, 0.04})) {
    case 1:
      return choice_.chance(0.6) ? Tokens{token(choice_.frequent(possessives), "PRP$", determiner_category, "HAS")}
                                 : possessor();
    case 2:
      return {determiner_token("a", "DIS", "Sing")};
    case 3:
      return {};
    case 4:
      return {quantity()};
    case 5:
      return definite_determiner(plural);
    case 6:
      return {choice_.chance(0.5) ? determiner_token("no", "NOT") : determiner_token("some", "DIS")};
    default:
      return {determiner_token("the", "DEF")};
  }
}

Token Grammar::quantity() {
  if (choice_.chance(0.2)) return token("more", "JJR", "N/N", "MOR");
  return choice_.chance(0.6) ? token(choice_.frequent(numbers), "CD", "N/N", "QUC")
                             : token(choice_.frequent(vague_numbers), "JJ", "N/N", "QUV");
}

Tokens Grammar::definite_determiner(bool plural) {
  if (choice_.chance(0.3))
    return {plural ? determiner_token("all", "AND", "Plur")
                   : determiner_token(choice_.chance(0.7) ? "every" : "each", "AND", "Sing")};
  const bool near = choice_.chance(0.5);
  return {determiner_token(near     ? (plural ? "these" : "this")
                           : plural ? "those"
                                    : "that",
                           near ? "PRX" : "DST", number(plural))};
}

Tokens Grammar::possessor() {
  NounPhrase owner = choice_.chance(0.6) ? name("person") : NounPhrase{};
  if (owner.tokens.empty()) {
    bool mass = false, plural = true;
    Token head = noun("person", mass, plural);
    if (plural) return {token("their", "PRP$", determiner_category, "HAS")};
    owner.tokens = {determiner_token("the", "DEF"), std::move(head)};
    mark_chunk(owner.tokens, "NP");
  }
  append(owner.tokens, token("'s", "POS", "(NP[nb]/N)\\NP", "REL"));
  return owner.tokens;
}

Tokens Grammar::adjectives(const std::string& noun_class) {
  const auto lists = words_.adjectives.find(noun_class);
  Tokens tokens;
  if (lists == words_.adjectives.end() || !choice_.chance(0.3)) return tokens;
  const PlainWord chosen = choice_.frequent(choice_.any(lists->second));
  if (chosen.sem == "DEG" && choice_.chance(0.15))
    append(tokens, token(choice_.frequent(words_.adverbs.at("degree")[0]).word, "RB", "(N/N)/(N/N)", "INT"));
  append(tokens, token(chosen.word, "JJ", "N/N", chosen.sem));
  return tokens;
}

void Grammar::add_modifier(NounPhrase& phrase) {
  const auto relations = words_.relations.find(phrase.noun_class);
  if (relations != words_.relations.end() && choice_.chance(0.12)) {
    const Relation relation = choice_.any(relations->second);
    append(phrase.tokens, prepositional(relation.preposition, relation.noun_class, noun_modifier_of_np));
  } else if (clauses_left_ > 0 && choice_.chance(0.09)) {
    --clauses_left_;
    add_relative_clause(phrase);
  }
}

void Grammar::add_relative_clause(NounPhrase& phrase) {
  const VerbList* verbs = choice_.chance(0.5) ? verbs_with_object(phrase.noun_class) : nullptr;
  const bool is_person = phrase.noun_class == "person";
  const bool with_that = choice_.chance(is_person ? 0.3 : 0.7);
  Token pronoun = token(with_that   ? "that"
                        : is_person ? "who"
                                    : "which",
                        with_that || !is_person ? "WDT" : "WP",
                        verbs ? "(NP\\NP)/(S[dcl]/NP)" : "(NP\\NP)/(S[dcl]\\NP)", "AND", "NP");
  append(phrase.tokens, std::move(pronoun));
  const Tense when = tense();
  if (!verbs) {
    append(phrase.tokens, verb_phrase({.noun_class = phrase.noun_class, .agreement = phrase.agreement, .tense = when}));
    return;
  }
  const std::string subject_of = choice_.any(verbs->subjects);
  NounPhrase subject = noun_phrase({.noun_class = subject_of, .subject = true, .simple = true});
  const MainVerb verb = main_verb(*verbs);
  append(phrase.tokens, std::move(subject.tokens));
  append(phrase.tokens, verb_group(verb, {.noun_class = subject_of, .agreement = subject.agreement, .tense = when}));
}

}  // namespace neurank::corpus::grammar
