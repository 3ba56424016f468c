#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "grid/differences.hpp"
#include "run/dependencies.hpp"
#include "schedule/fingerprint.hpp"

namespace neurank::run {

/// What a run that a folder holds is to a plan: which units are there already, and what the grid of the plan changes
/// for them.
struct Growth {
  std::vector<schedule::Standing> standings;  ///< of the units of the plan
  /// Settings and inputs on which finished units of the plan depend and that are other ones now; further values of
  /// the same (grid::is_addition) are no change.
  std::vector<grid::Difference> changes = {};
  bool is_unknown = false;  ///< finished units of the plan do not say what they are made of

  std::size_t count(schedule::Standing standing) const;
};

/// @param plan of the experiment, to the last stage, with its dependencies noted  @param before dependencies of the run
/// that the folder holds  @param now of the experiment. Pure.
Growth growth_of(const Plan& plan, const grid::Experiment& experiment, const Dependencies& before,
                 const Dependencies& now, const schedule::DoneUnits& done);

/// The same for a folder that holds a run. @param inputs hashes of what the experiment reads
Growth growth_in(const RunFolder& folder, const Plan& plan, const grid::Experiment& experiment,
                 const InputHashes& inputs, const schedule::DoneUnits& done);

/// Throws a usage Error, naming the changes and the number of units, when a plan would make finished units obsolete.
/// @param folder that holds the run
void expect_no_change(const std::filesystem::path& folder, const Growth& growth);

/// Ids of the units that are done again.
std::vector<std::string> redone(const Plan& plan, const Growth& growth);

/// Units of the plan that are done, and made of what the plan says.
std::set<std::string> finished_units(const Plan& plan, const schedule::DoneUnits& done);

/// "212 units reused, 36 new, 4 done again"
std::string to_text(const Growth& growth);

/// "probe.epochs was 10 and is now 12, words/ptb has changed"; empty without a change.
std::string changes_text(const Growth& growth);

}  // namespace neurank::run
