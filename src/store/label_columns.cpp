#include "store/label_columns.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"

namespace neurank::store {

void write_label_column(hid_t file, const std::string& column, const corpus::EncodedLabels& labels) {
  const Handle dataset = create_dataset(file, layout::labels + column, H5T_STD_I32LE, {labels.ids.size()});
  write_all(dataset.id(), H5T_NATIVE_INT32, labels.ids.data());
  set_texts(dataset.id(), "names", labels.names);
  set_integer(dataset.id(), "num_training", labels.num_training);
}

bool has_label_column(hid_t file, const std::string& column) {
  return H5Lexists(file, "labels", H5P_DEFAULT) > 0 &&
         H5Lexists(file, (layout::labels + column).c_str(), H5P_DEFAULT) > 0;
}

corpus::EncodedLabels read_label_column(hid_t file, const std::string& column, Index words) {
  const std::string name = layout::labels + column;
  const Handle dataset = open_dataset(file, name);
  corpus::EncodedLabels labels;
  labels.names = texts_attribute(dataset.id(), "names");
  labels.num_training = integer_attribute(dataset.id(), "num_training");
  labels.ids = read_numbers<std::int32_t>(file, name, {checked_cast<hsize_t>(words)});
  const auto count = to_index(labels.names.size());
  const auto known = [&](std::int32_t id) { return 0 <= id && id < count; };
  if (labels.num_training < 0 || labels.num_training > count || !std::ranges::all_of(labels.ids, known))
    throw input_error(name + ": has labels without a name (the file is damaged)", "extract it again");
  return labels;
}

}  // namespace neurank::store
