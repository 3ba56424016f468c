#pragma once

#include <functional>
#include <vector>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"
#include "probe/score.hpp"

namespace neurank::probe {

/// A head to be evaluated, on all neurons or with the activations of all but some replaced.
struct Candidate {
  const Head* head = nullptr;
  Targets targets;
  Index num_labels = 0;                      ///< labels in the targets, those unknown to the head included
  const std::vector<Index>* kept = nullptr;  ///< ascending neurons that keep their activation; nullptr: all
  const Vector* others = nullptr;            ///< [N] activation that the others get instead; nullptr: 0
  NeuronOrder order = nullptr;               ///< as the head was trained; @pre no `kept` beside it
};

/// Evaluates all candidates on the stream's rows, in each pass as many as have at most `columns` x N weights together
/// (at least one). The prediction is the first label with the highest score.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
/// @param groups of all rows of the stream, or nullptr
std::vector<Score> evaluate(BatchStream& stream, const std::vector<Candidate>& candidates, Index columns,
                            const std::function<bool()>& keep_going, const Products& products = Products(),
                            const Groups* groups = nullptr);

}  // namespace neurank::probe
