#include "base/cast.hpp"
#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/phrases.hpp"

namespace neurank::corpus::grammar {

Tokens Grammar::adverbials(const VerbRequest& request, bool has_object) {
  const bool acts = request.noun_class == "person" || request.noun_class == "animal";
  Tokens tokens;
  if (acts && choice_.chance(has_object ? 0.1 : 0.2)) append(tokens, manner_adverb());
  if (request.noun_class == "person" && choice_.chance(0.07)) {
    const std::string preposition = choice_.frequent(words_.prepositions.at("with person")).word;
    append(tokens, prepositional(preposition, "person", verb_modifier_of_np));
  }
  if (acts && choice_.chance(has_object ? 0.13 : 0.22)) append(tokens, place_phrase(verb_modifier_of_np));
  switch (choice_.weighted({0.7, 0.15, 0.13})) {
    case 1:
      append(tokens, time_phrase(verb_modifier_of_np));
      break;
    case 2:
      append(tokens, last_adverb(request.tense));
      break;
    default:
      break;
  }
  return tokens;
}

Tokens Grammar::manner_adverb() {
  Tokens tokens;
  if (choice_.chance(0.15))
    append(tokens, token(degree_adverb(), "RB", "((S\\NP)\\(S\\NP))/((S\\NP)\\(S\\NP))", "INT"));
  append(tokens, token(choice_.frequent(words_.adverbs.at("manner")[0]).word, "RB", verb_modifier, "IST"));
  mark_chunk(tokens, "ADVP");
  return tokens;
}

std::string Grammar::degree_adverb() {
  const std::string kind = choice_.chance(0.25) ? "excess" : "degree";
  return choice_.frequent(words_.adverbs.at(kind)[0]).word;
}

Tokens Grammar::last_adverb(Tense tense) {
  if (choice_.chance(0.5)) return {time_adverb(tense)};
  return {token(choice_.frequent(words_.adverbs.at("last")[0]).word, "RB", verb_modifier, "IST", "ADVP")};
}

Token Grammar::time_adverb(Tense tense) {
  static const char* const kinds[] = {"past", "present", "future"};
  const std::string word = choice_.any(words_.adverbs.at(kinds[to_size(tense)])[0]).word;
  const bool is_adverb = word == "now" || word == "soon";
  Token result = token(word, is_adverb ? "RB" : "NN", verb_modifier, "DXT", is_adverb ? "ADVP" : "NP");
  if (!is_adverb) result.number = "Sing";
  return result;
}

Tokens Grammar::place_phrase(const std::string& category) {
  static const std::vector<std::string> classes = {"place", "place", "place", "gpe", "path"};
  const std::string noun_class = choice_.any(classes);
  const std::string preposition = choice_.frequent(words_.prepositions.at("where " + noun_class)).word;
  return prepositional(preposition, noun_class, category);
}

Tokens Grammar::time_phrase(const std::string& category) {
  static const std::vector<std::string> classes = {"event", "event", "day", "month"};
  const std::string noun_class = choice_.any(classes);
  const std::string preposition = choice_.frequent(words_.prepositions.at("when " + noun_class)).word;
  if (noun_class == "event") return prepositional(preposition, noun_class, category);
  Token name =
      token(choice_.frequent(words_.names.at(noun_class)).word, "NNP", "N", noun_class == "day" ? "DOW" : "MOY", "NP");
  name.number = "Sing";
  return {token(preposition, "IN", category, "REL", "PP"), name};
}

}  // namespace neurank::corpus::grammar
