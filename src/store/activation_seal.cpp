#include "store/activation_seal.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json_text.hpp"
#include "store/activation_layout.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* rest_hash = "sha256_without_activations";

/// Size, inode and time of the last change.
json facts_of(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) throw disk_error(path, "look at the file", errno);
  return {{"bytes", found.st_size},
          {"inode", found.st_ino},
          {"changed", std::to_string(found.st_mtim.tv_sec) + "." + std::to_string(found.st_mtim.tv_nsec)}};
}

/// Where the activations are in a file.
struct Rows {
  std::uint64_t begin, row_bytes;
  Index words;

  std::uint64_t end() const { return begin + row_bytes * to_uint64(words); }
};

Rows rows_of(hid_t file) {
  const Handle dataset = open_dataset(file, layout::activations);
  const Extents shape = shape_of(dataset.id());
  const Handle type{H5Dget_type(dataset.id()), H5Tclose};
  return {H5Dget_offset(dataset.id()), shape.at(1) * H5Tget_size(type.id()), to_index(shape.at(0))};
}

/// SHA-256 of some ranges of a file's bytes, one after another.
std::string hash_of(const File& file, const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges) {
  constexpr std::uint64_t piece = 8 << 20;
  std::string bytes;
  Sha256 hash;
  for (auto [begin, end] : ranges) {
    for (; begin < end; begin += bytes.size()) {
      bytes.resize(std::min(piece, end - begin));
      file.read_at(begin, bytes.data(), bytes.size());
      hash.add(bytes);
    }
  }
  return hash.hexadecimal();
}

std::string hash_without_rows(const File& file, const Rows& rows) {
  return hash_of(file, {{0, rows.begin}, {rows.end(), file.size()}});
}

json read_seal(const fs::path& path) {
  if (!fs::exists(seal_file(path))) return json::object();
  json seal = parsed_json<json>(read_file(seal_file(path)));
  if (!seal.is_object())
    throw input_error(seal_file(path).string() + ": is not the seal of an activation file",
                      "remove it: the file that it seals is then checked whole");
  return seal;
}

void write_seal(const fs::path& path, const json& seal) { write_file(seal_file(path), json_text(seal, 2) + "\n"); }

/// Shards whose activations are not those that were written; nothing when all are.
std::optional<std::string> damaged_shards(const File& disk, hid_t file, const Rows& rows,
                                          const std::function<bool()>& keep_going) {
  const hsize_t shards = shape_of(open_dataset(file, layout::shard_written).id()).at(0);
  const auto words = read_numbers<std::int64_t>(file, layout::shard_words, {shards, 2});
  const auto hashes = read_numbers<std::uint8_t>(file, layout::shard_hash, {shards, layout::hash_digits});
  for (std::size_t shard = 0; shard < shards; ++shard) {
    if (!keep_going()) throw Error(Cause::interrupted, "a unit was stopped");
    const auto begin = rows.begin + to_uint64(words[2 * shard]) * rows.row_bytes,
               end = rows.begin + to_uint64(words[2 * shard + 1]) * rows.row_bytes;
    const std::string written(hashes.begin() + to_index(shard * layout::hash_digits),
                              hashes.begin() + to_index((shard + 1) * layout::hash_digits));
    if (hash_of(disk, {{begin, end}}) != written)
      return "the activations of words " + std::to_string(words[2 * shard]) + " to " +
             std::to_string(words[2 * shard + 1] - 1) + " are not those that were written";
  }
  return std::nullopt;
}

}  // namespace

fs::path seal_file(const fs::path& activations) { return fs::path(activations).replace_extension(".seal.json"); }

void seal_activation_file(const fs::path& path) {
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(path, Access::read);
  json seal = facts_of(path);
  seal[rest_hash] = hash_without_rows(File(path, File::Mode::read), rows_of(file.id()));
  write_seal(path, seal);
}

void begin_seal(const fs::path& path) {
  json seal = facts_of(path);
  seal.erase("changed");
  write_seal(path, seal);
}

Seal look_at_seal(const fs::path& path) {
  const json seal = read_seal(path), now = facts_of(path);
  for (const auto& [name, value] : now.items())
    if (seal.contains(name) && seal.at(name) != value) return Seal::touched;
  return seal.contains(rest_hash) ? Seal::whole : Seal::none;
}

void expect_untouched(const fs::path& path) {
  if (look_at_seal(path) == Seal::touched)
    throw input_error(path.string() + ": was replaced or written to while it was in use",
                      "leave the file alone, and run again: it is checked then");
}

std::optional<std::string> damage_of(const fs::path& path, const std::function<bool()>& keep_going) {
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(path, Access::read);
  if (H5Lexists(file.id(), layout::shard_hash, H5P_DEFAULT) <= 0) return "it has no hashes";
  const File disk(path, File::Mode::read);
  const Rows rows = rows_of(file.id());
  if (rows.end() > disk.size()) return "it is shorter than it says";
  if (const json seal = read_seal(path); seal.contains(rest_hash) && seal[rest_hash] != hash_without_rows(disk, rows))
    return "what it says of words, labels or statistics is not what was written";
  return damaged_shards(disk, file.id(), rows, keep_going);
}

}  // namespace neurank::store
