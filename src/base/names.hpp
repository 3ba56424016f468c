#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurank {

// An enum that people read or write has its words in one place: beside it stands
//   constexpr std::array<const char*, n> names_of(Enum) { return {...}; }
// with a word for each enumerator, in their order. The argument only selects the function.

/// The word for an enumerator.
template <class Enum>
std::string name_of(Enum value) {
  return names_of(value)[static_cast<std::size_t>(value)];
}

/// The enumerator that a word stands for; nothing for any other word.
template <class Enum>
std::optional<Enum> parse(std::string_view word) {
  const auto names = names_of(Enum{});
  const auto found = std::find(names.begin(), names.end(), word);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

/// All words of an enum, in the order of the enumerators.
template <class Enum>
std::vector<std::string> all_names() {
  const auto names = names_of(Enum{});
  return {names.begin(), names.end()};
}

/// All enumerators, in their order.
template <class Enum>
constexpr auto all_of() {
  std::array<Enum, names_of(Enum{}).size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Enum>(i);
  return all;
}

}  // namespace neurank
