#pragma once

#include <string>

namespace neurank {

/// A number for people, as printf writes it. @param format one conversion of a double, e.g. "%.1f"; at most 63 bytes
/// come of it
std::string formatted(const char* format, double value);

}  // namespace neurank
