#include "run/cell_planner.hpp"

#include <algorithm>
#include <utility>

#include "analysis/agreement.hpp"
#include "analysis/shadows.hpp"
#include "base/cast.hpp"
#include "probe/exact/exact_head.hpp"
#include "probe/exact/word_blocks.hpp"
#include "probe/team.hpp"
#include "probing/probing.hpp"
#include "run/study_planner.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;
using schedule::Stage;

/// Neurons of layer 0, the embeddings; 0 where that layer is not stored.
Index first_layer_of(const model::ModelShape& shape) { return shape.layer_numbers.front() == 0 ? shape.width : 0; }

/// Adds units of one cell; keeps track of what later ones wait for.
class CellPlanner {
 public:
  CellPlanner(const Experiment& experiment, const Facts& facts, const Cell& cell,
              const std::optional<WordRanking>& by_words, Plan& plan)
      : experiment_(experiment),
        facts_(facts),
        cell_(cell),
        by_words_(by_words),
        settings_(experiment.variants[cell.variant].probe),
        task_(facts.tasks[cell.task]),
        neurons_(facts.models[cell.model].shape.neurons()),
        first_layer_(first_layer_of(facts.models[cell.model].shape)),
        plan_(plan) {}

  void add_penalties() {
    if (!settings_.has_path()) return;
    searched_ = settings_.searches_by_chains() ? add_chains() : add_grid();
    last_ = {add(Stage::penalty, "", {.measured = 0.1}, searched_, probing::SelectWork{cell_, head_flops()})};
  }

  void add_train() {
    const Units searches = std::exchange(last_, {});
    const auto heads = probing::whole_heads(experiment_.analyses.control).size();
    const bool apart = to_double(heads) * head_flops() > settings_.unit_operations;
    const auto& ablation = experiment_.analyses.ablation;
    const double masked = to_double(ablation.keep.size()) * to_double(2 + ablation.draws);
    for (Index repetition = 1; repetition <= experiment_.repetitions; ++repetition) {
      const probing::RepetitionId id{cell_, repetition};
      Units before = searches;
      if (apart) before = add_heads(id, heads, searches);
      const std::string number = std::to_string(repetition);
      last_.push_back(add(Stage::train, number, {.whole = apart ? 0 : to_double(heads), .measured = to_double(heads)},
                          before, probing::TrainWork{id, apart}));
      const probing::AblationWork ablated{id};
      ablated_.push_back(
          add(Stage::train, number + "/" + ablated.name(), {.measured = masked}, {last_.back()}, ablated));
      if (const probing::HeadRankingWork ranked{id}; experiment_.analyses.compares_rankings())
        ranked_.push_back(add(Stage::train, number + "/" + ranked.name(), {.measured = 1}, {last_.back()}, ranked));
    }
  }

  /// The minimal sets of a repetition follow its own heads, whatever became of the others.
  void add_minimal() {
    const Units repetitions = std::exchange(last_, {});
    const auto& minimal = experiment_.analyses.minimal;
    const probing::MinimalScope scope{.neurons = neurons_,
                                      .deltas = minimal.delta,
                                      .draws = minimal.draws,
                                      .control = experiment_.analyses.control,
                                      .head_flops = head_flops(),
                                      .unit_operations = settings_.unit_operations,
                                      .keep = experiment_.analyses.ablation.keep,
                                      .own_ranking = experiment_.analyses.own_ranking,
                                      .first_layer = experiment_.analyses.first_layer ? first_layer_ : 0};
    const auto waves = probing::typical_waves(scope);
    for (Index repetition = 1; repetition <= experiment_.repetitions; ++repetition) {
      const Units searched = add_minimal(scope, waves, {cell_, repetition}, repetitions[to_size(repetition) - 1]);
      if (repetition == probing::chance_repetition) add_chance(scope, repetitions.front(), searched);
    }
  }

  /// @return the unit
  std::size_t add_reduce() {
    Units all = std::exchange(last_, {});
    for (const Units& shown : {searched_, ranked_, by_words_units()}) all.insert(all.end(), shown.begin(), shown.end());
    return add(Stage::reduce, "", {.measured = 0.1}, all, probing::ReduceWork{cell_, ranked_cell()});
  }

 private:
  using Units = std::vector<std::size_t>;

  Units add_grid() {
    Units units;
    for (const probing::PenaltyWork& work : probing::cut_search(cell_, task_.labels, settings_, head_flops())) {
      const double heads = to_double(work.count);
      units.push_back(
          add(Stage::penalty, std::to_string(work.first), {.whole = heads, .measured = 3 * heads}, {}, work));
    }
    return units;
  }

