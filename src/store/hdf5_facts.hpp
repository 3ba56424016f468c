#pragma once

#include <string>

namespace neurank::store {

/// "HDF5 1.10.8, parallel" or "HDF5 1.10.8, serial".
std::string hdf5_description();

}  // namespace neurank::store
