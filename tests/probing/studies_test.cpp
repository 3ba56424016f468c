#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "probing/planted_cell.hpp"

namespace neurank::probing {
namespace {

using test::Planted;
using test::PlantedRun;

/// A run of one repetition with as little beside studies as can be.
class StudiedRun : public PlantedRun {
 public:
  StudiedRun() {
    experiment().repetitions = 1;
    analyses().own_ranking = analyses().first_layer = analyses().nuisances = false;
    analyses().minimal = {.delta = {2}, .draws = 1};
  }

  grid::Analyses& analyses() { return experiment().analyses; }

  void use_exact_heads() {
    settings().solver = probe::Solver::exact;
    settings().search.l2 = {1e-4};
    settings().search.unregularized = {0, probe::least_exact_l2};
  }

  std::map<std::string, Table> tables() {
    constexpr double head_flops = 1;
    if (settings().is_exact()) {
      for (const ChainWork& unit : cut_chains(cell(), labels_, settings(), head_flops))
        search_chains(context(), unit, {});
      select_penalty(context(), {cell(), head_flops}, {});
    }
    return run(0);
  }

  void plant(const Planted& planted) {
    labels_ = planted.labels;
    add(planted);
  }

 private:
  Index labels_ = 0;
};

/// Sizes of minimal sets by basis, and what else the table says of each.
std::multimap<std::string, std::size_t> rows_by_basis(const Table& table) {
  std::multimap<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < table.num_rows(); ++row) rows.emplace(table.text(row, "basis"), row);
  return rows;
}

Table bases_of(const Planted& planted) {
  StudiedRun run;
  run.analyses().basis = true;
  run.plant(planted);
  return run.tables().at("basis");
}

TEST(Basis, of_planted_neurons_is_theirs) {
  const Table table = bases_of({.layers = 1, .width = 40, .signal = [](Index neuron, std::int32_t label) {
                                  return neuron % 7 == 0 && neuron / 7 == label ? 4.0f : 0.0f;
                                }});
  const auto rows = rows_by_basis(table);
  ASSERT_EQ(table.num_rows(), 5u);
  ASSERT_EQ(rows.count("rotated"), 3u);
  ASSERT_EQ(rows.count("principal"), 1u);
  const auto neurons = rows.find("neurons")->second;
  EXPECT_LE(table.integer(neurons, "n"), 3);
  for (const auto& [basis, row] : rows) {
    EXPECT_GT(table.real(row, "accuracy_all"), 0.95) << basis << ": all directions together know as much";
    EXPECT_GE(table.real(row, "accuracy"), table.real(row, "accuracy_all") - 0.06) << basis;
    EXPECT_GE(table.real(row, "masked_top"), table.real(row, "masked_bottom")) << basis;
    EXPECT_DOUBLE_EQ(table.real(row, "fraction"), static_cast<double>(table.integer(row, "n")) / 40);
    if (basis == "rotated") {
      EXPECT_GE(table.integer(row, "n"), 3 * table.integer(neurons, "n")) << "turned away, they are spread";
    }
  }
  EXPECT_LE(table.integer(rows.find("principal")->second, "n"), 8) << "labels are the most variance there is";
}

TEST(Basis, does_not_matter_where_no_neuron_is_special) {
  Random random(9);
  const Matrix means = test::normal_matrix(3, 40, random);
  const Table table = bases_of({.layers = 2, .width = 20, .signal = [&](Index neuron, std::int32_t label) {
                                  return 0.7f * means(label, neuron);
                                }});
  const auto rows = rows_by_basis(table);
  const double n = static_cast<double>(table.integer(rows.find("neurons")->second, "n"));
  double mean = 0;
  for (auto [row, end] = rows.equal_range("rotated"); row != end; ++row)
    mean += static_cast<double>(table.integer(row->second, "n")) / 3;
  EXPECT_GT(n, 4) << "many are needed";
  EXPECT_LT(std::abs(std::log(mean / n)), std::log(1.6)) << n << " neurons, " << mean << " directions";
}

TEST(Basis, of_exact_heads_on_z_scores) {
  StudiedRun run;
  run.analyses().basis = true;
  run.use_exact_heads();
  run.settings().standardize = true;
  run.plant(
      {.layers = 2, .width = 10, .training = 1000, .held_out = 500, .signal = [](Index neuron, std::int32_t label) {
         return neuron < 3 && neuron == label ? 4.0f : 0.0f;
       }});
  const Table table = run.tables().at("basis");
  const auto rows = rows_by_basis(table);
  EXPECT_LE(table.integer(rows.find("neurons")->second, "n"), 3);
  for (auto [row, end] = rows.equal_range("rotated"); row != end; ++row) EXPECT_GT(table.integer(row->second, "n"), 3);
}

/// Compression by labels and neurons.
std::map<std::string, double> compressions(bool is_planted, bool is_exact = false) {
  StudiedRun run;
  run.analyses().mdl = true;
  if (is_exact) run.use_exact_heads();
  run.plant({.layers = 2, .width = 10, .labels = 4, .signal = [=](Index neuron, std::int32_t label) {
               return is_planted && neuron == label ? 4.0f : 0.0f;
             }});
  const Table table = run.tables().at("mdl");
  std::map<std::string, double> found;
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    EXPECT_EQ(table.integer(row, "words"), 3000);
    EXPECT_DOUBLE_EQ(table.real(row, "uniform_bits"), 6000);
    EXPECT_DOUBLE_EQ(table.real(row, "compression"), 6000 / table.real(row, "bits"));
    found[table.text(row, "labels") + "/" + table.text(row, "neurons")] = table.real(row, "compression");
  }
  return found;
}

