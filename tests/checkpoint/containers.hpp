#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "checkpoint/byte_file.hpp"
#include "checkpoint/tensor_source.hpp"

// Pieces of published files, made by hand, and what a reader says to them.
namespace neurank::test {

using checkpoint::ByteFile;
using checkpoint::TensorSource;

inline const std::filesystem::path edge_data = std::filesystem::path(NEURANK_TEST_DATA) / "loader_edge";

inline ByteFile file_of(const std::string& content, const std::string& name = "crafted") {
  ByteFile file = ByteFile::in_memory(name);
  file.append(content);
  return file;
}

inline std::vector<float> values_of(const TensorSource& source, const std::string& name) {
  std::vector<float> values(static_cast<std::size_t>(checkpoint::num_elements(*source.find(name))));
  source.read(name, values);
  return values;
}

/// A number as its little-endian bytes.
template <class Number>
std::string bytes_of(Number value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// Operations of a pickle.

inline std::string text(const std::string& value) {
  return "X" + bytes_of(static_cast<std::uint32_t>(value.size())) + value;
}
inline std::string integer(std::int64_t value) { return "\x8a\x08" + bytes_of(value); }
inline std::string tuple(const std::vector<std::int64_t>& values) {
  std::string items;
  for (const std::int64_t value : values) items += integer(value);
  return "(" + items + "t";
}
inline std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string pickle(const std::string& operations) { return "\x80\x02" + operations + "."; }

struct View {
  std::vector<std::int64_t> shape = {4}, strides = {1};
  std::int64_t offset = 0, elements = 4;
  std::string storage = "FloatStorage", key = "0", location = "cpu";
};

inline std::string storage(const View& view, const std::string& end = "") {
  return "(" + text("storage") + global("torch", view.storage) + text(view.key) + text(view.location) +
         integer(view.elements) + end + "tQ";
}
inline std::string tensor(const View& view) {
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage(view) + integer(view.offset) + tuple(view.shape) +
         tuple(view.strides) + "\x89" + global("collections", "OrderedDict") + ")RtR";
}

/// A saved dict of one tensor "a".
inline std::string saved_tensor(const View& view) { return pickle("}" + text("a") + tensor(view) + "s"); }

/// A file of the old format. @param data the raw storages, each with its count before it
inline std::string legacy_file(const std::string& object, const std::vector<std::string>& keys, const std::string& data,
                               const std::string& system = "}" + text("little_endian") + "\x88s") {
  std::string listed = "](";
  for (const std::string& key : keys) listed += text(key);
  return pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + pickle(integer(1001)) + pickle(system) + object +
         pickle(listed + "e") + data;
}

/// A file in a zip archive; by default it says the truth about itself.
struct ZipPart {
  std::string name, content;
  std::uint32_t claimed = static_cast<std::uint32_t>(content.size());
  std::uint16_t method = 0, flags = 0;
};

inline std::string zip_entry(const ZipPart& part, std::size_t position) {
  const auto name = static_cast<std::uint16_t>(part.name.size()), none = std::uint16_t{0};
  return "PK\x01\x02" + bytes_of(std::uint32_t{0}) + bytes_of(part.flags) + bytes_of(part.method) +
         std::string(8, '\0') + bytes_of(part.claimed) + bytes_of(part.claimed) + bytes_of(name) + bytes_of(none) +
         bytes_of(none) + std::string(8, '\0') + bytes_of(static_cast<std::uint32_t>(position)) + part.name;
}

inline std::string zip_end(std::size_t begin, std::size_t size, std::size_t entries) {
  const auto count = static_cast<std::uint16_t>(entries);
  return "PK\x05\x06" + std::string(4, '\0') + bytes_of(count) + bytes_of(count) +
         bytes_of(static_cast<std::uint32_t>(size)) + bytes_of(static_cast<std::uint32_t>(begin)) +
         std::string(2, '\0');
}

inline std::string zip_file(const std::vector<ZipPart>& parts) {
  std::string content, directory;
  for (const ZipPart& part : parts) {
    directory += zip_entry(part, content.size());
    content += "PK\x03\x04" + std::string(22, '\0') + bytes_of(static_cast<std::uint16_t>(part.name.size())) +
               std::string(2, '\0') + part.name + part.content;
  }
  return content + directory + zip_end(content.size(), directory.size(), parts.size());
}

}  // namespace neurank::test
