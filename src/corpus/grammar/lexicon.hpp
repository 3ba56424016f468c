#pragma once

#include <map>
#include <string>
#include <vector>

namespace neurank::corpus::grammar {

/// The two forms of a noun; the plural of a mass noun is not used.
struct NounForms {
  std::string singular;
  std::string plural;
};

/// The inflected forms of a verb.
struct VerbForms {
  std::string base;
  std::string third;  ///< third person singular of the present
  std::string past;
  std::string participle;
  std::string gerund;
};

/// A word whose form never changes here, with its semantic tag where its list gives one.
struct PlainWord {
  std::string word;
  std::string sem = {};
};

/// Nouns that may be subjects and objects of the same verbs.
struct NounList {
  bool mass = false;  ///< the nouns have no plural
  std::vector<NounForms> nouns;
};

/// Verbs that share a frame, a particle and the classes of their subjects and objects (see lexicon.txt).
struct VerbList {
  std::string frame;
  std::string particle;               ///< or preposition; empty where the frame has none
  bool stative = false;               ///< the verbs have no progressive
  std::vector<std::string> subjects;  ///< classes of nouns
  std::vector<std::string> objects;
  std::vector<VerbForms> verbs;
};

/// A prepositional phrase that may follow a noun, such as "from Paris".
struct Relation {
  std::string preposition;
  std::string noun_class;
};

using PlainWords = std::vector<PlainWord>;

/// The words of lexicon.txt, inflected. In every list frequent words come first.
struct Lexicon {
  std::map<std::string, std::vector<NounList>> nouns;         ///< by class
  std::map<std::string, PlainWords> names;                    ///< by kind
  std::map<std::string, std::vector<PlainWords>> adjectives;  ///< by class of noun
  std::map<std::string, std::vector<PlainWords>> adverbs;     ///< by kind
  std::map<std::string, PlainWords> prepositions;             ///< by use, and class of noun: "where place"
  std::map<std::string, std::vector<Relation>> relations;     ///< by class of noun
  std::map<std::string, std::string> comparatives;            ///< irregular ones
  std::vector<VerbList> verbs;
};

/// The lexicon that is compiled in, read once.
const Lexicon& lexicon();

namespace detail {
extern const char* const lexicon_text;
}

}  // namespace neurank::corpus::grammar
