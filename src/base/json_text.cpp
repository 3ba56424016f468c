#include "base/json_text.hpp"

namespace neurank {

template <class Json>
Json parsed_json(std::string_view text) {
  return Json::parse(text.begin(), text.end(), nullptr, false);
}

template <class Json>
std::string json_text(const Json& value, int indent, bool ascii) {
  return value.dump(indent, ' ', ascii, Json::error_handler_t::replace);
}

template nlohmann::json parsed_json(std::string_view text);
template nlohmann::ordered_json parsed_json(std::string_view text);
template std::string json_text(const nlohmann::json& value, int indent, bool ascii);
template std::string json_text(const nlohmann::ordered_json& value, int indent, bool ascii);

}  // namespace neurank
