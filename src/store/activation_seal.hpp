#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace neurank::store {

// A complete activation file is written never again, but for what HDF5 leaves until it is closed. What it is like
// stands beside it, as x.seal.json beside x.h5: size, inode and time of its last change, which tell at once whether
// somebody has touched it, and a hash of all in it but the activations, whose shards have hashes of their own in the
// file.

/// Notes what a complete file is like, @pre no process has it open to write.
void seal_activation_file(const std::filesystem::path& path);

/// The same while writers still have it open: size and inode alone.
void begin_seal(const std::filesystem::path& path);

/// Where the seal lies.
std::filesystem::path seal_file(const std::filesystem::path& activations);

/// What size, inode and time say of a file.
enum class Seal {
  none,     ///< it has no seal, or one that was only begun
  whole,    ///< it is as it was
  touched,  ///< it was copied, replaced, cut off or written to
};
Seal look_at_seal(const std::filesystem::path& path);

/// Throws Error when a file has been touched since it was sealed.
void expect_untouched(const std::filesystem::path& path);

/// Reads every byte of a complete file. @return what in it is not as it was written, nothing when all is. A file
/// without hashes, of an earlier version, differs in that.
/// @param keep_going asked now and then; false: throws an Error of Cause::interrupted
std::optional<std::string> damage_of(
    const std::filesystem::path& path, const std::function<bool()>& keep_going = [] { return true; });

}  // namespace neurank::store
