#include "run/probing_units.hpp"

#include "base/error.hpp"
#include "base/overloaded.hpp"

namespace neurank::run {

void compute_probing(const Work& work, const probing::ProbingContext& context, const schedule::AtWork& at_work) {
  using namespace probing;
  std::visit(Overloaded{[&](const PenaltyWork& one) { search_penalties(context, one, at_work); },
                        [&](const ChainWork& one) { search_chains(context, one, at_work); },
                        [&](const SelectWork& one) { select_penalty(context, one, at_work); },
                        [&](const HeadWork& one) { train_whole_head(context, one, at_work); },
                        [&](const TrainWork& one) { train_repetition(context, one, at_work); },
                        [&](const AblationWork& one) { mask_neurons(context, one, at_work); },
                        [&](const SearchWork& one) { search_top_sets(context, one, at_work); },
                        [&](const RivalWork& one) { train_rivals(context, one, at_work); },
                        [&](const MinimalWork& one) { find_minimal_sets(context, one, at_work); },
                        [&](const RandomSetsWork& one) { train_random_sets(context, one, at_work); },
                        [&](const ShadowWork& one) { train_shadows(context, one, at_work); },
                        [&](const HalvesWork& one) { train_halves(context, one, at_work); },
                        [&](const NuisanceWork& one) { explain_neurons(context, one, at_work); },
                        [&](const StudyWork& one) { study_cell(context, one, at_work); },
                        [&](const MomentsWork& one) { take_moments(context, one, at_work); },
                        [&](const WordRankingWork& one) { rank_by_words(context, one, at_work); },
                        [&](const HeadRankingWork& one) { rank_by_heads(context, one, at_work); },
                        [&](const JudgeWork& one) { judge_rankings(context, one, at_work); },
                        [&](const ReduceWork& one) { reduce_cell(context, one, at_work); },
                        [&](const CompareWork& one) { compare_cells(context, one, at_work); },
                        [&](const GroupsWork& one) { compare_groups(context, one, at_work); },
                        [&](const TasksWork& one) { compare_tasks(context, one, at_work); },
                        [&](const CardsWork& one) { make_cards(context, one, at_work); },
                        [](const ExtractWork&) { NEURANK_EXPECT(false); },
                        [](const CompleteWork&) { NEURANK_EXPECT(false); }},
             work);
}

}  // namespace neurank::run
