#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/error.hpp"

namespace neurank {

class File;

/// What to do when a disk or a quota is full; the end of every message about it.
inline constexpr const char* full_disk_remedy = "free some space or choose another output folder, then run again";

/// What to do when MPI-IO cannot open a file, as on a file system that it knows nothing of or that has no locks; the
/// end of every message about it.
inline constexpr const char* mpi_io_remedy =
    "choose another of the MPI library's implementations (Open MPI: OMPI_MCA_io=romio321, or ompio), another folder, "
    "or "
    "extract with one process and no mpirun";

/// Error of a system call: "PATH: cannot DOING (the system's words)", with full_disk_remedy where that is the reason.
/// @param code as in errno
Error disk_error(const std::filesystem::path& path, const std::string& doing, int code);

/// What an error of std::filesystem says to a user: "PATH: cannot be used (the system's words)".
Error access_error(const std::filesystem::filesystem_error& error);

/// Whole content of a regular file. Throws Error when it is missing, a folder or unreadable.
std::string read_file(const std::filesystem::path& path);

/// Replaces a file at once: written beside it, synced to disk, renamed. A reader sees the old content or the new one.
/// Throws Error when the disk is full or the folder cannot be written.
void write_file(const std::filesystem::path& path, const std::string& content);

/// The same for content that is made piece by piece. @param write to the file
void write_file(const std::filesystem::path& path, const std::function<void(const File& file)>& write);

/// Flushes a file's data and metadata to disk. Throws Error when the disk refuses.
void sync_file(const std::filesystem::path& path);

/// Renames a finished file onto its final name and syncs both the file and its folder.
void publish_file(const std::filesystem::path& temporary, const std::filesystem::path& final_name);

/// Gives a file a second name, over what has that; copies its bytes where the file system has no such names. Throws
/// Error with the reason when that fails.
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes a folder and its parents. Throws Error with the reason when that fails.
void make_folder(const std::filesystem::path& path);

/// Bytes that a user may still write on the file system of a path whose last parts need not exist yet.
std::uint64_t free_bytes(const std::filesystem::path& path);

}  // namespace neurank