TEST(DescriptionLength, of_random_labels_is_that_of_the_uniform_code) {
  for (const bool is_exact : {false, true})
    for (const auto& [coder, compression] : compressions(false, is_exact)) {
      EXPECT_GT(compression, 0.97) << coder;
      EXPECT_LT(compression, 1.03) << coder;
    }
}

TEST(DescriptionLength, falls_with_what_neurons_tell) {
  for (const bool is_exact : {false, true}) {
    const auto found = compressions(true, is_exact);
    ASSERT_EQ(found.size(), 4u);
    EXPECT_GT(found.at("task/all"), 3);
    EXPECT_GT(found.at("task/top"), 3);
    EXPECT_LT(found.at("task/random"), 0.7 * found.at("task/top"));
    EXPECT_LT(found.at("control/all"), 1.1) << "types come back ten times, but neurons do not know them";
  }
}

TEST(Redundancy, counts_disjoint_sets_that_do_as_well) {
  for (const bool is_exact : {false, true}) {
    StudiedRun run;
    run.analyses().redundancy = true;
    if (is_exact) run.use_exact_heads();
    run.plant({.layers = 2, .width = 10, .labels = 2, .signal = [](Index neuron, std::int32_t label) {
                 return (neuron == 2 || neuron == 9 || neuron == 14) && label == 1 ? 7.0f : 0.0f;
               }});
    const Table table = run.tables().at("redundancy");
    ASSERT_EQ(table.num_rows(), 5u) << "representatives, three sets, and one that does not suffice";
    for (std::size_t set = 1; set <= 4; ++set) {
      EXPECT_EQ(table.text(set, "what"), "set");
      EXPECT_EQ(table.integer(set, "number"), static_cast<Index>(set));
      EXPECT_EQ(table.integer(set, "n"), 1);
      EXPECT_EQ(table.integer(set, "among"), 21 - static_cast<Index>(set));
      EXPECT_EQ(table.integer(set, "suffices"), set <= 3 ? 1 : 0);
      if (set <= 3) {
        EXPECT_GT(table.real(set, "accuracy"), 0.98);
      } else {
        EXPECT_LT(table.real(set, "accuracy"), 0.6);
      }
    }
    EXPECT_EQ(table.text(0, "what"), "representatives");
    EXPECT_EQ(table.integer(0, "n"), 18) << "the three say the same";
    EXPECT_EQ(table.integer(0, "suffices"), 1);
  }
}

TEST(Redundancy, names_neurons_that_say_the_same) {
  StudiedRun run;
  run.analyses().redundancy = true;
  run.plant({.layers = 2, .width = 10, .copy_of = [](Index neuron) {
               return neuron == 5 || neuron == 16 ? Index{3} : neuron == 19 ? Index{8} : neuron;
             }});
  const Table table = run.tables().at("clusters");
  std::map<Index, std::set<std::string>> clusters;
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    clusters[table.integer(row, "cluster")].insert(table.text(row, "neuron"));
    EXPECT_LE(table.integer(row, "place"), table.integer(row, "size"));
  }
  std::set<std::set<std::string>> found;
  for (const auto& [number, neurons] : clusters) found.insert(neurons);
  EXPECT_EQ(found, (std::set<std::set<std::string>>{{"L00:3", "L00:5", "L01:6"}, {"L00:8", "L01:9"}}));
}

TEST(Monosemanticity, counts_the_labels_that_a_neuron_tells) {
  StudiedRun run;
  run.analyses().monosemanticity = true;
  run.analyses().control = false;
  run.plant({.layers = 2, .width = 10, .labels = 10, .signal = [](Index neuron, std::int32_t label) {
               if (neuron == 4) return label == 6 ? 3.0f : 0.0f;
               return neuron == 17 && label < 3 ? -3.0f : 0.0f;
             }});
  const auto tables = run.tables();
  const Table& table = tables.at("monosemanticity");
  ASSERT_EQ(table.num_rows(), 20u);
  for (std::size_t neuron = 0; neuron < 20; ++neuron)
    EXPECT_EQ(table.integer(neuron, "told"), neuron == 4 ? 1 : neuron == 17 ? 3 : 0) << neuron;
  EXPECT_EQ(table.text(4, "neuron"), "L00:4");
  EXPECT_EQ(table.text(4, "label"), "L6");
  EXPECT_NEAR(table.real(4, "distance"), 3, 0.3);
  EXPECT_LT(table.real(17, "distance"), -1.4) << "weaker at its labels";
  EXPECT_LT(std::abs(table.real(4, "second_distance")), 0.6);

  const Table& sparse = tables.at("sparse_probes");
  EXPECT_EQ(sparse.num_rows(), 10u * 5) << "1 to 16 of 20 neurons";
  for (std::size_t row = 0; row < sparse.num_rows(); ++row)
    if (sparse.integer(row, "n") == 1) {
      if (sparse.text(row, "label") == "L6") {
        EXPECT_GT(sparse.real(row, "f1"), 0.4) << "a tenth of the words";
      } else {
        EXPECT_LT(sparse.real(row, "f1"), 0.3) << sparse.text(row, "label");
      }
    }
}

