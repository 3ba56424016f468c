#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <string>

#include "probe/snapshots.hpp"
#include "probing/rank_team.hpp"
#include "schedule/run_units.hpp"
#include "store/result_file.hpp"

namespace neurank::probing {

/// A unit that trains heads, at work. Beside its file it leaves how far it is, at a request to stop and every few
/// minutes, so that whoever computes it next goes on from there, with the same bits as without an interruption:
/// `.steps.h5` holds what its finished steps found, `.snapshot` the training at work. Both are gone once the unit is
/// done. What is wrong with them, or with the disk, is said and costs no more than the work.
class ResumableUnit {
 public:
  /// @param file the unit's  @param owner of all files of this unit: no other may use them  @param at_work outlives
  /// this
  ResumableUnit(std::filesystem::path file, const std::string& owner, const schedule::AtWork& at_work);
  ResumableUnit(const ResumableUnit&) = delete;
  ResumableUnit& operator=(const ResumableUnit&) = delete;

  const schedule::KeepGoing& keep_going() const { return at_work_.keep_going; }

  /// For the training at work; a step trains once.
  probe::Snapshots* snapshots() { return &snapshots_; }

  /// Those who compute the unit, led by this rank.
  const probe::Team& team() const { return team_; }

  /// Of which steps the arrays are kept.
  enum class Arrays { of_all, of_the_latest };

  /// What the next step of the unit finds, computed here or by an earlier process. @return lasts as long as this
  /// object, but arrays of all steps but the latest may be dropped when the next one is done
  const store::ResultSet& step(const std::function<store::ResultSet()>& compute, Arrays arrays = Arrays::of_all);

  /// Leaves what the unit found in its file, which appears whole or not at all.
  void finish(store::ResultSet results);

 private:
  void compute_step(const std::function<store::ResultSet()>& compute, Arrays arrays);
  void keep_steps();
  void try_to_keep_steps();
  std::deque<store::ResultSet> steps_of_an_earlier_process() const;
  std::filesystem::path steps_file() const;

  std::filesystem::path file_;
  std::string owner_;
  const schedule::AtWork& at_work_;
  RankTeam team_;
  std::deque<store::ResultSet> steps_;
  std::size_t next_step_ = 0, kept_steps_ = 0;
  probe::Snapshots snapshots_;
};

}  // namespace neurank::probing
