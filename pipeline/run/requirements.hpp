#pragma once

#include <cstdint>

#include "run/run_plan.hpp"

namespace neurank::run {

/// Bytes of all activation files.
std::uint64_t disk_bytes(const grid::Experiment& experiment, const Facts& facts,
                         const std::vector<Extraction>& extractions);

/// Largest memory of a rank at any time, in bytes; at least one head is always trained whole.
/// @param process what the program holds before it does anything: resident_bytes() at its start
std::uint64_t peak_memory(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells,
                          std::uint64_t process);

}  // namespace neurank::run
