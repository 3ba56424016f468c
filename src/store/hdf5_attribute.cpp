#include "store/hdf5_attribute.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "store/hdf5_dataset.hpp"

namespace neurank::store {
namespace {

ObjectPlace place_of(hid_t object, const std::string& name) { return {object, "attribute " + name}; }

void set(hid_t object, const std::string& name, hid_t type, const Handle& space, const void* value) {
  const ObjectPlace place = place_of(object, name);
  const Handle creation = property_list(H5P_ATTRIBUTE_CREATE);
  H5Pset_char_encoding(creation.id(), H5T_CSET_UTF8);
  const hid_t created = H5Acreate2(object, name.c_str(), type, space.id(), creation.id(), H5P_DEFAULT);
  const Handle attribute{checked(created, place, "create it"), H5Aclose};
  if (value != nullptr) checked(H5Awrite(attribute.id(), type, value), place, "write it");
}

Handle single() { return {checked(H5Screate(H5S_SCALAR), ObjectPlace("HDF5"), "make a shape"), H5Sclose}; }

Handle open(hid_t object, const std::string& name) {
  return {checked(H5Aopen(object, name.c_str(), H5P_DEFAULT), place_of(object, name), "open it"), H5Aclose};
}

std::size_t count_of(hid_t attribute, const ObjectPlace& place) {
  const Handle space{checked(H5Aget_space(attribute), place, "read its shape"), H5Sclose};
  return to_size(checked(H5Sget_simple_extent_npoints(space.id()), place, "read its shape"));
}

template <class Number>
Number number(hid_t object, const std::string& name) {
  const ObjectPlace place = place_of(object, name);
  const Handle attribute = open(object, name);
  if (count_of(attribute.id(), place) != 1) throw input_error(place.text() + ": is not a single number");
  Number value{};
  checked(H5Aread(attribute.id(), type_of<Number>(), &value), place, "read it");
  return value;
}

}  // namespace

void set_text(hid_t object, const std::string& name, const std::string& text) {
  const Handle type = text_type();
  set(object, name, type.id(), single(), pointers_to({&text, 1}, place_of(object, name)).data());
}

void set_texts(hid_t object, const std::string& name, std::span<const std::string> texts) {
  const hsize_t count = texts.size();
  const Handle space{checked(H5Screate_simple(1, &count, nullptr), ObjectPlace("HDF5"), "make a shape"), H5Sclose};
  const Handle type = text_type();
  set(object, name, type.id(), space, pointers_to(texts, place_of(object, name)).data());
}

void set_integer(hid_t object, const std::string& name, std::int64_t value) {
  set(object, name, H5T_NATIVE_INT64, single(), &value);
}

void set_real(hid_t object, const std::string& name, double value) {
  set(object, name, H5T_NATIVE_DOUBLE, single(), &value);
}

void change_integer(hid_t object, const std::string& name, std::int64_t value) {
  const Handle attribute = open(object, name);
  checked(H5Awrite(attribute.id(), H5T_NATIVE_INT64, &value), place_of(object, name), "write it");
}

std::vector<std::string> texts_attribute(hid_t object, const std::string& name) {
  const ObjectPlace place = place_of(object, name);
  const Handle attribute = open(object, name);
  const Handle type = text_type();
  std::vector<char*> pointers(count_of(attribute.id(), place));
  if (pointers.empty()) return {};
  checked(H5Aread(attribute.id(), type.id(), pointers.data()), place, "read it as text");
  std::vector<std::string> texts(pointers.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (pointers[i] != nullptr) texts[i] = pointers[i];
  const Handle space{H5Aget_space(attribute.id()), H5Sclose};
  H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
  return texts;
}

std::string text_attribute(hid_t object, const std::string& name) {
  auto texts = texts_attribute(object, name);
  if (texts.size() != 1) throw input_error(place_of(object, name).text() + ": is not a single text");
  return std::move(texts.front());
}

std::int64_t integer_attribute(hid_t object, const std::string& name) { return number<std::int64_t>(object, name); }

double real_attribute(hid_t object, const std::string& name) { return number<double>(object, name); }

bool has_attribute(hid_t object, const std::string& name) { return H5Aexists(object, name.c_str()) > 0; }

std::vector<std::string> attribute_names(hid_t object) {
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  checked(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names), object, "list attributes");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace neurank::store
