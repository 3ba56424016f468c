#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/index.hpp"
#include "store/hdf5_handle.hpp"

namespace neurank::store {

using Extents = std::vector<hsize_t>;

/// HDF5's type of a number, in memory and in our files alike.
template <class Number>
hid_t type_of() {
  if constexpr (std::is_same_v<Number, std::int8_t>) return H5T_NATIVE_INT8;
  if constexpr (std::is_same_v<Number, std::uint8_t>) return H5T_NATIVE_UINT8;
  if constexpr (std::is_same_v<Number, std::int32_t>) return H5T_NATIVE_INT32;
  if constexpr (std::is_same_v<Number, std::int64_t>) return H5T_NATIVE_INT64;
  if constexpr (std::is_same_v<Number, float>) return H5T_NATIVE_FLOAT;
  if constexpr (std::is_same_v<Number, double>) return H5T_NATIVE_DOUBLE;
}

/// IEEE binary16, little endian: numpy's '<f2'.
Handle half_type();

/// UTF-8 of any length, what h5py calls str.
Handle text_type();

/// UTF-8 in a fixed number of bytes, padded with zeros.
Handle fixed_text_type(std::size_t bytes);

/// Creates a contiguous dataset with all its space allocated and nothing written; an empty shape is a single value.
/// Groups named on the way are made. @param name may hold "/"
Handle create_dataset(hid_t parent, const std::string& name, hid_t type, const Extents& shape);

/// The same, in compressed chunks of rows when it is large; for text and numbers that repeat.
Handle create_compressed_dataset(hid_t parent, const std::string& name, hid_t type, const Extents& shape);

/// Creates a group, with the groups named on the way. @param name may hold "/"
Handle create_group(hid_t parent, const std::string& name);

/// Opens a dataset. Throws Error when there is none of this name.
Handle open_dataset(hid_t parent, const std::string& name);

/// Dimensions of a dataset; empty for a single value.
Extents shape_of(hid_t dataset);

/// Number of elements. Throws Error when the file is too small to hold so many, whatever the shape says.
std::size_t checked_count(hid_t dataset);

/// Writes or reads a whole dataset. @param type of the data in memory
void write_all(hid_t dataset, hid_t type, const void* data);
void read_all(hid_t dataset, hid_t type, void* out);

/// Writes or reads rows of the first dimension, independently of other ranks. @pre the rows lie in the dataset
void write_rows(hid_t dataset, hid_t type, Range rows, const void* data);
void read_rows(hid_t dataset, hid_t type, Range rows, void* out);

/// Creates a dataset [texts] and writes it. Throws Error that names the first text with a zero byte.
void write_texts(hid_t parent, const std::string& name, std::span<const std::string> texts);

/// Reads the texts of a dataset. Throws Error when there are not `count` of them.
std::vector<std::string> read_texts(hid_t parent, const std::string& name, Index count);

/// Throws Error when a dataset has another shape.
void expect_shape(hid_t dataset, const std::string& name, const Extents& shape);

/// Creates a dataset and writes all its numbers. @param values as many as the shape says, row-major
template <class Number>
void write_numbers(hid_t parent, const std::string& name, const Extents& shape, const Number* values) {
  write_all(create_dataset(parent, name, type_of<Number>(), shape).id(), type_of<Number>(), values);
}

/// Reads all numbers of a dataset. Throws Error when it has another shape.
template <class Number>
std::vector<Number> read_numbers(hid_t parent, const std::string& name, const Extents& shape) {
  const Handle dataset = open_dataset(parent, name);
  expect_shape(dataset.id(), name, shape);
  std::vector<Number> values(checked_count(dataset.id()));
  read_all(dataset.id(), type_of<Number>(), values.data());
  return values;
}

/// Pointers to texts for HDF5. Throws Error when a text has a zero byte, at which HDF5 would cut it.
std::vector<const char*> pointers_to(std::span<const std::string> texts, const ObjectPlace& place);

}  // namespace neurank::store
