#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/morphology.hpp"
#include "corpus/grammar/phrases.hpp"

namespace neurank::corpus::grammar {

Tokens Grammar::predicate_complement(const VerbRequest& request, std::string& category) {
  const bool is_person = request.noun_class == "person";
  const bool has_adjective = words_.adjectives.contains(request.noun_class);
  const bool has_place = request.noun_class != "idea";
  switch (choice_.weighted(
      {has_adjective ? 0.6 : 0, is_person ? 0.2 : 0, has_place ? 0.15 : 0, has_adjective ? 0.15 : 0.01})) {
    case 1: {
      category = "NP";
      bool mass = false, plural = false;
      Token head = noun("person", mass, plural);
      if (plural != request.agreement.plural) return predicate_complement(request, category);
      Tokens tokens = adjectives("person");
      append(tokens, std::move(head));
      if (!plural) {
        const bool vowel = starts_with_vowel(tokens[0].word);
        Token article = token(vowel ? "an" : "a", "DT", determiner_category, "DIS");
        article.number = "Sing";
        tokens.insert(tokens.begin(), std::move(article));
      }
      mark_chunk(tokens, "NP");
      return tokens;
    }
    case 2:
      category = "PP";
      return place_phrase("PP/NP");
    case 3:
      category = "S[adj]\\NP";
      return has_adjective ? comparison(request.noun_class) : predicate_adjective("idea");
    default:
      category = "S[adj]\\NP";
      return predicate_adjective(request.noun_class);
  }
}

Tokens Grammar::predicate_adjective(const std::string& noun_class) {
  const PlainWord chosen = choice_.frequent(words_.adjectives.at(noun_class)[0]);
  Tokens tokens;
  if (choice_.chance(0.3)) append(tokens, token(degree_adverb(), "RB", "(S[adj]\\NP)/(S[adj]\\NP)", "INT"));
  append(tokens, token(chosen.word, "JJ", "S[adj]\\NP", chosen.sem));
  mark_chunk(tokens, "ADJP");
  return tokens;
}

Tokens Grammar::comparison(const std::string& noun_class) {
  const std::string adjective = choice_.frequent(words_.adjectives.at(noun_class)[0]).word;
  const auto irregular = words_.comparatives.find(adjective);
  Tokens tokens;
  if (irregular != words_.comparatives.end() || compares_with_er(adjective)) {
    const bool is_irregular = irregular != words_.comparatives.end();
    append(tokens, token(is_irregular ? irregular->second : with_er(adjective), "JJR", "S[adj]\\NP", "MOR"));
  } else {
    append(tokens, token("more", "RBR", "(S[adj]\\NP)/(S[adj]\\NP)", "MOR"));
    append(tokens, token(adjective, "JJ", "S[adj]\\NP", "DEG"));
  }
  mark_chunk(tokens, "ADJP");
  append(tokens, token("than", "IN", "((S[adj]\\NP)\\(S[adj]\\NP))/NP", "REL", "PP"));
  append(tokens, noun_phrase({.noun_class = noun_class, .simple = true}).tokens);
  return tokens;
}

Tokens Grammar::that_clause(Tense tense, bool with_that) {
  Tokens tokens;
  if (with_that) append(tokens, token("that", "IN", "S[em]/S[dcl]", "SUB", "SBAR"));
  append(tokens, clause(tense));
  return tokens;
}

Tokens Grammar::prepositional(const std::string& preposition, const std::string& noun_class,
                              const std::string& category) {
  const bool is_to = preposition == "to";
  Tokens tokens = {token(preposition, is_to ? "TO" : "IN", category, "REL", "PP")};
  const bool is_alive = noun_class == "person" || noun_class == "animal";
  append(tokens, noun_phrase({.noun_class = noun_class, .simple = true, .full = !is_alive}).tokens);
  return tokens;
}

}  // namespace neurank::corpus::grammar
