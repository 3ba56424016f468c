#include "checkpoint/safetensors.hpp"

#include <algorithm>
#include <optional>

#include "base/cast.hpp"
#include "base/complaint.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/json.hpp"

namespace neurank::checkpoint {
namespace {

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t max_header_bytes = 100'000'000;  // the format's own limit
constexpr std::size_t max_dimensions = 8;
constexpr const char* metadata_key = "__metadata__";

Error bad_safetensors(const ByteFile& file, const std::string& problem) {
  return bad_file(file, "safetensors", problem);
}

std::string read_header(const ByteFile& file) {
  if (file.size() < length_bytes) throw bad_safetensors(file, "it has only " + std::to_string(file.size()) + " bytes");
  const auto length = file.number<std::uint64_t>(0);
  if (length > file.size() - length_bytes || length > max_header_bytes)
    throw bad_safetensors(
        file, "its header claims " + std::to_string(length) + " bytes, the file has " + std::to_string(file.size()));
  return file.text({length_bytes, length_bytes + length});
}

Json parse_header(const ByteFile& file, const std::string& header) {
  try {
    Json tensors = parse_json(header);
    if (tensors.is_object()) return tensors;
  } catch (const Complaint& complaint) {
    throw bad_safetensors(file, std::string("its header is ").append(complaint.problem));
  }
  throw bad_safetensors(file, "its header is not a JSON object");
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

/// Bytes of a tensor, or nothing when no file could hold it. Numbers of less than a byte are packed.
std::optional<std::uint64_t> tensor_bytes(const Shape& shape, std::int64_t bits_each) {
  const auto elements = checked_elements(shape);
  std::int64_t bits = 0;
  if (!elements || __builtin_mul_overflow(*elements, bits_each, &bits) || bits % 8 != 0) return std::nullopt;
  return to_uint64(bits / 8);
}

/// One tensor of the header and its bytes, counted from the start of the data; `problem` makes the error for a reason.
template <class Problem>
std::pair<StoredTensor, ByteRange> read_entry(const Json& json, std::uint64_t data_bytes, Problem problem) {
  const bool complete = json.is_object() && json.contains("dtype") && json["dtype"].is_string() &&
                        json.contains("shape") && json.contains("data_offsets");
  if (!complete) throw problem("it lacks dtype, shape or data_offsets");
  const auto type = json["dtype"].get<std::string>();
  const auto bits_each = bits_of(type);
  if (!bits_each) throw problem("unknown dtype " + in_quotes(type));
  const auto shape = sizes_from(json["shape"]);
  if (!shape) throw problem("its shape is not a list of sizes");
  const auto offsets = sizes_from(json["data_offsets"]);
  if (!offsets || offsets->size() != 2) throw problem("its data_offsets are not two positions");
  const auto begin = to_uint64((*offsets)[0]), end = to_uint64((*offsets)[1]);
  if (begin > end || end > data_bytes)
    throw problem("its data_offsets [" + std::to_string(begin) + ", " + std::to_string(end) + "] do not lie in the " +
                  std::to_string(data_bytes) + " bytes of data");
  if (tensor_bytes(*shape, *bits_each) != end - begin)
    throw problem("shape " + to_text(*shape) + " of " + type + " does not need the " + std::to_string(end - begin) +
                  " bytes it has");
  return {{type, *shape, dense_strides(*shape), begin}, {begin, end}};
}

/// The format wants every byte of data to belong to exactly one tensor.
void expect_coverage(const ByteFile& file, std::vector<ByteRange> parts, std::uint64_t data_bytes) {
  std::sort(parts.begin(), parts.end(),
            [](ByteRange a, ByteRange b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  std::uint64_t position = 0;
  parts.push_back({data_bytes, data_bytes});
  for (const auto [begin, end] : parts) {
    if (begin < position) throw bad_safetensors(file, "tensors overlap at byte " + std::to_string(begin) + " of data");
    if (begin > position)
      throw bad_safetensors(file, "no tensor owns the bytes from " + std::to_string(position) + " of data");
    position = end;
  }
}

/// Other names of tensors that are stored once, as `{alias: name}` in the metadata. Metadata of other use are left
/// alone.
void add_aliases(const Json& metadata, TensorTable& tensors) {
  if (!metadata.is_object()) return;
  std::vector<std::pair<std::string, StoredTensor>> aliases;
  for (const auto& [alias, name] : metadata.items()) {
    if (!name.is_string() || tensors.contains(alias)) continue;
    const auto found = tensors.find(name.get<std::string>());
    if (found != tensors.end()) aliases.emplace_back(alias, found->second);
  }
  for (auto& [alias, tensor] : aliases) tensors.emplace(alias, std::move(tensor));
}

std::string header_text(const std::vector<NamedTensor>& tensors) {
  Json header = Json::object();
  std::uint64_t position = 0;
  for (const NamedTensor& tensor : tensors) {
    NEURANK_EXPECT(num_elements(tensor.shape) == to_int64(tensor.values.size()));
    NEURANK_EXPECT(!header.contains(tensor.name));
    const std::uint64_t end = position + tensor.values.size() * sizeof(float);
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = json_text(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that data is aligned for readers that map the file
  return text;
}

}  // namespace

TensorTable list_safetensors(const ByteFile& file) {
  const std::string header = read_header(file);
  const std::uint64_t data_begin = length_bytes + header.size(), data_bytes = file.size() - data_begin;
  TensorTable tensors;
  std::vector<ByteRange> parts;
  const Json entries = parse_header(file, header);
  for (const auto& [name, json] : entries.items()) {
    if (name == metadata_key) continue;
    const auto problem = [&file, &tensor = name](const std::string& reason) {
      return bad_safetensors(file, "tensor " + in_quotes(tensor) + ": " + reason);
    };
    auto [tensor, bytes] = read_entry(json, data_bytes, problem);
    tensor.begin += data_begin;
    tensors.emplace(name, std::move(tensor));
    parts.push_back(bytes);
  }
  expect_coverage(file, std::move(parts), data_bytes);
  if (entries.contains(metadata_key)) add_aliases(entries[metadata_key], tensors);
  return tensors;
}

void write_safetensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors) {
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