  /// @return the units that end a chain, all others being done before them
  Units add_chains() {
    Units units;
    for (const probing::ChainWork& work : probing::cut_chains(cell_, task_.labels, settings_, head_flops())) {
      const double heads = heads_of(work, settings_);
      const double measured = 3 * to_double(work.count * (work.end_link - work.first_link));
      Units before;
      if (work.first_link > 0) before = {units.back()};
      const std::size_t unit = add(Stage::penalty, work.name(), {.whole = heads, .measured = measured}, before, work);
      if (work.first_link > 0) units.pop_back();
      units.push_back(unit);
    }
    return units;
  }

  /// Each head of a repetition by itself.
  Units add_heads(const probing::RepetitionId& id, std::size_t heads, const Units& searches) {
    Units units;
    for (std::size_t head = 0; head < heads; ++head)
      units.push_back(add(Stage::train, std::to_string(id.repetition) + "/head-" + std::to_string(head), {.whole = 1},
                          searches, probing::HeadWork{id, head}));
    return units;
  }

  /// What the first repetition is held against. @param trained the unit of its heads  @param searched those that end
  /// the search for its minimal sets
  void add_chance(const probing::MinimalScope& scope, std::size_t trained, const Units& searched) {
    const probing::RepetitionId id{cell_, probing::chance_repetition};
    const std::string number = std::to_string(id.repetition) + "/";
    const double share = probing::typical_share(*std::ranges::min_element(scope.deltas));
    for (const auto& work : probing::cut_random_sets(id, scope, experiment_.analyses.nulls.random_sets)) {
      const double heads = to_double(work.count);
      last_.push_back(add(Stage::minimal, number + work.name(), effort_of({heads, share * heads}), searched, work));
    }
    const auto plan = analysis::shadow_plan(neurons_);
    for (Index draw = 1; experiment_.analyses.nulls.shadows && draw <= plan.draws; ++draw) {
      const probing::ShadowWork work{id, draw};
      const double whole = 1 + to_double(plan.shadows) / to_double(neurons_);
      last_.push_back(add(Stage::minimal, number + work.name(), {.others = whole}, {trained}, work));
    }
    if (const probing::NuisanceWork work{id}; experiment_.analyses.nuisances)
      last_.push_back(add(Stage::minimal, number + work.name(), {.measured = 1}, {trained}, work));
    add_studies(id, scope, trained, searched);
    for (Index pair = 1; pair <= experiment_.analyses.stability.pairs; ++pair) {
      const probing::HalvesWork work{id, pair};
      last_.push_back(add(Stage::minimal, number + work.name(), {.others = 1}, {trained}, work));
    }
    if (experiment_.analyses.compares_rankings()) add_judges(id);
  }

  void add_studies(const probing::RepetitionId& id, const probing::MinimalScope& scope, std::size_t trained,
                   const Units& searched) {
    for (const auto study : all_of<analysis::Study>()) {
      if (!experiment_.analyses.has(study)) continue;
      const probing::StudyWork work{id, scope, study};
      const std::string part = std::to_string(id.repetition) + "/" + work.name();
      last_.push_back(add(Stage::minimal, part, study_effort(experiment_, facts_, work),
                          probing::needs_minimal_set(study) ? searched : Units{trained}, work));
    }
  }

  grid::Cell ranked_cell() const { return by_words_ ? by_words_->cell : cell_; }
  Units by_words_units() const { return by_words_ ? Units{by_words_->unit} : Units(); }

  /// Heads of the task and the control task on the first neurons of each ranking; Gaussians likewise.
  void add_judges(const probing::RepetitionId& id) {
    const probing::JudgeWork work{id, ranked_cell()};
    const auto& analyses = experiment_.analyses;
    const double rankings = to_double(analyses.rankings.size());
    Effort effort = {.others = gaussian_flops(experiment_, facts_, cell_) / head_flops()};
    if (analyses.has(analysis::Judge::linear)) {
      for (const Index n : analysis::judged_sizes(neurons_, analyses.has(analysis::Judge::gaussian))) {
        const double heads = rankings * (analyses.control ? 2 : 1);
        effort.subsets.heads += heads;
        effort.subsets.shares += heads * to_double(n) / to_double(neurons_);
      }
      effort.measured = effort.subsets.shares + 2 * rankings;
    }
    Units after = by_words_units();
    after.push_back(ranked_.front());
    last_.push_back(add(Stage::minimal, std::to_string(id.repetition) + "/" + work.name(), effort, after, work));
  }

