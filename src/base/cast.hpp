#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "base/index.hpp"

namespace neurank {

// Conversions between numbers whose value stays what it is; a value that the other type cannot hold is a broken
// contract, checked in every build but Release. A conversion that may lose something is written as static_cast.

/// The same whole number as another type, from a number, a position of an enumerator, or a real number cut to what is
/// before its point.
template <class To, class From>
constexpr To checked_cast(From value) {
  if constexpr (std::is_enum_v<From>) {
    return checked_cast<To>(static_cast<std::underlying_type_t<From>>(value));
  } else {
    if constexpr (std::is_floating_point_v<From>)
      NEURANK_EXPECT(value >= static_cast<From>(std::numeric_limits<To>::min()) &&
                     value <= static_cast<From>(std::numeric_limits<To>::max()));
    else if constexpr (!std::is_same_v<From, bool>)
      NEURANK_EXPECT(std::cmp_greater_equal(value, std::numeric_limits<To>::min()) &&
                     std::cmp_less_equal(value, std::numeric_limits<To>::max()));
    return static_cast<To>(value);
  }
}

/// @pre the number is neither negative nor too large, as for the three that follow
template <class Number>
constexpr std::size_t to_size(Number number) {
  return checked_cast<std::size_t>(number);
}
template <class Number>
constexpr Index to_index(Number number) {
  return checked_cast<Index>(number);
}
template <class Number>
constexpr std::int64_t to_int64(Number number) {
  return checked_cast<std::int64_t>(number);
}
template <class Number>
constexpr std::uint64_t to_uint64(Number number) {
  return checked_cast<std::uint64_t>(number);
}

/// The nearest double: the number itself up to 2^53.
template <class Number>
constexpr double to_double(Number number) {
  return static_cast<double>(number);
}

}  // namespace neurank
