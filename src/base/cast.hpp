#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "base/error.hpp"
#include "base/index.hpp"

namespace neurank {

// Conversions between numbers whose value stays what it is; a value that the other type cannot hold is a broken
// contract, checked in every build but Release. A conversion that may lose something is written as static_cast.

/// @pre the number, or position of an enumerator, is not negative
template <class Number>
constexpr std::size_t to_size(Number number) {
  if constexpr (std::is_signed_v<Number>) NEURANK_EXPECT(number >= 0);
  return static_cast<std::size_t>(number);
}

/// @pre an unsigned number is at most the largest Index
template <class Number>
constexpr Index to_index(Number number) {
  if constexpr (std::is_unsigned_v<Number>)
    NEURANK_EXPECT(number <= static_cast<std::size_t>(std::numeric_limits<Index>::max()));
  return static_cast<Index>(number);
}

/// @pre an unsigned number is at most the largest std::int64_t
template <class Number>
constexpr std::int64_t to_int64(Number number) {
  if constexpr (std::is_unsigned_v<Number>)
    NEURANK_EXPECT(number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  return static_cast<std::int64_t>(number);
}

/// @pre the number is not negative
template <class Number>
constexpr std::uint64_t to_uint64(Number number) {
  if constexpr (std::is_signed_v<Number>) NEURANK_EXPECT(number >= 0);
  return static_cast<std::uint64_t>(number);
}

/// The nearest double: the number itself up to 2^53.
template <class Number>
constexpr double to_double(Number number) {
  return static_cast<double>(number);
}

}  // namespace neurank
