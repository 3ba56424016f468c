#include "checkpoint/stored_tensors.hpp"

#include <algorithm>
#include <bit>

#include "base/cast.hpp"
#include "base/half.hpp"

namespace neurank::checkpoint {
namespace {

struct NumberType {
  std::string_view name;
  std::int64_t bits;
};
constexpr NumberType number_types[] = {
    {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"BOOL", 8},        {"U8", 8},          {"I8", 8},
    {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"U16", 16},
    {"I16", 16},    {"F16", 16},    {"BF16", 16},   {"U32", 32},        {"I32", 32},        {"F32", 32},
    {"U64", 64},    {"I64", 64},    {"F64", 64},    {"C64", 64},        {"C128", 128}};

void to_floats(const double* from, std::size_t count, float* to) {
  std::transform(from, from + count, to, [](double value) { return static_cast<float>(value); });
}

void to_floats(const Half* from, std::size_t count, float* to) { to_float(from, to_index(count), to); }

void to_floats(const std::uint16_t* bfloat16, std::size_t count, float* to) {
  std::transform(bfloat16, bfloat16 + count, to,
                 [](std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); });
}

/// Reads stored numbers piecewise, so that converting needs little memory beside the result.
template <class Stored>
void read_converted(const ByteFile& file, std::uint64_t begin, std::span<float> out) {
  std::vector<Stored> buffer(std::min<std::size_t>(out.size(), std::size_t{1} << 20));
  while (!out.empty()) {
    const std::size_t count = std::min(buffer.size(), out.size());
    file.read(begin, {reinterpret_cast<char*>(buffer.data()), count * sizeof(Stored)});
    to_floats(buffer.data(), count, out.data());
    begin += count * sizeof(Stored);
    out = out.subspan(count);
  }
}

bool is_readable(std::string_view type) { return type == "F32" || type == "F64" || type == "F16" || type == "BF16"; }

/// Consecutive numbers of a readable type.
void read_numbers(const ByteFile& file, std::string_view type, std::uint64_t begin, std::span<float> out) {
  if (type == "F32") file.read(begin, {reinterpret_cast<char*>(out.data()), out.size_bytes()});
  if (type == "F64") read_converted<double>(file, begin, out);
  if (type == "F16") read_converted<Half>(file, begin, out);
  if (type == "BF16") read_converted<std::uint16_t>(file, begin, out);
}

/// The numbers of a tensor in row-major order, from stored ones that begin with its first.
void gather(const std::vector<float>& stored, const Shape& shape, const Shape& strides, std::span<float> out) {
  Shape index(shape.size(), 0);
  std::int64_t position = 0;
  for (float& value : out) {
    value = stored[to_size(position)];
    for (std::size_t d = shape.size(); d-- > 0;) {
      position += strides[d];
      if (++index[d] < shape[d]) break;
      position -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
}

/// Stored numbers from a tensor's first to its last.
std::size_t span_of(const StoredTensor& tensor) {
  std::int64_t last = 0;
  for (std::size_t d = 0; d < tensor.shape.size(); ++d) last += (tensor.shape[d] - 1) * tensor.strides[d];
  return to_size(last) + 1;
}

}  // namespace

std::optional<std::int64_t> bits_of(std::string_view type) {
  for (const NumberType& known : number_types)
    if (known.name == type) return known.bits;
  return std::nullopt;
}

std::optional<std::int64_t> checked_elements(const Shape& shape) {
  std::int64_t elements = 1;
  for (const std::int64_t size : shape)
    if (size != 0 && __builtin_mul_overflow(elements, size, &elements)) return std::nullopt;
  return std::find(shape.begin(), shape.end(), 0) == shape.end() ? elements : 0;
}

Shape dense_strides(const Shape& shape) {
  Shape strides(shape.size(), 0);
  std::int64_t stride = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (shape[d] > 1) strides[d] = stride;
    if (shape[d] > 1) stride *= shape[d];
  }
  return strides;
}

std::vector<std::string> StoredTensors::names() const {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors_) names.push_back(name);
  return names;
}

const Shape* StoredTensors::find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second.shape;
}

void StoredTensors::read(std::string_view name, std::span<float> out) const {
  const auto found = tensors_.find(name);
  NEURANK_EXPECT(found != tensors_.end());
  const StoredTensor& tensor = found->second;
  NEURANK_EXPECT(num_elements(tensor.shape) == to_int64(out.size()));
  if (!is_readable(tensor.type))
    throw input_error(file().string() + ": tensor " + std::string(name) + " holds " + tensor.type +
                      ", expected F32, F16, BF16 or F64");
  if (out.empty()) return;
  if (tensor.strides == dense_strides(tensor.shape)) {
    read_numbers(file_, tensor.type, tensor.begin, out);
  } else {
    std::vector<float> stored(span_of(tensor));
    read_numbers(file_, tensor.type, tensor.begin, stored);
    gather(stored, tensor.shape, tensor.strides, out);
  }
}

std::optional<NarrowNumbers> StoredTensors::narrow(std::string_view name) const {
  const auto found = tensors_.find(name);
  NEURANK_EXPECT(found != tensors_.end());
  const StoredTensor& tensor = found->second;
  const bool is_half = tensor.type == "F16", is_aligned = tensor.begin % alignof(std::uint16_t) == 0;
  if (!(is_half || tensor.type == "BF16") || !is_aligned || tensor.strides != dense_strides(tensor.shape) ||
      mapped_.bytes().empty())
    return std::nullopt;
  return NarrowNumbers{mapped_.bytes().data() + tensor.begin,
                       is_half ? NarrowNumbers::Type::float16 : NarrowNumbers::Type::bfloat16};
}

}  // namespace neurank::checkpoint