  /// The minimal sets of one repetition; the unit that ends it becomes one that the next stage waits for. @param
  /// trained the unit of its heads  @return the units that end the search
  Units add_minimal(const probing::MinimalScope& scope, const std::vector<probing::SubsetCount>& waves,
                    const probing::RepetitionId& id, std::size_t trained) {
    const std::string number = std::to_string(id.repetition);
    Units before = {trained}, wave;
    std::size_t wave_begins = 0;
    for (const probing::SearchPart& part : probing::cut_search_of_top(scope)) {
      if (part.first_wave != wave_begins) before = std::exchange(wave, {});
      wave_begins = part.first_wave;
      wave.push_back(add(Stage::minimal, number + "/" + part.name(), effort_of(expected_heads(part, waves)), before,
                         probing::SearchWork{id, scope, part}));
    }
    Units all = wave;
    all.push_back(ablated_[to_size(id.repetition) - 1]);
    for (const probing::Rivals& rivals : probing::cut_rivals(scope)) {
      all.push_back(add(Stage::minimal, number + "/" + rivals.name(), effort_of(expected_heads(rivals, scope)), wave,
                        probing::RivalWork{id, scope, rivals}));
    }
    last_.push_back(add(Stage::minimal, number, {.measured = 0.1}, all, probing::MinimalWork{id, scope}));
    return wave;
  }

  /// Heads on some neurons are trained and measured.
  static Effort effort_of(const probing::SubsetCount& subsets) {
    return {.subsets = subsets, .measured = subsets.shares};
  }

  double head_flops() const { return run::head_flops(experiment_, facts_, cell_); }

  std::size_t add(Stage stage, const std::string& part, const Effort& effort, Units after, const Work& work) {
    const auto held_out = to_double(task_.split(corpus::Split::dev) + task_.split(corpus::Split::test));
    const double training = (effort.whole + effort.subsets.shares) * head_flops();
    const double cost = training + effort.others * head_flops() +
                        effort.measured * 2 * to_double(neurons_) * to_double(task_.labels) * held_out;
    plan_.push_back({{.id = unit_id(experiment_, cell_, stage, part),
                      .stage = stage,
                      .cost = cost,
                      .resource = activations_name(experiment_, cell_),
                      .after = std::move(after),
                      .most_ranks = training > settings_.unit_operations ? most_ranks_of_a_head() : 1},
                     work,
                     effort});
    return plan_.size() - 1;
  }

  /// Adam's are shared by labels, exact ones by words.
  std::size_t most_ranks_of_a_head() const {
    if (!settings_.is_exact()) return probe::label_blocks(task_.labels).size();
    return probe::word_blocks(task_.split(corpus::Split::train), probe::rows_of_an_exact_batch(neurons_)).size();
  }

  const Experiment& experiment_;
  const Facts& facts_;
  Cell cell_;
  std::optional<WordRanking> by_words_;
  const probe::ProbeSettings& settings_;
  const TaskFacts& task_;
  Index neurons_, first_layer_;
  Plan& plan_;
  Units searched_;  ///< that try penalties
  Units ablated_;   ///< one for each repetition
  Units ranked_;    ///< by the heads of each repetition, where rankings are compared
  Units last_;      ///< of the cell's latest stage, that the next one waits for
};

}  // namespace

double head_flops(const Experiment& experiment, const Facts& facts, const Cell& cell) {
  const TaskFacts& task = facts.tasks[cell.task];
  return 4 * to_double(facts.models[cell.model].shape.neurons()) * to_double(task.labels) *
         to_double(experiment.variants[cell.variant].probe.typical_passes()) *
         to_double(task.split(corpus::Split::train));
}

std::string activations_name(const Experiment& experiment, const Cell& cell) {
  return experiment.models[cell.model].name + "/" + experiment.tasks[cell.task].corpus;
}

std::optional<std::size_t> add_cell(const Experiment& experiment, const Facts& facts, const Cell& cell, Stage last,
                                    const std::optional<WordRanking>& by_words, Plan& plan) {
  CellPlanner planner(experiment, facts, cell, by_words, plan);
  if (last >= Stage::penalty) planner.add_penalties();
  if (last >= Stage::train) planner.add_train();
  if (last >= Stage::minimal) planner.add_minimal();
  return last >= Stage::reduce ? std::optional(planner.add_reduce()) : std::nullopt;
}

}  // namespace neurank::run
