#pragma once

#include <algorithm>
#include <exception>
#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::probe {

struct SharedWork;

/// Those who find a head together: one of many labels that is trained, each with some of its labels, or an exact one,
/// each with some of its words. The leader, member 0, is the one that asked for the head. This class is a leader
/// without others.
class Team {
 public:
  Team() = default;
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  virtual ~Team() = default;

  virtual Index member() const { return 0; }
  virtual Index size() const { return 1; }
  bool is_leader() const { return member() == 0; }

  /// By the leader: the others take part, by take_part(), from here on.
  virtual void call(const SharedWork&) const {}

  // All others are called by every member at the same point.

  /// Throws on all members what one of them has caught, if any has.
  virtual void agree(const std::exception_ptr& mine) const {
    if (mine) std::rethrow_exception(mine);
  }

  /// Each member has set its own part of the numbers and gets those of the others.
  /// @param ends [size] where the members' parts end
  virtual void share(std::span<float> /*numbers*/, std::span<const Index> /*ends*/) const {}
  virtual void share(std::span<double> /*numbers*/, std::span<const Index> /*ends*/) const {}

  /// All members get one's numbers.
  template <class Number>
  void share_from(Index owner, std::span<Number> numbers) const {
    std::vector<Index> ends(static_cast<std::size_t>(size()), 0);
    std::fill(ends.begin() + owner, ends.end(), static_cast<Index>(numbers.size()));
    share(numbers, ends);
  }

  // The leader and one other member.
  virtual void send(Index /*to*/, std::span<const float> /*numbers*/) const {}
  virtual void receive(Index /*from*/, std::span<float> /*numbers*/) const {}

  /// The largest of the members' numbers.
  float largest(float mine) const;

  /// At the end of what all have done: throws on all what one of them has caught, if any has, and an input Error where
  /// a number that is to be the same is not, bit by bit, as processors of several makes may compute it.
  void conclude(const std::exception_ptr& mine, float common = 0) const;

 private:
  /// [size] by members.
  std::vector<float> of_all(float mine) const;
};

/// Labels that one product of a head of many labels is formed of, the same however many share the head: with another
/// shape a product has other bits.
constexpr Index labels_of_a_block = 128;

/// Blocks of about equally many labels. Pure.
std::vector<Range> label_blocks(Index labels);

}  // namespace neurank::probe