/// Tables of a layer with twelve neurons that tell labels and one with none.
std::map<std::string, Table> knockoffs(bool is_planted) {
  StudiedRun run;
  run.analyses().knockoffs = {.fdr = 0.2, .draws = 5};
  run.analyses().control = false;
  run.settings().epochs = 1;
  run.plant({.layers = 2, .width = 30, .training = 20000, .signal = [=](Index neuron, std::int32_t label) {
               return is_planted && neuron < 12 && neuron % 3 == label ? 0.8f : 0.0f;
             }});
  return run.tables();
}

TEST(Knockoffs, name_the_neurons_that_tell_labels) {
  const auto tables = knockoffs(true);
  const Table& layers = tables.at("knockoffs");
  ASSERT_EQ(layers.num_rows(), 2u);
  EXPECT_EQ(layers.integer(0, "words"), 2000) << "one of each sentence";
  EXPECT_GE(layers.integer(0, "selected"), 10);
  EXPECT_EQ(layers.integer(1, "selected"), 0);
  const Table& neurons = tables.at("knockoff_neurons");
  Index found = 0, right = 0;
  for (std::size_t row = 0; row < neurons.num_rows(); ++row) {
    if (row > 0) {
      EXPECT_LE(neurons.real(row, "e_value"), neurons.real(row - 1, "e_value"));
    }
    if (neurons.integer(row, "in_set") == 0) continue;
    ++found;
    right += neurons.integer(row, "layer") == 0 && neurons.integer(row, "index") < 12 ? 1 : 0;
    EXPECT_GT(neurons.real(row, "draws"), 0.3);
  }
  EXPECT_EQ(found, layers.integer(0, "selected"));
  EXPECT_GE(right, found - 2) << "a fifth may be false";
}

TEST(Knockoffs, name_none_where_no_neuron_tells_anything) {
  const auto tables = knockoffs(false);
  for (std::size_t row = 0; row < 2; ++row) EXPECT_EQ(tables.at("knockoffs").integer(row, "selected"), 0);
}

// Neurons of large activations need small weights, by which they rank low.
TEST(BestSets, are_smaller_than_the_prefix_where_weights_mislead) {
  StudiedRun run;
  run.analyses().best_set = {.max = 20, .passes = 10};
  run.analyses().control = false;
  run.plant({.layers = 2, .width = 10, .signal = [](Index neuron, std::int32_t label) {
               const float strength = neuron < 3 ? 40.0f : 1.5f;
               return neuron % 3 == label ? strength : 0.0f;
             }});
  const auto tables = run.tables();
  const Table& sets = tables.at("best_sets");
  ASSERT_EQ(sets.num_rows(), 3u);
  EXPECT_EQ(sets.text(0, "set"), "prefix");
  EXPECT_EQ(sets.integer(0, "kept"), sets.integer(0, "n"));
  EXPECT_EQ(sets.integer(1, "n"), sets.integer(0, "n"));
  EXPECT_LT(sets.real(1, "loss"), 0.9 * sets.real(0, "loss"));
  for (std::size_t row = 0; row < 3; ++row) EXPECT_EQ(sets.integer(row, "suffices"), 1);
  EXPECT_GT(sets.integer(0, "n"), 2);
  EXPECT_EQ(sets.integer(2, "n"), 2) << "the third label is what the other two are not";
  const Table& neurons = tables.at("best_set_neurons");
  ASSERT_EQ(neurons.num_rows(), 2u);
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_LT(neurons.integer(row, "index"), 3) << neurons.text(row, "neuron");
    EXPECT_EQ(neurons.integer(row, "layer"), 0);
  }
}

TEST(BestSets, are_not_looked_for_beyond_the_most) {
  StudiedRun run;
  run.analyses().best_set.max = 1;
  run.analyses().control = false;
  run.plant({.layers = 2, .width = 10, .signal = [](Index neuron, std::int32_t label) {
               return neuron < 3 && neuron == label ? 3.0f : 0.0f;
             }});
  EXPECT_EQ(run.tables().at("best_sets").num_rows(), 0u);
}

}  // namespace
}  // namespace neurank::probing
