#pragma once

#include <functional>

#include "mpi/communicator.hpp"
#include "probe/row_source.hpp"
#include "probe/team.hpp"

namespace neurank::probing {

/// Ranks that compute a unit together, as the solvers of its heads see them.
class RankTeam : public probe::Team {
 public:
  explicit RankTeam(const mpi::Communicator& ranks) : ranks_(ranks) {}

  Index member() const override { return ranks_.rank(); }
  Index size() const override { return ranks_.size(); }
  void call(const probe::SharedWork& work) const override;
  void agree(const std::exception_ptr& mine) const override;
  void share(std::span<float> numbers, std::span<const Index> ends) const override { ranks_.share(numbers, ends); }
  void share(std::span<double> numbers, std::span<const Index> ends) const override { ranks_.share(numbers, ends); }
  void send(Index to, std::span<const float> numbers) const override;
  void receive(Index from, std::span<float> numbers) const override;

  /// By the others, until they are dismissed: takes part in everything that the leader calls for.
  /// @param open gives the training words. What it throws, or a training, the leader throws
  void follow(const std::function<probe::TrainingRows()>& open, const std::function<bool()>& keep_going) const;

 private:
  mpi::Communicator ranks_;
};

/// A unit that this rank leads: at its end the others of the team are free.
class LedUnit {
 public:
  explicit LedUnit(const mpi::Communicator& team) : team_(team) {}
  LedUnit(const LedUnit&) = delete;
  LedUnit& operator=(const LedUnit&) = delete;
  ~LedUnit();

 private:
  mpi::Communicator team_;
};

}  // namespace neurank::probing
