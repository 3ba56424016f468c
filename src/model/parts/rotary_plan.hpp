#pragma once

#include <array>
#include <string>

#include "base/index.hpp"
#include "base/names.hpp"
#include "checkpoint/model_config.hpp"

namespace neurank::model {

/// How the frequencies of rotary positions are stretched over longer texts.
enum class RotaryType {
  plain,   ///< not at all; config name "default"
  linear,  ///< all by one factor
  llama3,  ///< the slow ones by a factor, the fast ones not at all (Llama 3.1)
};
constexpr std::array<const char*, 3> names_of(RotaryType) { return {"default", "linear", "llama3"}; }

/// Rotary positions (Su et al. 2021): pair i of the first `width` numbers of a head is turned by the angle p w_i, with
/// w_i = base^(-2 i / width) before stretching.
struct RotaryPlan {
  Index width = 0;  ///< even, at most a head's
  double base = 10000;
  RotaryType type = RotaryType::plain;
  double factor = 1;           ///< by which frequencies are divided
  double low_factor = 1;       ///< llama3: below this many turns in the original length, by the whole factor
  double high_factor = 4;      ///< llama3: above this many, not at all
  double original_length = 0;  ///< llama3
  bool operator==(const RotaryPlan&) const = default;
};

/// Where a config of the releases before 5 has what one of 5 has under rope_parameters.
struct RotaryKeys {
  std::string base = "rope_theta";
  double default_base = 10000;
  std::string scaling = "rope_scaling";        ///< empty: positions are never stretched
  std::string part = "partial_rotary_factor";  ///< share of a head that is turned
  double default_part = 1;
};

/// @param head_width of which a part may be turned
/// @param kind of layers for which rope_parameters may have a section of their own, such as "full_attention"; or empty
/// Throws Error for a type that is not computed here, naming it, and for a part that is odd or too large.
RotaryPlan read_rotary(const checkpoint::ModelConfig& config, Index head_width, const RotaryKeys& keys = {},
                       const std::string& kind = "");

}  // namespace neurank::model
