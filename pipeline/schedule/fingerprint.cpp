#include "schedule/fingerprint.hpp"

#include "base/hash.hpp"

namespace neurank::schedule {

std::string fingerprint(const Unit& unit, const std::vector<std::string>& seen) {
  constexpr std::size_t digits = 32;  // 128 bits tell any number of units apart
  std::string made_of = unit.settings;
  for (const std::string& one : seen) made_of.append("\n").append(one);
  return sha256(made_of).substr(0, digits);
}

std::vector<Standing> standings(const std::vector<Unit>& units, const DoneUnits& done) {
  std::vector<Standing> all;
  std::vector<std::string> seen;  // of each unit by those behind it
  for (const Unit& unit : units) {
    std::vector<std::string> before;
    for (const std::size_t earlier : unit.after) before.push_back(seen[earlier]);
    const std::string now = fingerprint(unit, before);
    const auto found = done.find(unit.id);
    if (found == done.end()) {
      all.push_back(Standing::fresh);
      seen.push_back(now);
      continue;
    }
    all.push_back(found->second.fingerprint == now ? Standing::reused : Standing::redone);
    seen.push_back(found->second.output.empty() ? now : found->second.output);
  }
  return all;
}

}  // namespace neurank::schedule
