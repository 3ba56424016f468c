#include "probing/minimal_heads.hpp"

#include "analysis/minimal_search.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Pass;

/// Top neurons of these sizes; beside the coarse ones also the bottom and one random draw, for curves.
std::vector<Subset> subsets_of(Pass pass, const std::vector<Index>& sizes) {
  std::vector<Subset> subsets;
  for (const auto& [kind, draw] : {std::pair{Kept::top, 0}, {Kept::bottom, 0}, {Kept::random, 1}})
    for (const Index n : sizes)
      if (kind == Kept::top || pass == Pass::coarse) subsets.push_back({Labels::task, kind, draw, n});
  return subsets;
}

}  // namespace

std::vector<MinimalSet> search_minimal_sets(const SubsetHeads& trainer, const Oracle& oracle,
                                            const std::vector<double>& deltas, const RecordAccuracy& record) {
  std::vector<std::shared_ptr<const probe::Head>> chosen(deltas.size(), oracle.head);
  const auto try_sizes = [&](Pass pass, const std::vector<Index>& sizes, const analysis::TakeAccuracy& take) {
    trainer.train(subsets_of(pass, sizes), [&](const std::vector<Subset>& subsets, std::vector<probe::Head>&& heads) {
      std::vector<const probe::Head*> pointers;
      for (const auto& head : heads) pointers.push_back(&head);
      const auto scores = trainer.measure(subsets, pointers, Measured::dev);
      for (std::size_t i = 0; i < subsets.size(); ++i) {
        record(subsets[i], scores[i].accuracy());
        if (subsets[i].neurons != Kept::top) continue;
        const auto head = std::make_shared<const probe::Head>(std::move(heads[i]));
        for (const std::size_t delta : take(subsets[i].n, scores[i].accuracy())) chosen[delta] = head;
      }
    });
  };
  const auto found = analysis::search_minimal_sizes(trainer.neurons(), oracle.accuracy, deltas, try_sizes);
  std::vector<MinimalSet> sets;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Kept kept = found[i].n < trainer.neurons() ? Kept::top : Kept::all;
    sets.push_back({found[i].delta, {Labels::task, kept, 0, found[i].n}, found[i].accuracy, chosen[i]});
  }
  return sets;
}

}  // namespace neurank::probing
