#pragma once

#include <cstddef>
#include <string>

namespace neurank {

/// A number for people, as printf writes it. @param format one conversion of a double, e.g. "%.1f", whose result has at
/// most 63 bytes
std::string formatted(const char* format, double value);

/// A time for people: "7:05" (minutes and seconds), "2:00:00" from an hour on. @param seconds at least 0
std::string duration(double seconds);

/// A number and the thing that it counts: "1 word", "2 words". @param thing whose plural ends in s
std::string counted(std::size_t count, const std::string& thing);

}  // namespace neurank
