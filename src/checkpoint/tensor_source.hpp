#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neurank::checkpoint {

using Shape = std::vector<std::int64_t>;  ///< dimensions; empty: one number

/// Numbers in a tensor of this shape. @pre the product fits, as it does for every shape of a TensorSource
std::int64_t num_elements(const Shape& shape);

/// "[3, 40]"
std::string to_text(const Shape& shape);

/// Numbers of 16 bits as a file stores them, row-major, in memory that the source owns.
struct NarrowNumbers {
  enum class Type { float16, bfloat16 };

  const void* data;  ///< aligned to 2 bytes
  Type type;
};

/// Named tensors of a published model, whatever file holds them. Shapes have been checked against the file.
class TensorSource {
 public:
  virtual ~TensorSource() = default;

  virtual const std::filesystem::path& file() const = 0;
  virtual std::vector<std::string> names() const = 0;

  /// Shape of a tensor, or nullptr when there is none of this name.
  virtual const Shape* find(std::string_view name) const = 0;

  /// Values of a floating-point tensor, row-major, as float32. Throws Error when it holds another type.
  /// @pre the tensor is there, and `out` has its number of elements
  virtual void read(std::string_view name, std::span<float> out) const = 0;

  /// The numbers of a tensor that is stored in 16 bits without gaps, and whose file is mapped; nothing for others.
  virtual std::optional<NarrowNumbers> narrow(std::string_view) const { return std::nullopt; }
};

}  // namespace neurank::checkpoint
