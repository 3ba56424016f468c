#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/hdf5_handle.hpp"

namespace neurank::store {

// Attributes of files, groups and datasets. Reading throws Error when there is none of this name or of another type.

void set_text(hid_t object, const std::string& name, const std::string& text);
void set_texts(hid_t object, const std::string& name, std::span<const std::string> texts);
void set_integer(hid_t object, const std::string& name, std::int64_t value);
void set_real(hid_t object, const std::string& name, double value);

/// Gives an attribute that exists another value, in place.
void change_integer(hid_t object, const std::string& name, std::int64_t value);

std::string text_attribute(hid_t object, const std::string& name);
std::vector<std::string> texts_attribute(hid_t object, const std::string& name);
std::int64_t integer_attribute(hid_t object, const std::string& name);
double real_attribute(hid_t object, const std::string& name);

bool has_attribute(hid_t object, const std::string& name);

/// Sorted bytewise.
std::vector<std::string> attribute_names(hid_t object);

}  // namespace neurank::store
