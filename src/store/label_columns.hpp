#pragma once

#include <string>

#include "corpus/labels.hpp"
#include "store/hdf5_handle.hpp"

namespace neurank::store {

/// Writes a column of labels as a dataset of an HDF5 file: labels/<column> [T] int32, with attributes `names` and
/// `num_training`.
void write_label_column(hid_t file, const std::string& column, const corpus::EncodedLabels& labels);

/// Whether a file has such a column.
bool has_label_column(hid_t file, const std::string& column);

/// Reads it back. Throws Error when the column is missing, of another length, or has labels without a name. @param
/// words T
corpus::EncodedLabels read_label_column(hid_t file, const std::string& column, Index words);

}  // namespace neurank::store
