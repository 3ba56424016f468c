#include "checkpoint/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/matrix.hpp"
#include "checkpoint/json.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "safetensors data is little endian");

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t max_header_bytes = 100'000'000;  // the format's own limit
constexpr std::size_t max_dimensions = 8;

Error bad_file(const fs::path& file, const std::string& problem) {
  return input_error(file.string() + ": not a usable safetensors file: " + problem, "fetch or save the file again");
}

/// Bytes [begin, begin + size) of a file.
void read_bytes(const fs::path& file, std::uint64_t begin, char* out, std::uint64_t size) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(begin));
  in.read(out, static_cast<std::streamsize>(size));
  if (!in) throw bad_file(file, "cannot read " + std::to_string(size) + " bytes at " + std::to_string(begin));
}

std::optional<std::uint64_t> element_bytes(const std::string& dtype) {
  static const std::map<std::string, std::uint64_t> sizes = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"U16", 2}, {"I16", 2}, {"F16", 2},
      {"BF16", 2}, {"U32", 4}, {"I32", 4}, {"F32", 4},     {"U64", 8},     {"I64", 8}, {"F64", 8}};
  const auto found = sizes.find(dtype);
  return found == sizes.end() ? std::nullopt : std::optional(found->second);
}

std::string read_header(const fs::path& file, std::uint64_t file_bytes) {
  if (file_bytes < length_bytes) throw bad_file(file, "it has only " + std::to_string(file_bytes) + " bytes");
  std::uint64_t length = 0;
  read_bytes(file, 0, reinterpret_cast<char*>(&length), length_bytes);
  if (length > file_bytes - length_bytes || length > max_header_bytes)
    throw bad_file(
        file, "its header claims " + std::to_string(length) + " bytes, the file has " + std::to_string(file_bytes));
  std::string header(length, '\0');
  read_bytes(file, length_bytes, header.data(), length);
  return header;
}

/// A short JSON array of whole numbers from 0 up to 2^63 - 1, or nothing when it is anything else.
std::optional<Shape> sizes_from(const Json& json) {
  if (!json.is_array() || json.size() > max_dimensions) return std::nullopt;
  Shape sizes;
  for (const Json& item : json) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
    sizes.push_back(item.get<std::int64_t>());
  }
  return sizes;
}

/// Bytes of a tensor, or nothing when no file could hold it.
std::optional<std::uint64_t> tensor_bytes(const Shape& shape, std::uint64_t bytes_each) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  std::int64_t bytes = static_cast<std::int64_t>(bytes_each);
  for (const std::int64_t dimension : shape)
    if (__builtin_mul_overflow(bytes, dimension, &bytes)) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

/// One tensor of the header; `problem` makes the error for a reason.
template <class Problem>
SafetensorsEntry read_entry(const Json& json, std::uint64_t data_begin, std::uint64_t data_bytes, Problem problem) {
  const bool complete = json.is_object() && json.contains("dtype") && json["dtype"].is_string() &&
                        json.contains("shape") && json.contains("data_offsets");
  if (!complete) throw problem("it lacks dtype, shape or data_offsets");
  const auto dtype = json["dtype"].get<std::string>();
  const auto bytes_each = element_bytes(dtype);
  if (!bytes_each) throw problem("unknown dtype \"" + dtype + "\"");
  const auto shape = sizes_from(json["shape"]);
  if (!shape) throw problem("its shape is not a list of sizes");
  const auto offsets = sizes_from(json["data_offsets"]);
  if (!offsets || offsets->size() != 2) throw problem("its data_offsets are not two positions");
  const auto begin = static_cast<std::uint64_t>((*offsets)[0]), end = static_cast<std::uint64_t>((*offsets)[1]);
  if (begin > end || end > data_bytes)
    throw problem("its data_offsets [" + std::to_string(begin) + ", " + std::to_string(end) + "] do not lie in the " +
                  std::to_string(data_bytes) + " bytes of data");
  if (tensor_bytes(*shape, *bytes_each) != end - begin)
    throw problem("shape " + to_text(*shape) + " of " + dtype + " does not need the " + std::to_string(end - begin) +
                  " bytes it has");
  return {dtype, *shape, data_begin + begin, data_begin + end};
}

/// The format wants every byte of data to belong to exactly one tensor.
void check_coverage(const fs::path& file, const std::map<std::string, SafetensorsEntry, std::less<>>& entries,
                    Range data) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
  for (const auto& [name, entry] : entries) parts.emplace_back(entry.begin, entry.end);
  std::sort(parts.begin(), parts.end());
  auto position = static_cast<std::uint64_t>(data.begin);
  for (const auto& [begin, end] : parts) {
    if (begin < position) throw bad_file(file, "tensors overlap at byte " + std::to_string(begin));
    if (begin > position) throw bad_file(file, "no tensor owns the bytes from " + std::to_string(position));
    position = end;
  }
  if (position != static_cast<std::uint64_t>(data.end))
    throw bad_file(file, "no tensor owns the bytes from " + std::to_string(position));
}

