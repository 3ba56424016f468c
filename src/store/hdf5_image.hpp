#pragma once

#include <memory>
#include <string>

#include "store/hdf5_handle.hpp"

namespace neurank::store {

/// An HDF5 file that is made in memory and handed out as bytes. New files are made this way because HDF5 can neither
/// write nor close a file on a full disk, and crashes at the end of the program. Its objects have no times: equal
/// content gives equal bytes.
class Hdf5Image {
 public:
  Hdf5Image();
  ~Hdf5Image();
  Hdf5Image(const Hdf5Image&) = delete;
  Hdf5Image& operator=(const Hdf5Image&) = delete;

  hid_t id() const { return file_.id(); }

  /// Closes the file and gives its bytes. @pre all its datasets and groups are closed
  std::string finish();

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
  Handle file_;
};

}  // namespace neurank::store
