#include "analysis/strongest_words.hpp"

#include <algorithm>

namespace neurank::analysis {

void StrongestWords::add(const StrongWord& word) {
  insert(word, highest_, [](const StrongWord& a, const StrongWord& b) { return a.value > b.value; });
  insert(word, lowest_, [](const StrongWord& a, const StrongWord& b) { return a.value < b.value; });
}

template <class Before>
void StrongestWords::insert(const StrongWord& word, std::vector<StrongWord>& words, const Before& before) const {
  if (words.size() == many_ && !before(word, words.back())) return;  // most words, by far
  const auto same = std::ranges::find(words, word.sentence, &StrongWord::sentence);
  if (same != words.end()) {
    if (!before(word, *same)) return;
    words.erase(same);
  }
  words.insert(std::upper_bound(words.begin(), words.end(), word, before), word);
  if (words.size() > many_) words.pop_back();
}

}  // namespace neurank::analysis
