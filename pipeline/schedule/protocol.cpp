#include "schedule/protocol.hpp"

#include <nlohmann/json.hpp>

namespace neurank::schedule {
namespace {

using Json = nlohmann::json;

/// Reasons quote files and need not be UTF-8.
std::string to_text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_message(const Request& request) {
  return to_text(Json::array({request.kind, request.unit, request.seconds, request.text}));
}

std::string to_message(const Answer& answer) {
  return to_text(Json::array({answer.kind, answer.unit, answer.outcome}));
}

Request request_from(const std::string& message) {
  const Json json = Json::parse(message);
  return {json.at(0).get<Request::Kind>(), json.at(1).get<std::size_t>(), json.at(2).get<double>(),
          json.at(3).get<std::string>()};
}

Answer answer_from(const std::string& message) {
  const Json json = Json::parse(message);
  return {json.at(0).get<Answer::Kind>(), json.at(1).get<std::size_t>(), json.at(2).get<Outcome>()};
}

}  // namespace neurank::schedule
