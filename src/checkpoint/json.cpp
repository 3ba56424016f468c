#include "checkpoint/json.hpp"

#include <set>
#include <vector>

#include "base/complaint.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace neurank::checkpoint {
namespace {

constexpr int max_depth = 16;
constexpr std::size_t max_shown = 80;  ///< bytes of a text in an error

/// The parser does not say in which line it is: the first one stands for the text.
Complaint at_start(const std::string& problem) { return {.problem = problem, .line = 1}; }

/// Watches the parser: refuses deep nesting and keys that come twice.
class Observer {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if ((event == Event::object_start || event == Event::array_start) && depth >= max_depth)
      throw at_start("nested more than " + std::to_string(max_depth) + " deep");
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end) keys_.pop_back();
    if (event == Event::key && !keys_.back().insert(parsed.get<std::string>()).second)
      throw at_start("key " + in_quotes(parsed.get_ref<const std::string&>()) + " comes twice in one object");
    return true;
  }

 private:
  std::vector<std::set<std::string>> keys_;  ///< of the objects that are open
};

}  // namespace

Json parse_json(std::string_view text) {
  Observer observer;
  try {
    return Json::parse(text.begin(), text.end(), std::ref(observer));
  } catch (const Json::parse_error& error) {
    throw Complaint{.problem = "not valid JSON", .line = line_of(text, error.byte)};
  } catch (const Json::exception&) {
    throw at_start("a number is out of range");
  }
}

Json parse_json_object(std::string_view text, const std::filesystem::path& file) {
  try {
    Json object = parse_json(text);
    if (!object.is_object()) throw at_start("not a JSON object");
    return object;
  } catch (const Complaint& complaint) {
    throw input_error(at(file, complaint.line) + complaint.problem, complaint.remedy);
  }
}

Json read_json_object(const std::filesystem::path& file) { return parse_json_object(read_file(file), file); }

std::string in_quotes(std::string_view text) {
  const bool is_long = text.size() > max_shown;
  return json_text(Json(text.substr(0, max_shown)), -1, true) + (is_long ? "..." : "");
}

}  // namespace neurank::checkpoint
