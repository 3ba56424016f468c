#pragma once

#include <map>
#include <string>
#include <vector>

#include "schedule/unit.hpp"

namespace neurank::schedule {

/// A unit that is done, as the journal knows it.
struct DoneUnit {
  std::string fingerprint;  ///< empty: of a version of neurank that noted none
  std::string output = {};  ///< all that units behind it see of it; empty: they see its fingerprint

  bool operator==(const DoneUnit&) const = default;
};

/// Units that are done, by id.
using DoneUnits = std::map<std::string, DoneUnit>;

/// What a unit's result is made of: its own settings, and what it sees of the units that it waits for. Two units with
/// one fingerprint have the same result. 32 hexadecimal digits.
/// @param seen of the units unit.after, in their order
std::string fingerprint(const Unit& unit, const std::vector<std::string>& seen);

/// Attribute of the files that a unit leaves.
inline constexpr const char* fingerprint_attribute = "fingerprint";

/// What becomes of a planned unit in a folder that holds a run.
enum class Standing {
  fresh,   ///< it has never been done
  reused,  ///< it is done, of the same fingerprint
  redone,  ///< it is done, of another
};

/// The standing of each unit, were what units hand on that is no fingerprint (`output`) found again as it was. Pure.
std::vector<Standing> standings(const std::vector<Unit>& units, const DoneUnits& done);

}  // namespace neurank::schedule
