#include "schedule/unit_queue.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"

namespace neurank::schedule {
namespace {

bool ids_are_unique(const std::vector<Unit>& units) {
  std::set<std::string> ids;
  for (const Unit& unit : units) ids.insert(unit.id);
  return ids.size() == units.size();
}

}  // namespace

UnitQueue::UnitQueue(const std::vector<Unit>& units, DoneUnits done)
    : units_(&units),
      found_(std::move(done)),
      fingerprints_(units.size()),
      outputs_(units.size()),
      dependents_(units.size()),
      waits_for_(units.size()) {
  NEURANK_EXPECT(ids_are_unique(units));
  for (std::size_t i = 0; i < units.size(); ++i) {
    waits_for_[i] = units[i].after.size();
    total_cost_ += units[i].cost;
    for (const std::size_t earlier : units[i].after) {
      NEURANK_EXPECT(earlier < i);
      dependents_[earlier].push_back(i);
    }
  }
  set_order();
  number_resources();
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < units.size(); ++i)
    if (waits_for_[i] == 0) free.push_back(i);
  settle(std::move(free));
}

/// Units all before which are done are done themselves or ready; and so are, then, those behind them. @param free each
/// once
void UnitQueue::settle(std::vector<std::size_t> free) {
  while (!free.empty()) {
    const std::size_t unit = free.back();
    free.pop_back();
    const auto found = found_.find((*units_)[unit].id);
    if (found == found_.end() || found->second.fingerprint != fingerprint(unit)) {
      make_ready(unit);
      continue;
    }
    for (const std::size_t later : count_done(unit, found->second.output)) free.push_back(later);
  }
}

const std::string& UnitQueue::fingerprint(std::size_t unit) {
  std::string& own = fingerprints_[unit];
  if (!own.empty()) return own;
  std::vector<std::string> seen;
  for (const std::size_t earlier : (*units_)[unit].after)
    seen.push_back(outputs_[earlier].empty() ? fingerprint(earlier) : outputs_[earlier]);
  return own = schedule::fingerprint((*units_)[unit], seen);
}

void UnitQueue::set_order() {
  std::vector<double> chain_cost(units_->size());  // of the unit and of the costliest chain of units behind it
  for (std::size_t i = units_->size(); i-- > 0;) {
    for (const std::size_t later : dependents_[i]) chain_cost[i] = std::max(chain_cost[i], chain_cost[later]);
    chain_cost[i] += (*units_)[i].cost;
  }
  order_.resize(units_->size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return chain_cost[a] > chain_cost[b]; });
  place_.resize(order_.size());
  for (std::size_t place = 0; place < order_.size(); ++place) place_[order_[place]] = place;
}

void UnitQueue::number_resources() {
  for (const Unit& unit : *units_)
    resource_.push_back(resources_.emplace(unit.resource, resources_.size()).first->second);
  ready_of_resource_.resize(resources_.size());
}

void UnitQueue::make_ready(std::size_t unit) {
  ready_.insert(place_[unit]);
  ready_of_resource_[resource_[unit]].insert(place_[unit]);
}

std::optional<std::size_t> UnitQueue::claim(const std::string& resource) {
  if (ready_.empty()) return std::nullopt;
  const auto held = resources_.find(resource);
  const bool is_of_use = held != resources_.end() && !ready_of_resource_[held->second].empty();
  const std::size_t place = is_of_use ? *ready_of_resource_[held->second].begin() : *ready_.begin();
  const std::size_t unit = order_[place];
  ready_.erase(place);
  ready_of_resource_[resource_[unit]].erase(place);
  running_.insert(unit);
  return unit;
}

void UnitQueue::finish(std::size_t unit, const std::string& output) {
  stop_running(unit);
  settle(count_done(unit, output));
}

void UnitQueue::fail(std::size_t unit) {
  stop_running(unit);
  ++failed_;
}

void UnitQueue::give_up(std::size_t unit) {
  stop_running(unit);
  make_ready(unit);
}

/// @return units that waited for this one alone
std::vector<std::size_t> UnitQueue::count_done(std::size_t unit, const std::string& output) {
  outputs_[unit] = output;
  ++done_;
  done_cost_ += (*units_)[unit].cost;
  std::vector<std::size_t> free;
  for (const std::size_t later : dependents_[unit])
    if (--waits_for_[later] == 0) free.push_back(later);
  return free;
}

void UnitQueue::stop_running(std::size_t unit) {
  [[maybe_unused]] const std::size_t found = running_.erase(unit);
  NEURANK_EXPECT(found == 1);
}

}  // namespace neurank::schedule
