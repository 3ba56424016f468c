#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace neurank::store {

/// Keeps HDF5 from printing its error stack for as long as this object lives: its reasons go into our Errors instead.
/// Every public function of this room begins with one.
class QuietHdf5 {
 public:
  QuietHdf5();
  ~QuietHdf5();
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;

 private:
  H5E_auto2_t printer_ = nullptr;
  void* printer_data_ = nullptr;
};

/// What an error message begins with. Worked out only for a message: asking HDF5 for a name clears its error stack.
class ObjectPlace {
 public:
  ObjectPlace(const std::filesystem::path& file) : text_(file.string()) {}

  /// The file of an open object, and the part of it that is meant.
  ObjectPlace(hid_t object, const std::string& part = {}) : text_(part), object_(object) {}

  std::string text() const;

 private:
  std::string text_;
  hid_t object_ = H5I_INVALID_HID;
};

/// Throws Error "PLACE: cannot DOING (HDF5's or the system's reason)" from HDF5's error stack.
[[noreturn]] void throw_hdf5_error(const ObjectPlace& place, const std::string& doing);

/// Passes a call's result on; a negative one becomes an Error that says what could not be done with which file. Handles
/// that the call uses must live until then: closing one clears HDF5's error stack.
template <class Result>
Result checked(Result result, const ObjectPlace& place, const std::string& doing) {
  if (result < 0) throw_hdf5_error(place, doing);
  return result;
}

/// An HDF5 identifier that closes itself.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*closing)(hid_t)) : id_(id), close_(closing) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }

  hid_t id() const { return id_; }

  /// Closes now, so that a failure (data that could not be flushed) is an Error and not lost.
  void close(const ObjectPlace& place);

 private:
  hid_t id_ = H5I_INVALID_HID;
  herr_t (*close_)(hid_t) = nullptr;
};

/// HDF5's default settings of one kind, to be changed. @param kind H5P_DATASET_CREATE and the like
Handle property_list(hid_t kind);

/// What a file is opened for; write means reading, too.
enum class Access { read, write };

/// How we open all files, on disk and in memory.
Handle file_access();

/// Opens an existing file; with a communicator (an MPI_Comm) through MPI-IO, collectively. Throws Error when it is
/// missing, not HDF5 or cut.
/// @param alignment new datasets of so many bytes or more start at a multiple of it; 0: anywhere
Handle open_hdf5_file(const std::filesystem::path& path, Access access, const void* communicator = nullptr,
                      std::uint64_t alignment = 0);

}  // namespace neurank::store
