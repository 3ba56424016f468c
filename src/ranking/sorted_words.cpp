#include "ranking/sorted_words.hpp"

#include <array>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::ranking {

void sort_by_value(std::vector<Word>& words, std::vector<Word>& scratch) {
  constexpr int digit_bits = 11, digits = 3;
  constexpr std::size_t digit_values = std::size_t{1} << digit_bits;
  const auto digit_of = [](Word word, int digit) {
    return static_cast<std::size_t>(order_of(word) >> (digit * digit_bits)) % digit_values;
  };
  std::array<std::array<std::size_t, digit_values>, digits> next{};
  for (const Word word : words)
    for (int digit = 0; digit < digits; ++digit) ++next[to_size(digit)][digit_of(word, digit)];
  scratch.resize(words.size());
  for (int digit = 0; digit < digits; ++digit) {
    auto& places = next[to_size(digit)];
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
    for (const Word word : words) scratch[places[digit_of(word, digit)]++] = word;
    words.swap(scratch);
  }
}

}  // namespace neurank::ranking
