#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace neurank {

// The library's parser and writer take seconds to compile wherever they are used. They are compiled here, once, for
// nlohmann::json and nlohmann::ordered_json; everybody else calls these.

/// The value that a text holds; one that is_discarded() where the text is not JSON.
template <class Json>
Json parsed_json(std::string_view text);

/// A value as text. Bytes that are not valid UTF-8 become U+FFFD.
/// @param indent blanks a level; -1: all in one line  @param ascii write other characters as \uXXXX
template <class Json>
std::string json_text(const Json& value, int indent = -1, bool ascii = false);

// What json_text.cpp has.
extern template nlohmann::json parsed_json(std::string_view text);
extern template nlohmann::ordered_json parsed_json(std::string_view text);
extern template std::string json_text(const nlohmann::json& value, int indent, bool ascii);
extern template std::string json_text(const nlohmann::ordered_json& value, int indent, bool ascii);

}  // namespace neurank
