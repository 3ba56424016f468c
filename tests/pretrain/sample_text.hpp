#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"

namespace neurank::test {

/// Sentences of a small grammar: a subject, a verb that agrees with it, an object, a full stop.
inline std::vector<std::vector<std::string>> sample_text(std::size_t sentences, std::uint64_t seed = 1) {
  Random random(seed);
  const auto one_of = [&](const std::vector<std::string>& words) { return words[random.below(words.size())]; };
  const std::vector<std::string> nouns = {"bird", "tree", "stone", "river", "child", "fox"};
  std::vector<std::vector<std::string>> text;
  for (std::size_t s = 0; s < sentences; ++s) {
    const bool many = random.below(2) == 1;
    std::vector<std::string> words = {one_of({"the", "some", "no"})};
    if (random.below(2) == 1) words.push_back(one_of({"old", "small", "bright"}));
    words.push_back(one_of(nouns) + (many ? "s" : ""));
    words.push_back(one_of({"see", "find", "like"}) + (many ? "" : "s"));
    for (const std::string& word : {one_of({"a", "every"}), one_of(nouns), std::string(".")}) words.push_back(word);
    text.push_back(words);
  }
  return text;
}

}  // namespace neurank::test
