#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/figures/figure.hpp"

namespace neurank::report {

/// What gnuplot calls itself, as in "gnuplot 5.4 patchlevel 4"; empty where there is none.
std::string gnuplot_version();

/// Writes data and scripts of figures into a folder and has gnuplot draw them there, by some processes at once. Those
/// that an earlier report has drawn from the same stay as they are; what it drew beside them is removed.
/// @param program gnuplot's name or path  @return notes on what could not be drawn, plain sentences; data and scripts
/// are there in any case. Throws Error when the folder cannot be written.
std::vector<std::string> draw_figures(const std::filesystem::path& folder, const std::vector<Figure>& figures,
                                      std::size_t processes, const std::string& program = "gnuplot");

}  // namespace neurank::report
