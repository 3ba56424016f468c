#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "base/product_library.hpp"
#include "corpus/corpus.hpp"
#include "corpus/selection.hpp"
#include "model/layer_selection.hpp"
#include "model/model_settings.hpp"
#include "probe/probe_settings.hpp"
#include "ranking/ranking_method.hpp"
#include "report/cell_name.hpp"
#include "report/published.hpp"
#include "store/dtype.hpp"

namespace neurank::grid {

/// One label column of one corpus.
struct Task {
  std::string name;
  std::string corpus;  ///< name of a corpus
  std::string column;
  std::string level;                                    ///< free text, e.g. morphology, syntax, semantics
  std::vector<std::string> ignore = {};                 ///< labels whose words the task leaves out everywhere
  std::optional<report::PublishedTask> published = {};  ///< published task that this one is, if it is one
  Index keep_labels = 0;                                ///< most frequent labels that are kept; 0: all
  Index per_label = 0;                                  ///< training words of each label; 0: all
  Index words = 0;                                      ///< training words in all, at most; 0: all
  bool type_split = false;                              ///< whether no word type stands in two splits

  corpus::Selection selection() const { return {ignore, keep_labels, per_label, words, type_split}; }
};

/// What of the hidden states is extracted, and how it is stored; section `extract`.
struct ExtractSettings {
  model::WordRule words = model::WordRule::last;
  store::DType dtype = store::DType::float16;
  Index max_words = 0;  ///< training words kept of each corpus; 0 = all
  model::LayerSelection selection = {};
  std::filesystem::path reuse = {};  ///< folder of another run whose activation files are taken where they fit
};

/// Which neurons keep their activation in the ablations of a trained head; section `analyses.ablation`.
struct AblationSettings {
  std::vector<double> keep = {0.1, 0.15, 0.2};  ///< shares of the neurons, each in (0, 1)
  Index draws = 5;                              ///< random sets of each size
  analysis::MaskedWith masked = analysis::MaskedWith::mean;
};

/// What is asked of minimal sets; section `analyses.minimal`.
struct MinimalSettings {
  std::vector<double> delta = {0.5, 1, 2};  ///< points of dev accuracy that a minimal set may lose, each >= 0
  Index draws = 5;                          ///< random sets of a minimal set's size
  analysis::Reference reference = analysis::Reference::best;
};

/// How the uncertainty of what is measured on words is estimated; section `analyses.bootstrap`.
struct BootstrapSettings {
  Index draws = 2000;  ///< at least, of words; 0: no intervals over words
};

/// What results are held against that mean nothing; section `analyses.nulls`.
struct NullSettings {
  Index draws = 200;       ///< of unrelated labels, for sharing; 0: none
  Index random_sets = 99;  ///< sets of a minimal set's size whose heads are trained, once a cell; 0: none
  bool shadows = true;     ///< whether a head is trained on neurons beside permuted copies of them, once a cell
};

/// How far rankings depend on the training words; section `analyses.stability`.
struct StabilitySettings {
  Index pairs =
      25;  ///< complementary halves of the training sentences on which heads are trained, once a cell; 0: none
};

/// Which labels rank neurons; section `analyses.ranking`.
struct RankingSettings {
  Index min_count = -1;  ///< training words of a label below which it has no say; -1: as LabelSettings has it
};

/// Greedy selection of neurons by Gaussian probes; section `analyses.gaussian`.
struct GaussianSettings {
  Index k = 50;            ///< neurons that are selected, 1 to 100
  Index candidates = 500;  ///< first ones by anova among which they are selected
};

/// Which labels are compared with each other; section `analyses.labels`.
struct LabelSettings {
  Index min_count = 100;  ///< training words of a label below which comparisons leave it out
};

/// Which neurons are described by the words at which they are strongest; section `analyses.top_words`.
struct TopWordsSettings {
  Index neurons = 100;  ///< first ones in the merged ranking of each cell, at most probing::most_cards of a model
  Index min_count = 5;  ///< training words of a type below which it is not named
};

/// Neurons that tell what the others of their layer do not; section `analyses.knockoffs`.
struct KnockoffSettings {
  double fdr = 0.1;  ///< share of false ones that is allowed in the mean, in (0, 1)
  Index draws = 0;   ///< of knockoffs; 0: none are looked for
};

/// Sets that are found by exchanging neurons of the minimal one; section `analyses.best_set`.
struct BestSetSettings {
  Index max = 0;      ///< neurons of a minimal set from which on none is looked for; 0: none at all
  Index passes = 20;  ///< over all words and neurons, for each size that is tried
};

/// What is measured beside the accuracy of a trained head; section `analyses`.
struct Analyses {
  AblationSettings ablation;
  MinimalSettings minimal;
  LabelSettings labels;
  bool control = true;           ///< whether control tasks are trained, too
  bool own_ranking = true;       ///< whether these also have heads on the neurons that their own head ranks first
  bool first_layer = true;       ///< whether a head is trained on layer 0 alone
  bool single_layers = false;    ///< whether heads are trained on each layer alone, and on it with all below
  bool basis = false;            ///< whether minimal sets are also looked for among other directions than neurons
  bool mdl = false;              ///< whether labels are coded by what heads predict
  bool redundancy = false;       ///< whether neurons that say the same are found, and sets that do as well
  bool monosemanticity = false;  ///< whether it is counted how many labels a neuron tells
  bool nuisances = true;         ///< whether neurons are also explained by what is no linguistic property
  RankingSettings ranking = {};
  std::vector<ranking::Method> rankings = {ranking::Method::weight_mass};  ///< distinct; that one among them
  std::vector<analysis::Judge> judges = {analysis::Judge::linear};         ///< distinct
  GaussianSettings gaussian = {};
  BootstrapSettings bootstrap = {};
  NullSettings nulls = {};
  StabilitySettings stability = {};
  TopWordsSettings top_words = {};
  KnockoffSettings knockoffs = {};
  BestSetSettings best_set = {};

