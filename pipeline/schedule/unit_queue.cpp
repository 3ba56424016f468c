#include "schedule/unit_queue.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace neurank::schedule {
namespace {

bool ids_are_unique(const std::vector<Unit>& units) {
  std::set<std::string> ids;
  for (const Unit& unit : units) ids.insert(unit.id);
  return ids.size() == units.size();
}

}  // namespace

UnitQueue::UnitQueue(const std::vector<Unit>& units, const std::set<std::string>& done)
    : units_(&units), dependents_(units.size()), waits_for_(units.size()), critical_path_cost_(units.size()) {
  NEURANK_EXPECT(ids_are_unique(units));
  for (std::size_t i = 0; i < units.size(); ++i) {
    waits_for_[i] = units[i].after.size();
    total_cost_ += units[i].cost;
    for (const std::size_t earlier : units[i].after) {
      NEURANK_EXPECT(earlier < i);
      dependents_[earlier].push_back(i);
    }
  }
  for (std::size_t i = units.size(); i-- > 0;) {
    for (const std::size_t later : dependents_[i])
      critical_path_cost_[i] = std::max(critical_path_cost_[i], critical_path_cost_[later]);
    critical_path_cost_[i] += units[i].cost;
  }
  for (std::size_t i = 0; i < units.size(); ++i)
    if (done.count(units[i].id) > 0) count_done(i);
  for (std::size_t i = 0; i < units.size(); ++i)
    if (waits_for_[i] == 0 && done.count(units[i].id) == 0) ready_.insert(i);
}

std::optional<std::size_t> UnitQueue::claim(const std::string& resource) {
  const auto preference = [&](std::size_t i) {
    return std::pair((*units_)[i].resource == resource, critical_path_cost_[i]);
  };
  // The first of equals wins: ready_ is in the order of the units.
  const auto best = std::max_element(ready_.begin(), ready_.end(),
                                     [&](std::size_t a, std::size_t b) { return preference(a) < preference(b); });
  if (best == ready_.end()) return std::nullopt;
  const std::size_t unit = *best;
  ready_.erase(best);
  running_.insert(unit);
  return unit;
}

void UnitQueue::finish(std::size_t unit) {
  stop_running(unit);
  count_done(unit);
  for (const std::size_t later : dependents_[unit])
    if (waits_for_[later] == 0) ready_.insert(later);
}

void UnitQueue::fail(std::size_t unit) {
  stop_running(unit);
  ++failed_;
}

void UnitQueue::give_up(std::size_t unit) {
  stop_running(unit);
  ready_.insert(unit);
}

void UnitQueue::count_done(std::size_t unit) {
  ++done_;
  done_cost_ += (*units_)[unit].cost;
  for (const std::size_t later : dependents_[unit]) --waits_for_[later];
}

void UnitQueue::stop_running(std::size_t unit) {
  [[maybe_unused]] const std::size_t found = running_.erase(unit);
  NEURANK_EXPECT(found == 1);
}

}  // namespace neurank::schedule
