#include "store/hdf5_image.hpp"

#include <cstdlib>
#include <cstring>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::store {

/// The memory in which HDF5 keeps the file. HDF5 frees it when it closes the file, and only then are all its bytes
/// final (H5Fget_file_image comes too early: the file is still marked as open): so we free it, later.
struct Hdf5Image::Memory {
  ~Memory() { std::free(closed); }

  H5FD_file_image_callbacks_t callbacks();

  char* closed = nullptr;  ///< the content after closing
};

H5FD_file_image_callbacks_t Hdf5Image::Memory::callbacks() {
  H5FD_file_image_callbacks_t result{};
  result.image_malloc = [](std::size_t size, H5FD_file_image_op_t, void*) { return std::malloc(size); };
  result.image_memcpy = [](void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
    return std::memcpy(to, from, size);
  };
  result.image_realloc = [](void* old, std::size_t size, H5FD_file_image_op_t, void*) {
    return std::realloc(old, size);
  };
  result.image_free = [](void* old, H5FD_file_image_op_t when, void* memory) -> herr_t {
    if (when == H5FD_FILE_IMAGE_OP_FILE_CLOSE)
      static_cast<Memory*>(memory)->closed = static_cast<char*>(old);
    else
      std::free(old);
    return 0;
  };
  result.udata_copy = [](void* memory) { return memory; };
  result.udata_free = [](void*) -> herr_t { return 0; };
  result.udata = this;
  return result;
}

Hdf5Image::Hdf5Image() : memory_(std::make_unique<Memory>()) {
  constexpr std::size_t growth_bytes = 4 << 20;
  const Handle access = file_access();
  H5FD_file_image_callbacks_t callbacks = memory_->callbacks();
  checked(H5Pset_fapl_core(access.id(), growth_bytes, false), ObjectPlace("HDF5"), "use memory as a file");
  checked(H5Pset_file_image_callbacks(access.id(), &callbacks), ObjectPlace("HDF5"), "use memory as a file");
  const Handle creation = property_list(H5P_FILE_CREATE);
  H5Pset_obj_track_times(creation.id(), false);
  // All of the root's attributes stay together in its header: a change of one is a single small write.
  H5Pset_attr_phase_change(creation.id(), 64, 32);
  const hid_t file = H5Fcreate("new file", H5F_ACC_TRUNC, creation.id(), access.id());
  file_ = Handle(checked(file, ObjectPlace("HDF5"), "create a file in memory"), H5Fclose);
}

Hdf5Image::~Hdf5Image() = default;

std::string Hdf5Image::finish() {
  checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), file_.id(), "flush");
  const ssize_t size = checked(H5Fget_file_image(file_.id(), nullptr, 0), file_.id(), "ask for its size");
  file_.close(ObjectPlace("HDF5"));
  NEURANK_EXPECT(memory_->closed != nullptr);
  return {memory_->closed, to_size(size)};
}

}  // namespace neurank::store
