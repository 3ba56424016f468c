#pragma once

#include <string>
#include <vector>

#include "corpus/grammar/lexicon.hpp"
#include "corpus/grammar/sentence.hpp"
#include "corpus/grammar/word_choice.hpp"

namespace neurank::corpus::grammar {

/// The time of which a clause speaks; the modal verb "will" expresses the future.
enum class Tense { past, present, future };

/// What a verb agrees with.
struct Agreement {
  bool plural = false;
  int person = 3;
};

/// A noun phrase, which has the category NP.
struct NounPhrase {
  Tokens tokens;
  std::string noun_class;
  Agreement agreement = {};
};

/// What is asked of a noun phrase.
struct NounRequest {
  std::string noun_class;
  bool subject = false;  ///< decides the case of pronouns
  bool simple = false;   ///< nothing behind the noun, no coordination
  bool full = false;     ///< no pronoun
};

/// What a verb phrase must fit.
struct VerbRequest {
  std::string noun_class;    ///< of the subject
  Agreement agreement = {};  ///< with the subject
  Tense tense = Tense::past;
  std::string form = "dcl";  ///< feature of the category S[form]\NP: dcl, to, ng
};

/// The head of a verb group.
struct MainVerb {
  VerbForms forms;
  const VerbList* list = nullptr;             ///< that it was drawn from
  std::vector<std::string> complements = {};  ///< categories behind the verb, first to last
  bool stative = false;
  bool passive = false;
  bool copula = false;  ///< the verb "be": needs no "do"
};

/// A verb before the main verb.
struct Auxiliary {
  VerbForms forms;
  std::string next;  ///< form of the verb behind it: b, ng, pt, pss
};

/// The verbs of a question: the auxiliary before its subject, and the rest behind it.
struct InvertedVerbs {
  Token auxiliary;
  Tokens rest;
};

/// A grammar of English. Every function draws what its arguments leave open and returns words with all columns.
class Grammar {
 public:
  explicit Grammar(std::uint64_t seed) : choice_(seed), words_(lexicon()) {}

  /// A sentence of at most max_words words with its final mark, the first one capitalised.
  Tokens sentence();

  static constexpr std::size_t max_words = 29;

 private:
  // clauses.cpp
  Tokens statement();
  Tokens clause(Tense tense);
  Tokens main_clause(Tense tense);
  Tokens clause_with_subordinate(Tense tense);
  Tokens coordinated_clauses(Tense tense);
  Tokens existential_clause(Tense tense);
  Tokens opening(Tense tense);
  Token subordinator();
  Tense tense();
  std::string subject_class();

  // questions.cpp
  Tokens question();
  Tokens subject_question(Tense tense);
  Tokens object_question(Tense tense);
  Tokens adverb_question(Tense tense);
  Tokens inverted_clause(Tense tense);
  Tokens question_phrase(const std::string& noun_class, Agreement agreement, const std::string& rest, bool& with_noun);

  // noun_phrases.cpp
  NounPhrase noun_phrase(const NounRequest& request);
  NounPhrase coordinated(const NounRequest& request);
  NounPhrase pronoun(const NounRequest& request);
  NounPhrase name(const std::string& kind);
  NounPhrase common(const NounRequest& request);
  Tokens determiner(const std::string& noun_class, bool mass, bool plural);
  Token quantity();
  Tokens definite_determiner(bool plural);
  Tokens possessor();
  Tokens adjectives(const std::string& noun_class);
  Token noun(const std::string& noun_class, bool& mass, bool& plural);
  void add_modifier(NounPhrase& phrase);
  void add_relative_clause(NounPhrase& phrase);

  // verb_phrases.cpp
  Tokens verb_phrase(const VerbRequest& request);
  Tokens simple_verb_phrase(const VerbRequest& request);
  Tokens copular_phrase(const VerbRequest& request);
  Tokens passive_phrase(const VerbRequest& request);
  Tokens active_phrase(const VerbRequest& request);
  MainVerb main_verb(const VerbList& verbs);
  Tokens complements(const MainVerb& verb, const VerbRequest& request);
  Tokens complement(const MainVerb& verb, std::size_t number, const VerbRequest& request);
  Tokens embedded(const std::string& form, const std::string& noun_class, Agreement agreement = {});
  const VerbList* verbs_for(const std::string& subject_class);
  const VerbList* verbs_with_object(const std::string& object_class);

  // complements.cpp
  Tokens predicate_complement(const VerbRequest& request, std::string& category);
  Tokens predicate_adjective(const std::string& noun_class);
  Tokens comparison(const std::string& noun_class);
  Tokens that_clause(Tense tense, bool with_that);
  Tokens prepositional(const std::string& preposition, const std::string& noun_class, const std::string& category);

  // adverbials.cpp
  Tokens adverbials(const VerbRequest& request, bool has_object);
  Tokens manner_adverb();
  std::string degree_adverb();
  Tokens last_adverb(Tense tense);
  Token time_adverb(Tense tense);
  Tokens place_phrase(const std::string& category);
  Tokens time_phrase(const std::string& category);

  // verb_groups.cpp
  Tokens verb_group(const MainVerb& verb, const VerbRequest& request);
  InvertedVerbs inverted_group(const MainVerb& verb, const VerbRequest& request);
  std::vector<Auxiliary> auxiliaries(const MainVerb& verb, const VerbRequest& request);

  WordChoice choice_;
  const Lexicon& words_;
  int clauses_left_ = 0;  ///< how many further clauses the sentence may still get
};

}  // namespace neurank::corpus::grammar
