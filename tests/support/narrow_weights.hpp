#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace neurank::test {

/// A tensor of bfloat16 in a safetensors file.
struct NarrowTensor {
  std::string name;
  std::vector<std::int64_t> shape;

  std::int64_t size() const {
    std::int64_t numbers = 1;
    for (const std::int64_t n : shape) numbers *= n;
    return numbers;
  }
};

inline std::uint16_t to_bfloat16(float value) {  // toward zero
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16);
}

/// Writes tensors one after another. @param fill sets the numbers of one; a tensor that it leaves out (false) stays a
/// hole in the file: zeros that take no disk
inline void write_narrow_weights(const std::filesystem::path& file, const std::vector<NarrowTensor>& tensors,
                                 const std::function<bool(const NarrowTensor&, std::vector<std::uint16_t>&)>& fill) {
  nlohmann::json header = nlohmann::json::object();
  std::uint64_t end = 0;
  for (const NarrowTensor& tensor : tensors) {
    const std::uint64_t begin = end;
    end += static_cast<std::uint64_t>(tensor.size()) * 2;
    header[tensor.name] = {{"dtype", "BF16"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&length), sizeof length)
      .write(text.data(), static_cast<std::streamsize>(length));
  for (const NarrowTensor& tensor : tensors) {
    std::vector<std::uint16_t> numbers(static_cast<std::size_t>(tensor.size()));
    const auto bytes = static_cast<std::streamsize>(numbers.size() * 2);
    if (fill(tensor, numbers))
      out.write(reinterpret_cast<const char*>(numbers.data()), bytes);
    else
      out.seekp(bytes, std::ios::cur);
  }
  out.close();
  std::filesystem::resize_file(file, sizeof length + length + end);
}

}  // namespace neurank::test
