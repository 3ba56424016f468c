#pragma once

#include <map>
#include <optional>

#include "checkpoint/byte_file.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// Bits of a number of a type, by the names of the safetensors format ("F32", "BF16", "I64", ...); nothing for any
/// other name.
std::optional<std::int64_t> bits_of(std::string_view type);

/// A tensor as it lies in a file, little endian. All its numbers have been checked to lie there.
struct StoredTensor {
  std::string type;         ///< as bits_of knows it
  Shape shape;              ///< checked_elements() accepts it
  Shape strides;            ///< in numbers, >= 0; 0 for a dimension of at most one entry
  std::uint64_t begin = 0;  ///< position of its first number, in bytes from the start of the file
};

/// Numbers in a tensor of this shape, or nothing when no file could hold it: when the sizes other than 0 multiply to
/// more than 2^63 - 1.
std::optional<std::int64_t> checked_elements(const Shape& shape);

/// Strides of a tensor whose numbers follow each other without gap. @pre the product of the shape fits
Shape dense_strides(const Shape& shape);

using TensorTable = std::map<std::string, StoredTensor, std::less<>>;

/// Tensors of a file that are read from it when they are asked for. Types F64, F32, F16 and BF16 are read, all are
/// listed.
class StoredTensors : public TensorSource {
 public:
  /// @param list makes a file's table of tensors, such as list_safetensors
  StoredTensors(ByteFile file, TensorTable (*list)(const ByteFile&))
      : file_(std::move(file)), tensors_(list(file_)), mapped_(file_.map()) {}

  const std::filesystem::path& file() const override { return file_.path(); }
  std::vector<std::string> names() const override;
  const Shape* find(std::string_view name) const override;
  void read(std::string_view name, std::span<float> out) const override;
  std::optional<NarrowNumbers> narrow(std::string_view name) const override;

  const TensorTable& tensors() const { return tensors_; }

 private:
  ByteFile file_;
  TensorTable tensors_;
  MappedFile mapped_;
};

}  // namespace neurank::checkpoint
