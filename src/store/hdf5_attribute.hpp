#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/hdf5_handle.hpp"

namespace neurank::store {

// Attributes of files, groups and datasets. Reading throws Error when there is none of this name or of another type.

/// Creates an attribute. Throws Error when the object has one of this name, or a text has a zero byte.
void set_text(hid_t object, const std::string& name, const std::string& text);
void set_texts(hid_t object, const std::string& name, std::span<const std::string> texts);
void set_integer(hid_t object, const std::string& name, std::int64_t value);
void set_real(hid_t object, const std::string& name, double value);

/// Replaces the value of an attribute that exists, in place.
void change_integer(hid_t object, const std::string& name, std::int64_t value);

/// The value of an attribute.
std::string text_attribute(hid_t object, const std::string& name);
std::vector<std::string> texts_attribute(hid_t object, const std::string& name);
std::int64_t integer_attribute(hid_t object, const std::string& name);
double real_attribute(hid_t object, const std::string& name);

/// Whether an object has an attribute of this name.
bool has_attribute(hid_t object, const std::string& name);

/// Names of all attributes, sorted bytewise.
std::vector<std::string> attribute_names(hid_t object);

}  // namespace neurank::store