  /// Whether rankings are held against each other, in the first repetition.
  bool compares_rankings() const { return rankings.size() > 1 || judges != std::vector{analysis::Judge::linear}; }
  bool has(ranking::Method method) const { return std::ranges::find(rankings, method) != rankings.end(); }
  bool has(analysis::Judge judge) const { return std::ranges::find(judges, judge) != judges.end(); }
  bool has(analysis::Study study) const;

  /// Training words that give a label a say in rankings.
  Index ranking_min_count() const { return ranking.min_count >= 0 ? ranking.min_count : labels.min_count; }
};

/// What a run may use of the machine; results hardly depend on it (docs/method.md 15).
struct Resources {
  std::uint64_t memory_bytes = std::uint64_t{4} << 30;  ///< per rank
  Index threads = 0;                                    ///< per rank; 0 = as many as the rank owns
  model::Device device = model::Device::automatic;
  ProductLibrary products = ProductLibrary::automatic;  ///< of probes
  std::map<std::string, std::string> hints = {};        ///< of MPI-IO, given where an activation file is created
  std::filesystem::path scratch = {};                   ///< a folder of each host's own disk; empty: none
};

/// A named set of probe settings, overrides already applied.
struct Variant {
  std::string name;
  probe::ProbeSettings probe;
};

/// Selects cells; an empty field matches all.
struct CellFilter {
  std::string model, task, variant;
};

/// A whole grid as plain values, every default filled in, every path absolute.
struct Experiment {
  std::string name;
  std::filesystem::path output;
  std::uint64_t seed = 1;
  Index repetitions = 3;  ///< of every cell; key "seeds"
  std::vector<model::ModelSettings> models;
  std::vector<corpus::CorpusSettings> corpora;
  std::vector<Task> tasks;
  ExtractSettings extract;
  Analyses analyses;
  Resources resources;
  std::vector<Variant> variants;  ///< never empty: one called "default" when the grid names none
  std::vector<CellFilter> include, exclude;
};

/// Model x task x variant, as positions in the experiment.
struct Cell {
  std::size_t model, task, variant;
  bool operator==(const Cell&) const = default;
};

/// All cells that include and exclude leave, in the order models, tasks, variants of the grid.
std::vector<Cell> expand_cells(const Experiment& experiment);

/// The names of a cell's model, task and variant, by which tables and paths call it.
report::CellName cell_names(const Experiment& experiment, const Cell& cell);

/// By which a task's training words are drawn: the same for all tasks on a corpus.
std::uint64_t selection_seed(const Experiment& experiment, const Task& task);

/// The corpus that a task uses. @pre the experiment is valid
const corpus::CorpusSettings& corpus_of(const Experiment& experiment, const Task& task);

}  // namespace neurank::grid
