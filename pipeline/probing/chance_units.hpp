#pragma once

namespace neurank::probing::chance_units {

// What units that hold a cell against chance leave in their files.

inline constexpr const char* before = "shadows/before";       ///< [N] shadows before each place of the true neurons
inline constexpr const char* first_order = "halves/first";    ///< [N] neurons, most important first
inline constexpr const char* second_order = "halves/second";  ///< the same by the other half of the sentences
inline constexpr const char* effects = "effects/sizes";  ///< [1 + nuisances, N] partial effects, labels first; not a
                                                         ///< number of a nuisance that is the task itself
inline constexpr const char* effects_p = "effects/p_values";  ///< [1 + nuisances, N] of these
inline constexpr const char* random_sets = "random_sets";     ///< table: n, draw, accuracy on test

}  // namespace neurank::probing::chance_units
