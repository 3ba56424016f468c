#include "schedule/protocol.hpp"

#include "base/json_text.hpp"

namespace neurank::schedule {
namespace {

using Json = nlohmann::json;

}  // namespace

std::string to_message(const Request& request) {
  return json_text(Json::array({request.kind, request.unit, request.seconds, request.text}));
}

std::string to_message(const Answer& answer) {
  return json_text(Json::array({answer.kind, answer.unit, answer.outcome, answer.team, answer.fingerprint}));
}

Request request_from(const std::string& message) {
  const Json json = parsed_json<Json>(message);
  return {json.at(0).get<Request::Kind>(), json.at(1).get<std::size_t>(), json.at(2).get<double>(),
          json.at(3).get<std::string>()};
}

Answer answer_from(const std::string& message) {
  const Json json = parsed_json<Json>(message);
  return {json.at(0).get<Answer::Kind>(), json.at(1).get<std::size_t>(), json.at(2).get<Outcome>(),
          json.at(3).get<std::vector<int>>(), json.at(4).get<std::string>()};
}

}  // namespace neurank::schedule
