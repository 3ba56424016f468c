#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>

/// How a results file stores what HDF5 has no form for. A cell that is empty ("does not apply") holds its column's
/// attribute `empty_value`: what R calls NA for numbers; for text "", or in a column where "" is a text of its own,
/// the first of NA, NA_, NA__, ... that is not.
namespace neurank::store::layout {

inline constexpr const char* result_format = "neurank-results";
inline constexpr std::int64_t result_version = 1;

inline constexpr const char* tables = "tables";
inline constexpr const char* arrays = "arrays";
inline constexpr const char* columns = "columns";  ///< attribute of a table's group: column names in order
inline constexpr const char* empty_value = "empty_value";

inline constexpr std::int64_t empty_integer = std::numeric_limits<std::int64_t>::min();

/// A NaN with the payload 1954, by which R tells NA from a NaN that was computed.
inline constexpr std::uint64_t empty_real_bits = 0x7FF80000000007A2;

/// Whether a number stands for an empty cell.
inline bool is_empty_real(double value) { return std::bit_cast<std::uint64_t>(value) == empty_real_bits; }

}  // namespace neurank::store::layout
