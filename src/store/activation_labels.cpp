#include "store/activation_labels.hpp"

#include "base/files.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/hdf5_image.hpp"
#include "store/label_columns.hpp"

namespace neurank::store {

namespace fs = std::filesystem;

fs::path labels_file(const fs::path& activations) { return fs::path(activations).replace_extension(".labels.h5"); }

void write_labels_file(const fs::path& activations, const LabelColumns& labels, const std::string& hash) {
  const QuietHdf5 quiet;
  Hdf5Image file;
  set_text(file.id(), layout::labels_hash, hash);
  for (const auto& [column, of_column] : labels) write_label_column(file.id(), column, of_column);
  write_file(labels_file(activations), file.finish());
}

std::string stored_labels_hash(const fs::path& activations) {
  const QuietHdf5 quiet;
  const bool is_beside = fs::exists(labels_file(activations));
  const Handle file = open_hdf5_file(is_beside ? labels_file(activations) : activations, Access::read);
  return has_attribute(file.id(), layout::labels_hash) ? text_attribute(file.id(), layout::labels_hash) : "";
}

}  // namespace neurank::store
