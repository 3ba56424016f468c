#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"

namespace neurank::fuzz {

/// The fuzzer's input as a text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Runs what may end with an Error, and with nothing else.
template <class Action>
void may_fail(Action action) {
  try {
    action();
  } catch (const Error&) {
  }
}

}  // namespace neurank::fuzz
