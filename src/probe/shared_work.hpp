#pragma once

#include <functional>
#include <variant>

#include "probe/exact/exact_head.hpp"
#include "probe/train.hpp"

namespace neurank::probe {

/// What the leader of a team has the others take part in.
struct SharedWork {
  std::variant<SharedTraining, SharedSolution> what;
};

/// The part of a member of a team that does not lead it. Throws what any member throws.
/// @param words of the leader's source and standardised alike  @param keep_going asked before each mini-batch; the
/// leader decides
void take_part(const TrainingRows& words, const SharedWork& work, const std::function<bool()>& keep_going,
               const Team& team);

}  // namespace neurank::probe
