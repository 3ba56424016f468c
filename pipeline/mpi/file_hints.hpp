#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"

namespace neurank::mpi {

/// Hints of MPI-IO by name, such as striping_factor: 8; which there are depends on library and file system.
using FileHints = std::map<std::string, std::string>;

/// Makes an empty file through MPI-IO, in place of one that is there, so that a parallel file system lays it out as the
/// hints say: once a file is there, it cannot be laid out anew. Collective; throws Error on all ranks when MPI-IO
/// cannot make it.
/// @return the hints that were not taken: those that MPI_File_get_info does not repeat (Open MPI repeats all that were
/// given), and those of stripes on a file system without any. Without MPI all of them, and no file is made.
FileHints create_with_hints(const Communicator& comm, const std::filesystem::path& path, const FileHints& hints);

}  // namespace neurank::mpi
