#pragma once

#include <filesystem>
#include <functional>

#include "mpi/communicator.hpp"

namespace neurank::cli {

/// Where the results of a grid go: to the folder that it names. A grid that lies where one cannot write, as those
/// beside an installed program do, may name a folder that cannot be made either: then to a folder of the same name in
/// the working folder.
/// @param named absolute; used when it exists already  @param grid_folder the folder of the grid's file
/// @param can_write asked of folders that exist
std::filesystem::path output_folder(const std::filesystem::path& named, const std::filesystem::path& grid_folder,
                                    const std::filesystem::path& working_folder,
                                    const std::function<bool(const std::filesystem::path&)>& can_write);

/// Replaces the output folder that a grid names by where results really go, on all ranks as rank 0 finds it.
/// Collective.
/// @param grid the grid's file
void settle_output(const mpi::Communicator& comm, const std::filesystem::path& grid, std::filesystem::path& output);

}  // namespace neurank::cli
