#include "run/dependencies.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "probe/penalty_chain.hpp"
#include "probe/penalty_search.hpp"
#include "probing/uncertainty.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;

/// To be raised whenever units of the same settings find something else than they did.
constexpr int results_version = 1;

/// Keys of dependencies: these, and those below the ones that end with a point, but not the ones left out.
struct Keys {
  std::vector<std::string> wanted;
  std::vector<std::string> left_out = {};
};

bool names(const std::string& pattern, const std::string& key) {
  return pattern.ends_with('.') ? key.starts_with(pattern) : key == pattern;
}

Dependencies chosen(const Dependencies& all, const Keys& keys) {
  const auto is_named = [](const std::vector<std::string>& patterns, const std::string& key) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) { return names(pattern, key); });
  };
  Dependencies some;
  for (const std::string& pattern : keys.wanted)
    for (auto found = all.lower_bound(pattern); found != all.end() && names(pattern, found->first); ++found)
      if (!is_named(keys.left_out, found->first)) some.insert(*found);
  return some;
}

Keys operator+(Keys keys, const std::vector<std::string>& more) {
  keys.wanted.insert(keys.wanted.end(), more.begin(), more.end());
  return keys;
}

/// What of a grid the stages of a cell depend on.
class CellKeys {
 public:
  CellKeys(const Dependencies& all, const Experiment& experiment, const Cell& cell)
      : task_("tasks." + experiment.tasks[cell.task].name + "."),
        model_("models." + experiment.models[cell.model].name + "."),
        is_search_(experiment.variants[cell.variant].probe.search.is_search()) {
    const std::string own = "variants." + experiment.variants[cell.variant].name + ".probe.";
    const auto found = all.lower_bound(own);
    probe_ = found != all.end() && found->first.starts_with(own) ? own : "probe.";
    const grid::Task& task = experiment.tasks[cell.task];
    labels_ = "inputs.labels/" + task.corpus + "/" + task.column;
    if (!all.contains(labels_)) labels_ = task_ + "column";  // made of the words
  }

  /// Which words and labels a task has.
  Keys task_words() const {
    return {{"seed", labels_, task_ + "corpus", task_ + "ignore", task_ + "keep_labels", task_ + "per_label",
             task_ + "words", task_ + "type_split"}};
  }

  /// Of all heads: which words they see, and how they are trained. @param penalties whether with the grid's own
  Keys heads(bool penalties) const {
    Keys keys = task_words() + std::vector<std::string>{probe_};
    if (!penalties) keys.left_out.push_back(probe_ + "lambda.");
    return keys;
  }

  /// Of heads on all neurons, once the penalty is known.
  Keys training() const { return heads(!is_search_); }

  Keys ranking() const { return training() + ranks_; }

  Keys search() const {
    return heads(false) + ranks_ + std::vector<std::string>{probe_ + "lambda.keep", "analyses.ablation.masked"};
  }

  Keys selection() const { return {{probe_ + "lambda."}}; }

  /// Of rankings by words and no head.
  Keys word_rankings() const {
    return task_words() + std::vector<std::string>{"analyses.rankings", "analyses.gaussian."};
  }

  /// Of the heads of a repetition, and the ranking by them.
  Keys repetition() const { return ranking() + std::vector<std::string>{"analyses.control"}; }

  Keys head_rankings() const { return ranking() + std::vector<std::string>{"analyses.rankings"}; }

  Keys judges() const {
    return repetition() + std::vector<std::string>{"analyses.rankings", "analyses.judges", "analyses.ablation.masked"};
  }

  Keys study(analysis::Study study) const {
    using analysis::Study;
    if (study == Study::layers) return repetition();
    if (study == Study::monosemanticity) return training() + std::vector<std::string>{"analyses.labels.min_count"};
    if (study == Study::knockoffs) return task_words() + std::vector<std::string>{"analyses.knockoffs."};
    Keys keys = sizes() + ranks_;
    if (study == Study::basis) keys.wanted.push_back("analyses.ablation.masked");
    if (study == Study::mdl) keys.wanted.push_back("analyses.control");
    if (study == Study::best_set) keys.wanted.push_back("analyses.best_set.");
    return keys;
  }

  Keys minimal() const { return ranking() + std::vector<std::string>{"analyses.minimal."}; }

  /// Of the sizes of minimal sets, but not of what they are compared with.
  Keys sizes() const {
    return training() + std::vector<std::string>{"analyses.minimal.delta", "analyses.minimal.reference"};
  }

  Keys everything() const {
    return {{"seed", labels_, task_, probe_, "analyses.", model_ + "group", model_ + "random_weights"},
            {"analyses.top_words."}};
  }

 private:
  std::string task_, model_, probe_, labels_;
  bool is_search_;
  const std::vector<std::string> ranks_ = {"analyses.ranking.min_count", "analyses.labels.min_count"};
};

