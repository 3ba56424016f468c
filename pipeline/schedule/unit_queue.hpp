#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "schedule/fingerprint.hpp"

namespace neurank::schedule {

/// Which unit is next: the state of a run as plain values, without messages, clock or disk. Every change of the state
/// takes a time that grows with the logarithm of the number of units, and with the number of units that wait for the
/// one.
class UnitQueue {
 public:
  /// @param units kept by reference
  /// @param done units that need no computing when, once all before them are done, they have the fingerprint that they
  /// were done with; ids of no unit are ignored
  /// @pre ids are unique and every unit comes after those that it waits for
  UnitQueue(const std::vector<Unit>& units, DoneUnits done);

  /// Takes the ready unit that begins the costliest chain of units, of those that use `resource` if there are any;
  /// nothing when no unit is ready now. Ties: the earlier unit.
  std::optional<std::size_t> claim(const std::string& resource);

  /// Whether claim() would find one.
  bool has_ready() const { return !ready_.empty(); }

  /// A claimed unit is done. Units that waited for it alone become ready, or are done, too.
  /// @param output see DoneUnit
  void finish(std::size_t unit, const std::string& output = "");

  /// Of a unit all before which are done.
  const std::string& fingerprint(std::size_t unit);

  /// A claimed unit failed. Units that wait for it, or for one that does, never become ready.
  void fail(std::size_t unit);

  /// A claimed unit is neither done nor failed and may be claimed again.
  void give_up(std::size_t unit);

  /// No unit is ready, and none runs that could make one ready.
  bool exhausted() const { return ready_.empty() && running_.empty(); }
  bool all_done() const { return done_ == units_->size(); }

  std::size_t running() const { return running_.size(); }
  std::size_t done() const { return done_; }
  std::size_t failed() const { return failed_; }
  double done_cost() const { return done_cost_; }
  double total_cost() const { return total_cost_; }

 private:
  using Places = std::set<std::size_t>;

  void set_order();
  void number_resources();
  void make_ready(std::size_t unit);
  void settle(std::vector<std::size_t> free);
  std::vector<std::size_t> count_done(std::size_t unit, const std::string& output);
  void stop_running(std::size_t unit);

  const std::vector<Unit>* units_;
  DoneUnits found_;                        ///< of earlier launches
  std::vector<std::string> fingerprints_;  ///< those that somebody has asked for
  std::vector<std::string> outputs_;       ///< of units that are done, see DoneUnit
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<std::size_t> waits_for_;  ///< how many units must still be done before this one
  std::vector<std::size_t> order_;      ///< units by the cost of the costliest chain that each begins, descending
  std::vector<std::size_t> place_;      ///< of each unit in order_
  std::unordered_map<std::string, std::size_t> resources_;  ///< name -> number
  std::vector<std::size_t> resource_;                       ///< number of each unit's resource
  Places ready_;                                            ///< in order_
  std::vector<Places> ready_of_resource_;                   ///< the same units, by the number of their resource
  std::set<std::size_t> running_;
  std::size_t done_ = 0, failed_ = 0;
  double done_cost_ = 0, total_cost_ = 0;
};

}  // namespace neurank::schedule
