#include "corpus/grammar/morphology.hpp"

#include <string_view>

#include "base/error.hpp"

namespace neurank::corpus::grammar {
namespace {

bool is_vowel(char c) { return std::string_view("aeiouAEIOU").find(c) != std::string_view::npos; }

bool ends_in(const std::string& word, std::initializer_list<const char*> ends) {
  for (const char* end : ends)
    if (word.ends_with(end)) return true;
  return false;
}

bool ends_in_consonant_and_y(const std::string& word) {
  return word.size() > 1 && word.back() == 'y' && !is_vowel(word[word.size() - 2]);
}

/// Groups of neighbouring vowels, a silent e at the end aside: about the syllables.
int vowel_groups(const std::string& word) {
  int groups = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool is_silent = word[i] == 'e' && i + 1 == word.size() && groups > 0;
    const bool sounds = is_vowel(word[i]) || (word[i] == 'y' && i > 0);
    const bool goes_on = i > 0 && (is_vowel(word[i - 1]) || (word[i - 1] == 'y' && i > 1));
    groups += sounds && !goes_on && !is_silent;
  }
  return groups;
}

/// One syllable that ends in consonant, vowel, consonant: stop, but not visit, rain, fix.
bool doubles(const std::string& word) {
  const std::size_t n = word.size();
  return n > 2 && vowel_groups(word) == 1 && !is_vowel(word[n - 1]) && is_vowel(word[n - 2]) &&
         !is_vowel(word[n - 3]) && std::string_view("wxy").find(word[n - 1]) == std::string_view::npos;
}

/// The word as an ending that starts with e or i wants it, the e of the word itself still there.
std::string stem(const std::string& word, bool doubled) { return doubled || doubles(word) ? word + word.back() : word; }

std::string with_e(const std::string& word, bool doubled, const char* rest) {
  if (word.ends_with('e')) return word + rest;
  if (ends_in_consonant_and_y(word)) return word.substr(0, word.size() - 1) + "ie" + rest;
  return stem(word, doubled) + "e" + rest;
}

}  // namespace

std::string with_s(const std::string& word) {
  NEURANK_EXPECT(!word.empty());
  if (ends_in(word, {"s", "x", "z", "ch", "sh"}) || word == "go" || word == "do") return word + "es";
  if (ends_in_consonant_and_y(word)) return word.substr(0, word.size() - 1) + "ies";
  return word + "s";
}

std::string with_ed(const std::string& word, bool doubled) { return with_e(word, doubled, "d"); }

std::string with_ing(const std::string& word, bool doubled) {
  if (word.ends_with('e') && !ends_in(word, {"ee", "ye", "oe"})) return word.substr(0, word.size() - 1) + "ing";
  return stem(word, doubled) + "ing";
}

std::string with_er(const std::string& word) { return with_e(word, false, "r"); }

bool compares_with_er(const std::string& word) {
  const int groups = vowel_groups(word);
  return groups == 1 || (groups == 2 && word.ends_with('y'));
}

bool starts_with_vowel(const std::string& word) { return is_vowel(word[0]); }

std::string capitalised(std::string word) {
  if (word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

}  // namespace neurank::corpus::grammar