Keys extraction_keys(const Experiment& experiment, std::size_t model, std::size_t corpus) {
  const std::string& name = experiment.models[model].name;
  const std::string of_model = "models." + name + ".", of_corpus = experiment.corpora[corpus].name;
  const bool is_imported = !experiment.models[model].activations.empty();
  return {
      {"inputs.models/" + name + (is_imported ? "/" + of_corpus : ""), "inputs.words/" + of_corpus, of_model + "family",
       of_model + "gelu", of_model + "random_weights", of_model + "random_weights.draw", "extract."},
      {"extract.max_words"}};  // the words tell
}

Keys keys_of(const Dependencies& all, const Experiment& experiment, const Work& work) {
  const Keys ablation = {{"seed", "analyses.ablation."}};
  const auto of = [&](const Cell& cell) { return CellKeys(all, experiment, cell); };
  using namespace probing;
  return std::visit(
      Overloaded{[&](const ExtractWork& one) { return extraction_keys(experiment, one.model, one.corpus); },
                 [&](const CompleteWork& one) { return extraction_keys(experiment, one.model, one.corpus); },
                 [&](const PenaltyWork& one) { return of(one.cell).search(); },
                 [&](const ChainWork& one) { return of(one.cell).search(); },
                 [&](const SelectWork& one) { return of(one.cell).selection(); },
                 [&](const HeadWork& one) { return of(one.id.cell).training(); },
                 [&](const TrainWork& one) { return of(one.id.cell).repetition(); },
                 [&](const AblationWork&) { return ablation; },
                 [&](const SearchWork& one) { return of(one.id.cell).sizes(); },
                 [&](const RivalWork& one) { return of(one.id.cell).sizes(); },
                 [&](const RandomSetsWork& one) { return of(one.id.cell).sizes(); },
                 [&](const ShadowWork& one) { return of(one.id.cell).ranking(); },
                 [&](const HalvesWork& one) { return of(one.id.cell).ranking(); },
                 [&](const NuisanceWork& one) { return of(one.id.cell).training(); },
                 [&](const StudyWork& one) { return of(one.id.cell).study(one.study); },
                 [&](const MomentsWork& one) { return of(one.cell).word_rankings(); },
                 [&](const WordRankingWork& one) { return of(one.cell).word_rankings(); },
                 [&](const HeadRankingWork& one) { return of(one.id.cell).head_rankings(); },
                 [&](const JudgeWork& one) { return of(one.id.cell).judges(); },
                 [&](const MinimalWork& one) {
                   return of(one.id.cell).minimal() +
                          std::vector<std::string>{"analyses.control", "analyses.own_ranking", "analyses.first_layer",
                                                   "analyses.nulls.draws"};
                 },
                 [&](const ReduceWork& one) { return of(one.cell).everything(); },
                 [&](const CompareWork&) {
                   return Keys{{"seed", "analyses.bootstrap.draws"}};
                 },
                 [&](const CardsWork&) { return Keys{{"analyses.top_words."}}; },
                 [&](const TasksWork&) { return Keys{{"analyses.rankings"}}; },
                 [&](const GroupsWork&) {
                   return Keys{{"seed", "seeds", "analyses.bootstrap.draws"}};
                 }},
      work);
}

template <class Number>
std::string list_of(const std::vector<Number>& numbers) {
  std::string text;
  for (const Number number : numbers) text.append(" ").append(to_text(static_cast<double>(number)));
  return text;
}

std::string list_of(const std::vector<probe::Penalty>& penalties) {
  std::string text;
  for (const auto& [l1, l2] : penalties) text.append(list_of(std::vector{l1, l2})).append(";");
  return text;
}

/// Penalties of a part of a search, and whether links follow that start from its heads.
std::string part_of(const probing::ChainWork& work, const probe::ProbeSettings& probe) {
  const auto chains = probe::penalty_chains(probe);
  std::string text;
  for (std::size_t chain = work.first; chain < work.first + work.count; ++chain) {
    std::vector<probe::Penalty> links;
    for (std::size_t link = work.first_link; link < std::min(work.end_link, chains[chain].l1.size()); ++link)
      links.push_back({chains[chain].l1[link], chains[chain].l2});
    text.append(list_of(links)).append(work.end_link < chains[chain].l1.size() ? "more\n" : "\n");
  }
  return text;
}

std::string part_of(const probing::PenaltyWork& work, const probe::ProbeSettings& probe) {
  const auto grid = probe::search_grid(probe.search);
  const auto first = grid.begin() + to_index(work.first);
  return list_of(std::vector<probe::Penalty>(first, first + to_index(work.count)));
}

/// Heads of rivals: their places, and the sizes that do not depend on what a search finds.
std::string part_of(const probing::RivalWork& work) {
  const probing::Rivals& rivals = work.rivals;
  std::string text = list_of(std::vector{rivals.first_slot, rivals.end_slot});
  for (const analysis::Labels labels : probing::labels_of(rivals.neurons, work.scope.control))
    text.append(name_of(labels)).append(list_of(probing::fixed_sizes(labels, rivals.neurons, work.scope)));
  return text;
}

