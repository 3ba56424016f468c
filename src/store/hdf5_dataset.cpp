#include "store/hdf5_dataset.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::store {
namespace {

static_assert(std::endian::native == std::endian::little, "files are written as memory holds them: little endian");

constexpr hsize_t chunk_bytes = 1 << 16;  // above it, compression is worth its own index
constexpr hsize_t max_deflation = 1100;   // deflate never shrinks data to less than 1/1032

Handle make_space(const Extents& shape) {
  const hid_t space = H5Screate_simple(checked_cast<int>(shape.size()), shape.data(), nullptr);
  return {checked(space, ObjectPlace("HDF5"), "make a shape"), H5Sclose};
}

Handle creation_settings(hid_t kind) {
  Handle settings = property_list(kind);
  H5Pset_obj_track_times(settings.id(), false);
  return settings;
}

Handle utf8_names() {
  Handle settings = property_list(H5P_LINK_CREATE);
  H5Pset_char_encoding(settings.id(), H5T_CSET_UTF8);
  return settings;
}

/// Makes the groups that a name passes through. (HDF5 could, but would give them times.)
void make_groups_on_the_way(hid_t parent, const std::string& name) {
  for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    const std::string group = name.substr(0, slash);
    if (H5Lexists(parent, group.c_str(), H5P_DEFAULT) <= 0) create_group(parent, group);
  }
}

Handle create(hid_t parent, const std::string& name, hid_t type, const Extents& shape, const Handle& settings) {
  make_groups_on_the_way(parent, name);
  const Handle space = make_space(shape), link = utf8_names();
  const hid_t dataset = H5Dcreate2(parent, name.c_str(), type, space.id(), link.id(), settings.id(), H5P_DEFAULT);
  return {checked(dataset, ObjectPlace(parent, name), "create the dataset"), H5Dclose};
}

Handle allocated_at_once(hid_t type) {
  Handle settings = creation_settings(H5P_DATASET_CREATE);
  H5Pset_layout(settings.id(), H5D_CONTIGUOUS);
  H5Pset_alloc_time(settings.id(), H5D_ALLOC_TIME_EARLY);
  // Texts are stored as references, and HDF5 insists that those begin as null.
  if (H5Tis_variable_str(type) == 0) H5Pset_fill_time(settings.id(), H5D_FILL_TIME_NEVER);
  return settings;
}

hsize_t elements(const Extents& shape) {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>());
}

/// Selects rows in the file and gives their shape in memory; `use(memory, file)` does the transfer.
void with_rows(hid_t dataset, Range rows, const std::function<herr_t(hid_t, hid_t)>& use, const char* doing) {
  Extents count = shape_of(dataset);
  NEURANK_EXPECT(!count.empty() && 0 <= rows.begin && rows.begin <= rows.end && rows.end <= to_index(count[0]));
  Extents start(count.size(), 0);
  start[0] = checked_cast<hsize_t>(rows.begin);
  count[0] = checked_cast<hsize_t>(rows.size());
  if (elements(count) == 0) return;
  const Handle memory = make_space(count), file{checked(H5Dget_space(dataset), dataset, "read a shape"), H5Sclose};
  checked(H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), dataset,
          "select rows");
  checked(use(memory.id(), file.id()), dataset, doing);
}

}  // namespace

Handle half_type() {
  Handle type{checked(H5Tcopy(H5T_IEEE_F32LE), ObjectPlace("HDF5"), "make the float16 type"), H5Tclose};
  // Sign at bit 15, 5 bits of exponent at 10, 10 bits of mantissa at 0; the size can shrink only after the fields.
  checked(H5Tset_fields(type.id(), 15, 10, 5, 0, 10), ObjectPlace("HDF5"), "make the float16 type");
  checked(H5Tset_size(type.id(), 2), ObjectPlace("HDF5"), "make the float16 type");
  checked(H5Tset_ebias(type.id(), 15), ObjectPlace("HDF5"), "make the float16 type");
  return type;
}

Handle text_type() { return fixed_text_type(H5T_VARIABLE); }

Handle fixed_text_type(std::size_t bytes) {
  Handle type{checked(H5Tcopy(H5T_C_S1), ObjectPlace("HDF5"), "make the text type"), H5Tclose};
  checked(H5Tset_size(type.id(), bytes), ObjectPlace("HDF5"), "make the text type");
  checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), ObjectPlace("HDF5"), "make the text type");
  if (bytes != H5T_VARIABLE)
    checked(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), ObjectPlace("HDF5"), "make the text type");
  return type;
}

Handle create_dataset(hid_t parent, const std::string& name, hid_t type, const Extents& shape) {
  return create(parent, name, type, shape, allocated_at_once(type));
}

