#pragma once

#include <hdf5.h>

#include <utility>

namespace neurank::checkpoint {

/// An HDF5 identifier that closes itself; negative when the call that made it failed.
class Identifier {
 public:
  Identifier(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Identifier(Identifier&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Identifier& operator=(Identifier&&) = delete;
  ~Identifier() {
    if (id_ >= 0) close_(id_);
  }

  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

}  // namespace neurank::checkpoint
