#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/phrases.hpp"
#include "corpus/grammar/verb_forms.hpp"

namespace neurank::corpus::grammar {

Tokens Grammar::question() {
  const Tense when = tense();
  switch (choice_.weighted({0.36, 0.2, 0.24, 0.2})) {
    case 1:
      return subject_question(when);
    case 2:
      return object_question(when);
    case 3:
      return adverb_question(when);
    default:
      return inverted_clause(when);
  }
}

Tokens Grammar::inverted_clause(Tense when) {
  const std::string noun_class = subject_class();
  NounPhrase subject = noun_phrase({.noun_class = noun_class, .subject = true, .simple = true});
  const VerbRequest request{.noun_class = noun_class, .agreement = subject.agreement, .tense = when};
  const VerbList* verbs = verbs_for(noun_class);
  MainVerb verb{.forms = be(), .copula = true};
  Tokens behind;
  if (verbs == nullptr || choice_.chance(0.15)) {
    verb.complements = {""};
    behind = predicate_complement(request, verb.complements[0]);
  } else {
    verb = main_verb(*verbs);
    behind = complements(verb, request);
  }
  InvertedVerbs group = inverted_group(verb, request);
  Tokens tokens = {std::move(group.auxiliary)};
  append(tokens, std::move(subject.tokens));
  append(tokens, std::move(group.rest));
  append(tokens, std::move(behind));
  return tokens;
}

Tokens Grammar::subject_question(Tense when) {
  const std::string noun_class = subject_class();
  const Agreement agreement{.plural = choice_.chance(0.3)};
  bool with_noun = false;
  Tokens tokens = question_phrase(noun_class, agreement, "S[dcl]\\NP", with_noun);
  append(tokens,
         verb_phrase({.noun_class = noun_class, .agreement = with_noun ? agreement : Agreement{}, .tense = when}));
  return tokens;
}

Tokens Grammar::object_question(Tense when) {
  const std::string subject_of = choice_.chance(0.85) ? "person" : "animal";
  const VerbList* verbs = verbs_for(subject_of);
  while (verbs->frame != "transitive") verbs = verbs_for(subject_of);
  const MainVerb verb = main_verb(*verbs);
  const Agreement asked{.plural = choice_.chance(0.3)};
  const std::string object_of = choice_.any(verbs->objects);
  bool with_noun = false;
  Tokens tokens = question_phrase(object_of, asked, "S[q]/NP", with_noun);
  NounPhrase subject = noun_phrase({.noun_class = subject_of, .subject = true, .simple = true});
  InvertedVerbs group = inverted_group(verb, {.noun_class = subject_of, .agreement = subject.agreement, .tense = when});
  append(tokens, std::move(group.auxiliary));
  append(tokens, std::move(subject.tokens));
  append(tokens, std::move(group.rest));
  return tokens;
}

Tokens Grammar::adverb_question(Tense when) {
  static const std::vector<std::string> adverbs = {"where", "when", "why", "how"};
  Tokens tokens = {token(choice_.any(adverbs), "WRB", "S[wq]/S[q]", "QUE", "ADVP")};
  append(tokens, inverted_clause(when));
  return tokens;
}

Tokens Grammar::question_phrase(const std::string& noun_class, Agreement agreement, const std::string& rest,
                                bool& with_noun) {
  const std::string category = "S[wq]/(" + rest + ")";
  const auto lists = words_.nouns.find(noun_class);
  with_noun = lists != words_.nouns.end() && choice_.chance(0.4);
  if (!with_noun) return {token(noun_class == "person" ? "who" : "what", "WP", category, "QUE", "NP")};
  const NounForms& forms = choice_.frequent(lists->second[0].nouns);
  Token head = token(agreement.plural ? forms.plural : forms.singular, agreement.plural ? "NNS" : "NN", "N",
                     noun_class == "person" ? "ROL" : "CON");
  head.number = agreement.plural ? "Plur" : "Sing";
  Tokens tokens = {token(choice_.chance(0.6) ? "which" : "what", "WDT", "(" + category + ")/N", "QUE"),
                   std::move(head)};
  mark_chunk(tokens, "NP");
  return tokens;
}

}  // namespace neurank::corpus::grammar
