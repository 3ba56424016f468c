#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "base/index.hpp"
#include "base/table.hpp"

namespace neurank::report {

/// What a run was asked to do and with what it was done, as its grid and its record have it: what an appendix tells.
struct MethodsFacts {
  struct Model {
    std::string name;
    std::string folder = {};  ///< last part of its path; empty where its vectors were made elsewhere
    bool is_untrained = false;
  };
  struct Corpus {
    std::string name, format;
    std::array<Index, 3> sentences = {};  ///< generated for train, dev and test; 0: from files
    Index dev_every = 0;                  ///< every k-th training sentence is dev; 0: dev has files
  };
  struct Task {
    std::string name, corpus, column;
    std::vector<std::string> ignore = {};
    Index keep_labels = 0, per_label = 0, words = 0;  ///< limits, 0: none
    bool type_split = false;
  };
  /// Settings of the probes of a variant.
  struct Probe {
    std::string variant;
    std::string solver = "adam", resample = "none";
    double gap = 0, max_passes = 0;  ///< of an exact solver; what follows is Adam's, to the step
    Index epochs = 0, batch = 0;
    double learning_rate = 0;
    std::string step, order = "shuffled", ridge;
    bool is_standardized = false;
    std::vector<double> l1 = {}, l2 = {};  ///< penalties tried, or the one given
    std::string search = {};               ///< how the pairs were trained
    double keep = 0, alpha = 0, beta = 0;  ///< of the search
  };
  /// What each accuracy and ranking is held against.
  struct Checks {
    std::vector<double> ablation_keep, delta;
    Index ablation_draws = 0, minimal_draws = 0;
    std::string masked, reference;
    bool has_control = true, has_shadows = true;
    Index label_min_count = 0, ranking_min_count = 0;
    Index bootstrap_draws = 0, null_draws = 0, random_sets = 0, halves = 0;
    std::vector<std::string> rankings = {};  ///< beside weight mass
    bool has_linear_judge = true, has_gaussian_judge = false;
    std::vector<analysis::Study> studies = {};
  };
  /// Empty where the run's record does not say.
  struct Software {
    std::string version, revision, compiler, build;
    std::string mpi, blas, products;
    std::string ranks, threads;
  };

  std::vector<Model> models;
  std::vector<Corpus> corpora;
  std::vector<Task> tasks;
  std::vector<Probe> probes;
  std::string word_rule, dtype, site;
  std::vector<std::string> layers = {};  ///< those read; empty: all
  Index max_words = 0;                   ///< training words of a corpus; 0: all
  Index repetitions = 1;
  std::string seed;
  Checks checks;
  Software software;
};

/// English prose for the appendix of a paper: models, data, probes, ranking, checks, software, in lines of at most 100
/// bytes where no name is longer, some 60 lines at most. Numbers are written as the grid, the record or the table
/// `baselines` has them; what it counts itself is in words. Long lists end with how many more there are.
/// @param tables has `baselines`
std::string methods_text(const MethodsFacts& facts, const std::map<std::string, Table>& tables);

}  // namespace neurank::report