Handle create_compressed_dataset(hid_t parent, const std::string& name, hid_t type, const Extents& shape) {
  const hsize_t row_bytes = H5Tget_size(type) * elements(Extents(shape.begin() + 1, shape.end()));
  if (row_bytes * shape[0] <= chunk_bytes) return create_dataset(parent, name, type, shape);
  Extents chunk = shape;
  chunk[0] = std::clamp<hsize_t>(chunk_bytes / row_bytes, 1, shape[0]);
  const Handle settings = creation_settings(H5P_DATASET_CREATE);
  checked(H5Pset_chunk(settings.id(), checked_cast<int>(chunk.size()), chunk.data()), ObjectPlace("HDF5"),
          "set chunks");
  checked(H5Pset_shuffle(settings.id()), ObjectPlace("HDF5"), "set compression");
  checked(H5Pset_deflate(settings.id(), 1), ObjectPlace("HDF5"), "set compression");
  return create(parent, name, type, shape, settings);
}

Handle create_group(hid_t parent, const std::string& name) {
  make_groups_on_the_way(parent, name);
  const Handle settings = creation_settings(H5P_GROUP_CREATE);
  const Handle link = utf8_names();
  const hid_t group = H5Gcreate2(parent, name.c_str(), link.id(), settings.id(), H5P_DEFAULT);
  return {checked(group, ObjectPlace(parent, name), "create the group"), H5Gclose};
}

Handle open_dataset(hid_t parent, const std::string& name) {
  const hid_t dataset = H5Dopen2(parent, name.c_str(), H5P_DEFAULT);
  return {checked(dataset, ObjectPlace(parent, name), "open the dataset"), H5Dclose};
}

Extents shape_of(hid_t dataset) {
  const Handle space{checked(H5Dget_space(dataset), dataset, "read a shape"), H5Sclose};
  Extents shape(to_size(checked(H5Sget_simple_extent_ndims(space.id()), dataset, "read a shape")));
  checked(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr), dataset, "read a shape");
  return shape;
}

std::size_t checked_count(hid_t dataset) {
  const Handle type{checked(H5Dget_type(dataset), dataset, "read a type"), H5Tclose};
  const Handle file{checked(H5Iget_file_id(dataset), dataset, "find the file"), H5Fclose};
  hsize_t file_bytes = 0;
  checked(H5Fget_filesize(file.id(), &file_bytes), dataset, "ask for the file's size");
  const double stored = to_double(std::min(H5Dget_storage_size(dataset), file_bytes));
  const Extents shape = shape_of(dataset);
  double bytes = to_double(H5Tget_size(type.id()));  // a product that cannot overflow
  for (const hsize_t extent : shape) bytes *= to_double(extent);
  if (bytes > stored * to_double(max_deflation))
    throw input_error(ObjectPlace(dataset).text() + ": a dataset is larger than the file (the file is damaged)",
                      "write it again");
  return to_size(elements(shape));
}

void write_all(hid_t dataset, hid_t type, const void* data) {
  if (elements(shape_of(dataset)) == 0) return;
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), dataset, "write");
}

void read_all(hid_t dataset, hid_t type, void* out) {
  if (elements(shape_of(dataset)) == 0) return;
  checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out), dataset, "read");
}

void write_rows(hid_t dataset, hid_t type, Range rows, const void* data) {
  // The default transfer is independent when the file was opened through MPI-IO.
  with_rows(
      dataset, rows, [&](hid_t memory, hid_t file) { return H5Dwrite(dataset, type, memory, file, H5P_DEFAULT, data); },
      "write");
}

void read_rows(hid_t dataset, hid_t type, Range rows, void* out) {
  with_rows(
      dataset, rows, [&](hid_t memory, hid_t file) { return H5Dread(dataset, type, memory, file, H5P_DEFAULT, out); },
      "read");
}

std::vector<const char*> pointers_to(std::span<const std::string> texts, const ObjectPlace& place) {
  std::vector<const char*> pointers(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].find('\0') != std::string::npos)
      throw input_error(place.text() + ": text " + std::to_string(i) +
                        " (counted from 0) has a zero byte, which HDF5 cuts");
    pointers[i] = texts[i].c_str();
  }
  return pointers;
}

void write_texts(hid_t parent, const std::string& name, std::span<const std::string> texts) {
  const Handle type = text_type();
  const Handle dataset = create_dataset(parent, name, type.id(), {texts.size()});
  write_all(dataset.id(), type.id(), pointers_to(texts, ObjectPlace(parent, name)).data());
}

std::vector<std::string> read_texts(hid_t parent, const std::string& name, Index count) {
  const Handle type = text_type();
  const Handle dataset = open_dataset(parent, name);
  expect_shape(dataset.id(), name, {checked_cast<hsize_t>(count)});
  std::vector<char*> pointers(checked_count(dataset.id()));
  read_all(dataset.id(), type.id(), pointers.data());
  std::vector<std::string> texts(pointers.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (pointers[i] != nullptr) texts[i] = pointers[i];
  const Handle space{H5Dget_space(dataset.id()), H5Sclose};
  H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
  return texts;
}

void expect_shape(hid_t dataset, const std::string& name, const Extents& shape) {
  if (shape_of(dataset) == shape) return;
  throw input_error(ObjectPlace(dataset, name).text() + ": has a wrong shape (the file is damaged)", "write it again");
}

}  // namespace neurank::store