float bfloat16_to_float(std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }

/// Reads stored numbers piecewise, so that converting needs little memory beside the result.
template <class Stored, class Convert>
void read_converted(const fs::path& file, std::uint64_t begin, std::span<float> out, Convert convert) {
  std::vector<Stored> buffer(std::min<std::size_t>(out.size(), std::size_t{1} << 20));
  for (std::size_t done = 0; done < out.size();) {
    const std::size_t count = std::min(buffer.size(), out.size() - done);
    read_bytes(file, begin + done * sizeof(Stored), reinterpret_cast<char*>(buffer.data()), count * sizeof(Stored));
    std::transform(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count), out.begin() + done, convert);
    done += count;
  }
}

std::string header_text(const std::vector<NamedTensor>& tensors) {
  Json header = Json::object();
  std::uint64_t position = 0;
  for (const NamedTensor& tensor : tensors) {
    NEURANK_EXPECT(num_elements(tensor.shape) == static_cast<std::int64_t>(tensor.values.size()));
    NEURANK_EXPECT(!header.contains(tensor.name));
    const std::uint64_t end = position + tensor.values.size() * sizeof(float);
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that data is aligned for readers that map the file
  return text;
}

}  // namespace

SafetensorsFile::SafetensorsFile(fs::path file) : file_(std::move(file)) {
  std::error_code code;
  if (!fs::exists(file_, code)) throw input_error(file_.string() + ": no such file");
  if (!fs::is_regular_file(file_, code)) throw input_error(file_.string() + ": not a file");
  const std::uint64_t file_bytes = fs::file_size(file_);
  const std::string header = read_header(file_, file_bytes);
  const std::uint64_t data_begin = length_bytes + header.size();
  Json tensors;
  try {
    tensors = parse_json(header);
  } catch (const JsonProblem& problem) {
    throw bad_file(file_, std::string("its header is ") + problem.what());
  }
  if (!tensors.is_object()) throw bad_file(file_, "its header is not a JSON object");
  for (const auto& [name, json] : tensors.items()) {
    if (name == "__metadata__") continue;
    const auto problem = [&](const std::string& reason) { return bad_file(file_, "tensor " + name + ": " + reason); };
    entries_.emplace(name, read_entry(json, data_begin, file_bytes - data_begin, problem));
  }
  check_coverage(file_, entries_, {static_cast<Index>(data_begin), static_cast<Index>(file_bytes)});
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) names.push_back(name);
  return names;
}

const Shape* SafetensorsFile::find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second.shape;
}

void SafetensorsFile::read(std::string_view name, std::span<float> out) const {
  const auto found = entries_.find(name);
  NEURANK_EXPECT(found != entries_.end());
  const SafetensorsEntry& entry = found->second;
  NEURANK_EXPECT(num_elements(entry.shape) == static_cast<std::int64_t>(out.size()));
  if (entry.dtype == "F32") {
    read_bytes(file_, entry.begin, reinterpret_cast<char*>(out.data()), out.size_bytes());
  } else if (entry.dtype == "F64") {
    read_converted<double>(file_, entry.begin, out, [](double value) { return static_cast<float>(value); });
  } else if (entry.dtype == "F16") {
    read_converted<std::uint16_t>(file_, entry.begin, out,
                                  [](std::uint16_t bits) { return static_cast<float>(std::bit_cast<Half>(bits)); });
  } else if (entry.dtype == "BF16") {
    read_converted<std::uint16_t>(file_, entry.begin, out, bfloat16_to_float);
  } else {
    throw input_error(file_.string() + ": tensor " + std::string(name) + " holds " + entry.dtype +
                      ", expected F32, F16, BF16 or F64");
  }
}

void write_safetensors(const fs::path& file, const std::vector<NamedTensor>& tensors) {
  const std::string header = header_text(tensors);
  const std::uint64_t length = header.size();
  std::size_t data_bytes = 0;
  for (const NamedTensor& tensor : tensors) data_bytes += tensor.values.size() * sizeof(float);
  std::string content;
  content.reserve(length_bytes + header.size() + data_bytes);
  content.append(reinterpret_cast<const char*>(&length), length_bytes).append(header);
  for (const NamedTensor& tensor : tensors)
    content.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
  write_file(file, content);
}

}  // namespace neurank::checkpoint
