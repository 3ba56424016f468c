#pragma once

#include <string>

namespace neurank::corpus::grammar {

// The regular inflection of English spelling. Words are ASCII letters.

/// dogs, boxes, cities; also the third person of verbs.
std::string with_s(const std::string& word);

/// walked, loved, tried, stopped. @param doubled the last consonant is doubled whatever the rule says
std::string with_ed(const std::string& word, bool doubled = false);

/// walking, loving, trying, stopping.
std::string with_ing(const std::string& word, bool doubled = false);

/// bigger, nicer, happier.
std::string with_er(const std::string& word);

/// Whether an adjective compares with "er": it has one syllable, or two and ends in y.
bool compares_with_er(const std::string& word);

/// Whether "an" stands before it, by its first letter.
bool starts_with_vowel(const std::string& word);

/// The word with a capital first letter.
std::string capitalised(std::string word);

}  // namespace neurank::corpus::grammar
