#include "checkpoint/torch_file_writer.hpp"

#include <bit>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::checkpoint {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

/// A number as its little-endian bytes.
template <class Number>
std::string bytes_of(Number value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// Operations of a pickle of protocol 2.

std::string pickle(const std::string& operations) { return "\x80\x02" + operations + "."; }

std::string text(const std::string& value) {
  return std::string("X").append(bytes_of(checked_cast<std::uint32_t>(value.size()))) + value;
}

std::string integer(std::int64_t value) { return "\x8a\x08" + bytes_of(value); }

std::string integers(const Shape& values) {
  std::string items = "(";
  for (const std::int64_t value : values) items += integer(value);
  return items + "t";
}

std::string global(const std::string& module, const std::string& name) { return "c" + module + "\n" + name + "\n"; }

/// A dict of alternating keys and values.
std::string dict(const std::string& items) { return "}(" + items + "u"; }

Shape contiguous_strides(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  return strides;
}

/// torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict()), the storage being meant by
/// ("storage", torch.FloatStorage, key, "cpu", elements, None)
std::string tensor_call(const TensorToWrite& tensor, const std::string& key) {
  const std::string storage = std::string("(") + text("storage") + global("torch", "FloatStorage") + text(key) +
                              text("cpu") + integer(to_int64(tensor.values.size())) + "NtQ";
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + integer(0) + integers(tensor.shape) +
         integers(contiguous_strides(tensor.shape)) + "\x89" + global("collections", "OrderedDict") + ")RtR";
}

/// The three pickles in front: the mark of the format, its version, and how numbers are kept.
std::string head() {
  const std::string sizes = dict(text("short") + integer(2) + text("int") + integer(4) + text("long") + integer(4));
  return pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + pickle(integer(1001)) +
         pickle(dict(text("protocol_version") + integer(1001) + text("little_endian") + "\x88" + text("type_sizes") +
                     sizes));
}

}  // namespace

void write_torch_file(const std::filesystem::path& file, std::span<const TensorToWrite> tensors) {
  std::string entries, keys, numbers;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const TensorToWrite& tensor = tensors[i];
    NEURANK_EXPECT(num_elements(tensor.shape) == to_int64(tensor.values.size()));
    const std::string key = std::to_string(i);
    entries += text(tensor.name) + tensor_call(tensor, key);
    keys += text(key);
    numbers += bytes_of(to_int64(tensor.values.size()));
    numbers.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size_bytes());
  }
  write_file(file, head() + pickle(dict(entries)) + pickle("](" + keys + "e") + numbers);
}

}  // namespace neurank::checkpoint
