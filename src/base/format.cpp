#include "base/format.hpp"

#include <cstdio>

namespace neurank {

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace neurank
