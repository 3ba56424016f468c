#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "probe/train.hpp"
#include "probing/probing.hpp"
#include "report/accuracy_rows.hpp"

namespace neurank::probing {

/// How near a head is to the optimum of its loss.
struct Convergence {
  std::optional<double> gap;  ///< relative duality gap, docs/method.md 3.6; nothing without a ridge, and for its norm
  double residual = 0;        ///< probe::optimality_residual()
  double passes = 0;          ///< over all training words and neurons, that it took
  bool is_certified = false;  ///< the gap is as small as an exact solver was asked for
};

/// A head, and how far its solver came.
struct FoundHead {
  probe::Head head;
  probe::TrainingLoss loss = {};                ///< of a head trained by Adam
  std::optional<Convergence> convergence = {};  ///< of an exact one, and where find_convergence() has looked
};

/// How heads are searched for, beside what the settings of their cell say.
struct HeadSearch {
  probe::TrainSettings adam;       ///< used where the cell's solver is Adam
  double gap = 0;                  ///< relative, at which an exact head is good enough
  schedule::KeepGoing keep_going;  ///< when it says no, Error(Cause::interrupted) is thrown
  probe::Snapshots* snapshots = nullptr;
  const probe::Team* team = nullptr;  ///< that shares what can be shared: on the cell's own words alone
};

/// The relative gap at which heads on subsets are good enough, whose accuracies are all that is asked of them.
constexpr double subset_gap = 1e-3;

/// Finds heads by the solver of their cell. Adam trains them in banks; exact ones are solved one after another from
/// their start, where it has weights. Throws Error when a head is not a number.
std::vector<FoundHead> find_heads(const ProbingContext& context, const grid::Cell& cell,
                                  const probe::TrainingRows& training, const std::vector<probe::HeadTask>& tasks,
                                  const HeadSearch& search);

/// Takes the gap and residual of heads that Adam has trained, in one pass; nothing to do for exact ones.
void find_convergence(const ProbingContext& context, const grid::Cell& cell, const probe::TrainingRows& training,
                      const std::vector<probe::HeadTask>& tasks, const schedule::KeepGoing& keep_going,
                      std::vector<FoundHead>& heads);

/// What the heads of a cell start from where nothing is known: small weights from the seed for Adam, none for an exact
/// solver.
std::shared_ptr<const probe::Head> cold_start(const ProbingContext& context, const grid::Cell& cell, Index neurons,
                                              std::uint64_t seed);

/// Adds a row to a table of convergence. @param row names the head; a repetition of 0 is none: a head of the search
void add_convergence(const ProbingContext& context, const grid::Cell& cell, const report::AccuracyRow& row,
                     const probe::Penalty& penalty, const FoundHead& found, Table& table);

/// Mean gradient of the cross entropy of a head in its weights over the training words; [L, N].
Matrix mean_gradient(const ProbingContext& context, const grid::Cell& cell, const probe::TrainingRows& training,
                     const probe::Head& head, const probe::Targets& targets, const schedule::KeepGoing& keep_going);

}  // namespace neurank::probing