std::string names_of(const Experiment& experiment, const std::vector<Cell>& cells) {
  std::string text;
  for (const Cell& cell : cells) text.append(grid::cell_names(experiment, cell).name()).append("\n");
  return text;
}

/// Methods that rank by the heads on halves, too, beside the one that always does.
std::string head_rankings(const Experiment& experiment) {
  std::string text;
  for (const ranking::Method method : experiment.analyses.rankings)
    if (ranking::needs_head(method) && method != ranking::Method::weight_mass)
      text.append(name_of(method)).append("\n");
  return text;
}

/// What tells a unit from others of its kind in the cell, beside its id. @param draws draws_of_printed()
std::string part_of(const Experiment& experiment, const Facts& facts, Index draws, const Work& work) {
  const auto probe = [&](const Cell& cell) { return experiment.variants[cell.variant].probe; };
  using namespace probing;
  return std::visit(
      Overloaded{
          [&](const ExtractWork& one) {
            const Range sentences = facts.corpora[one.corpus].shards[one.shard];
            return list_of(std::vector{sentences.begin, sentences.end});
          },
          [&](const PenaltyWork& one) { return run::part_of(one, probe(one.cell)); },
          [&](const ChainWork& one) { return run::part_of(one, probe(one.cell)); },
          [&](const TrainWork& one) { return std::string(one.heads_are_trained ? "apart" : "together"); },
          [&](const SearchWork& one) {
            return list_of(std::vector{one.part.first_wave, one.part.end_wave, one.part.slice, one.part.slices});
          },
          [&](const RivalWork& one) { return run::part_of(one); },
          [&](const HalvesWork& one) { return one.pair == 1 ? head_rankings(experiment) : std::string(); },
          [&](const MomentsWork& one) { return names_of(experiment, one.cells); },
          [&](const TasksWork& one) { return names_of(experiment, one.cells); },
          [&](const WordRankingWork&) { return std::string(experiment.analyses.stability.pairs > 0 ? "halves" : ""); },
          [&](const RandomSetsWork& one) {
            return list_of(std::vector{one.first, one.count});
          },
          [&](const ReduceWork&) { return std::to_string(draws); },
          [&](const GroupsWork& one) {
            std::string text;
            for (const Cell& cell : one.cells)
              text.append(experiment.models[cell.model].name)
                  .append(" ")
                  .append(experiment.models[cell.model].group)
                  .append("\n");
            return text;
          },
          [&](const CardsWork& one) { return names_of(experiment, one.own) + names_of(experiment, one.of_model); },
          [](const auto&) { return std::string(); }},
      work);
}

/// A hash of the dependencies of units of a kind; those of a cell share it.
class Hashes {
 public:
  Hashes(const Dependencies& all, const Experiment& experiment) : all_(all), experiment_(experiment) {}

  const std::string& of(const Work& work) {
    std::string place = std::to_string(work.index());
    if (const auto* one = std::get_if<ExtractWork>(&work))
      place += list_of(std::vector{one->model, one->corpus});
    else if (const auto* file = std::get_if<CompleteWork>(&work))
      place += list_of(std::vector{file->model, file->corpus});
    else
      place += list_of(std::vector{cell_of(work).model, cell_of(work).task, cell_of(work).variant});
    std::string& hash = known_[place];
    if (!hash.empty()) return hash;
    std::string text = "results " + std::to_string(results_version);
    for (const auto& [key, value] : run::needed_by(all_, experiment_, work))
      text.append("\n").append(key).append(": ").append(value);
    return hash = sha256(text);
  }

 private:
  const Dependencies& all_;
  const Experiment& experiment_;
  std::unordered_map<std::string, std::string> known_;
};

}  // namespace

Dependencies dependencies_of(const std::string& grid_yaml, const InputHashes& inputs) {
  Dependencies all;
  for (const auto& [key, value] : grid::settings_of(grid_yaml)) all[key] = value;
  for (const auto& [name, hash] : inputs) all["inputs." + name] = hash;
  return all;
}

Dependencies needed_by(const Dependencies& all, const Experiment& experiment, const Work& work) {
  return chosen(all, keys_of(all, experiment, work));
}

void note_dependencies(Plan& plan, const Experiment& experiment, const Facts& facts, const InputHashes& inputs) {
  const Dependencies all = dependencies_of(grid::to_yaml(experiment), inputs);
  Hashes hashes(all, experiment);
  const Index draws = probing::draws_of_printed(experiment);
  for (auto& [unit, work, effort] : plan)
    unit.settings = sha256(unit.id + "\n" + hashes.of(work) + "\n" + part_of(experiment, facts, draws, work));
}

}  // namespace neurank::run
