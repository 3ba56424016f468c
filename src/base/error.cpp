#include "base/error.hpp"

namespace neurank {

Error::Error(Cause cause, const std::string& problem, const std::string& remedy)
    : std::runtime_error(remedy.empty() ? problem : problem + "; " + remedy), cause_(cause) {}

Error usage_error(const std::string& problem, const std::string& remedy) {
  return Error(Cause::usage, problem, remedy);
}

Error input_error(const std::string& problem, const std::string& remedy) {
  return Error(Cause::input, problem, remedy);
}

std::string at(const std::filesystem::path& file, long line) {
  return file.string() + ":" + std::to_string(line) + ": ";
}

void detail::contract_broken(const char* condition, const char* file, int line) {
  throw std::logic_error(at(file, line) + "contract broken: " + condition);
}

}  // namespace neurank
