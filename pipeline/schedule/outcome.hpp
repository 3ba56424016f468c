#pragma once

#include <array>

#include "base/names.hpp"

namespace neurank::schedule {

/// How a launch ended, and how a unit did.
enum class Outcome {
  done,     ///< every unit is done
  failed,   ///< some units failed, or wait for one that did; all others are done
  stopped,  ///< stopped on request; the journal says what is done
};
constexpr std::array<const char*, 3> names_of(Outcome) { return {"done", "failed", "stopped"}; }

}  // namespace neurank::schedule
