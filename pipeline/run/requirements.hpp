#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/run_plan.hpp"

namespace neurank::run {

/// Bytes of all activation files.
std::uint64_t disk_bytes(const grid::Experiment& experiment, const Facts& facts,
                         const std::vector<Extraction>& extractions);

/// Whether ranks read the rows of an activation file anew in each pass, so that a copy on a host's own disk pays
/// (resources.scratch): rows that fit into memory are read once a cell.
bool pays_to_copy(const grid::Experiment& experiment, const Facts& facts, const Extraction& extraction);

/// Memory that a rank takes for some of a run's units, the program itself included.
struct MemoryNeed {
  std::string units;  ///< "extract/bert/ptb", "bert/pos/raw" for all that train its probes, or "report"
  std::uint64_t bytes;
};

/// Needs of all units, the largest first; at least one head is always trained whole.
/// @param process what the program holds before it does anything: resident_bytes() at its start
std::vector<MemoryNeed> memory_needs(const grid::Experiment& experiment, const Facts& facts,
                                     const std::vector<grid::Cell>& cells, std::uint64_t process);

/// Throws a usage Error that names the units that need more than the grid allows a rank (resources.memory).
void expect_memory(const grid::Experiment& experiment, const std::vector<MemoryNeed>& needs);

/// Says which units do not fit beside one another on a host all of whose ranks are at such a unit, and what to do;
/// empty when all fit. @param host_bytes memory of the host, 0 when it is not known
std::string memory_warning(const std::vector<MemoryNeed>& needs, int ranks, std::uint64_t host_bytes);

}  // namespace neurank::run
