#include "checkpoint/elmo_weights_writer.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/hdf5_identifier.hpp"

namespace neurank::checkpoint {
namespace {

/// In memory, nothing of HDF5's can fail but for want of memory.
template <class Result>
Result check(Result result) {
  if (result < 0) throw input_error("HDF5 cannot make a file in memory", "free some memory, then run again");
  return result;
}

constexpr std::size_t growth = std::size_t{1} << 20;  // bytes by which the file in memory grows

/// A file in memory: HDF5 can neither write nor close a file on a full disk.
Identifier make_file() {
  const Identifier access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  check(H5Pset_fapl_core(access, growth, false));
  return {check(H5Fcreate("weights", H5F_ACC_TRUNC, H5P_DEFAULT, access)), H5Fclose};
}

void add_dataset(hid_t file, const TensorToWrite& tensor) {
  NEURANK_EXPECT(num_elements(tensor.shape) == to_int64(tensor.values.size()));
  const Identifier links(H5Pcreate(H5P_LINK_CREATE), H5Pclose), settings(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  check(H5Pset_create_intermediate_group(links, 1));
  check(H5Pset_obj_track_times(settings, false));  // so that equal weights give equal files
  const std::vector<hsize_t> sizes(tensor.shape.begin(), tensor.shape.end());
  const Identifier space(check(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr)), H5Sclose);
  const Identifier dataset(
      check(H5Dcreate2(file, tensor.name.c_str(), H5T_IEEE_F32LE, space, links, settings, H5P_DEFAULT)), H5Dclose);
  check(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.values.data()));
}

std::string bytes_of(hid_t file) {
  check(H5Fflush(file, H5F_SCOPE_LOCAL));
  std::string bytes(to_size(check(H5Fget_file_image(file, nullptr, 0))), '\0');
  check(H5Fget_file_image(file, bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace

void write_elmo_weights(const std::filesystem::path& file, std::span<const TensorToWrite> tensors) {
  const Identifier made = make_file();
  for (const TensorToWrite& tensor : tensors) add_dataset(made, tensor);
  write_file(file, bytes_of(made));
}

}  // namespace neurank::checkpoint
