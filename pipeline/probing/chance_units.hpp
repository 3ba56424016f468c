#pragma once

namespace neurank::probing::chance_units {

// What units that hold a cell against chance leave in their files.

inline constexpr const char* before = "shadows/before";  ///< [N] shadows before each place of the true neurons
/// [N] neurons, most important first, by each half of the sentences.
inline constexpr const char* half_orders[] = {"halves/first", "halves/second"};
inline constexpr const char* effects = "effects/sizes";  ///< [1 + nuisances, N] partial effects, labels first; not a
                                                         ///< number of a nuisance that is the task itself
inline constexpr const char* effects_p = "effects/p_values";  ///< [1 + nuisances, N] of these
inline constexpr const char* random_sets = "random_sets";     ///< table: n, draw, accuracy on test

}  // namespace neurank::probing::chance_units
