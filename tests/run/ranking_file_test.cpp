#include "run/ranking_file.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "support/json_numbers.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::run {
namespace {

constexpr Index neurons = 20;

class RankingFile : public testing::Test {
 protected:
  std::vector<NeuronList> read(const std::string& text, Index of = neurons) const {
    write_file(folder_ / "r.json", text);
    return read_ranking_file(folder_ / "r.json", of);
  }

  /// The message for a bad text, from the file's name on and without what to do.
  std::string refused(const std::string& text) const {
    const std::string message = test::refusal([&] { read(text); }, Cause::input);
    const std::size_t begin = message.find("r.json");
    return message.substr(begin, message.rfind("; ") - begin);
  }

  test::ScratchFolder folder_;
};

using Indices = std::vector<Index>;

TEST_F(RankingFile, holds_a_list) {
  const auto lists = read("[3, 0, 19]");
  ASSERT_EQ(lists.size(), 1u);
  EXPECT_EQ(lists[0].label, "");
  EXPECT_EQ(lists[0].neurons, (Indices{3, 0, 19}));
  EXPECT_TRUE(lists[0].cutoffs.empty());
}

TEST_F(RankingFile, holds_an_ordering_with_cutoffs_equal_ones_among_them) {
  const auto lists = read("[[3, 0, 19, 4], [1, 1, 3, 4, 4]]");
  ASSERT_EQ(lists.size(), 1u);
  EXPECT_EQ(lists[0].neurons, (Indices{3, 0, 19, 4}));
  EXPECT_EQ(lists[0].cutoffs, (Indices{1, 3, 4}));
}

TEST_F(RankingFile, holds_a_list_and_those_of_labels) {
  const auto lists = read("[[3, 0], {\"NN\": [0, 1], \"empty\": []}]");
  ASSERT_EQ(lists.size(), 2u);
  EXPECT_EQ(lists[0].cutoffs, Indices{2}) << "a set";
  EXPECT_EQ(lists[1].label, "NN");
  EXPECT_EQ(lists[1].neurons, (Indices{0, 1}));
}

TEST_F(RankingFile, holds_an_object_with_the_task_first) {
  for (const char* name : {"ordering", "overall", "neurons", "top_neurons"}) {
    const auto lists = read("{\"NN\": [2], \"" + std::string(name) + "\": [1, 0], \"cutoffs\": [2]}");
    ASSERT_EQ(lists.size(), 2u) << name;
    EXPECT_EQ(lists[0].label, "");
    EXPECT_EQ(lists[0].neurons, (Indices{1, 0}));
    EXPECT_EQ(lists[0].cutoffs, Indices{2});
    EXPECT_EQ(lists[1].label, "NN");
  }
  const auto labels = read("{\"labels\": {\"ordering\": [7]}, \"ordering\": [5]}");
  ASSERT_EQ(labels.size(), 2u);
  EXPECT_EQ(labels[1].label, "ordering") << "a label of that name";
  EXPECT_EQ(read("{\"NN\": [2], \"VB\": [3]}").size(), 2u) << "of labels alone";
}

TEST_F(RankingFile, holds_what_runs_of_neurox_returned) {
  const auto run = test::read_json(NEURANK_TEST_DATA "/neurox/run_small.json");
  Indices ordering;
  for (const auto& chunk : run["ordering_chunks"])
    for (const Index neuron : chunk) ordering.push_back(neuron);
  const nlohmann::json returned[] = {
      {ordering, run["cutoffs"]},                                // linear_probe.get_neuron_ordering
      {run["top_union_mass_20"], run["top_per_class_mass_25"]},  // linear_probe.get_top_neurons
      run["probeless_overall"],                                  // probeless.get_neuron_ordering
      {run["probeless_overall"], run["probeless_per_class"]},    // probeless.get_neuron_ordering_for_all_tags
  };
  EXPECT_EQ(read(returned[0].dump(), 48)[0].neurons, ordering);
  EXPECT_EQ(read(returned[0].dump(), 48)[0].cutoffs.front(), 4);
  EXPECT_EQ(read(returned[1].dump(), 48).size(), 6u);
  EXPECT_EQ(read(returned[2].dump(), 48)[0].neurons.size(), 48u);
  EXPECT_TRUE(read(returned[3].dump(), 48)[0].cutoffs.empty()) << "an order";
  EXPECT_EQ(read(returned[3].dump(), 48)[5].neurons, run["probeless_per_class"]["c4"].get<Indices>());
}

TEST_F(RankingFile, that_is_bad_is_refused_with_the_place) {
  EXPECT_EQ(refused("[1, 20]"), "r.json: the list[1] is 20; the run's neurons are 0 to 19");
  EXPECT_EQ(refused("[[1, 2, 1], [3]]"), "r.json: [0][2] is 1, which stands at [0], too");
  EXPECT_EQ(refused("[4, 4]"), "r.json: the list[1] is 4, which stands at [0], too");
  EXPECT_EQ(refused("{\"NN\": [-1]}"), "r.json: NN[0] is \"-1\", not a whole number from 0");
  EXPECT_EQ(refused("[[1], {\"NN\": [1.5]}]"), "r.json: [1].NN[0] is \"1.5\", not a whole number from 0");
  EXPECT_EQ(refused("[0, null]"), "r.json: the list[1] is \"null\", not a whole number from 0");
  EXPECT_EQ(refused("[18446744073709551615]"),
            "r.json: the list[0] is \"18446744073709551615\", not a whole number from 0");
  EXPECT_EQ(refused("[]"), "r.json: the list names no neuron");
  EXPECT_EQ(refused("{\"ordering\": []}"), "r.json: ordering names no neuron");
  EXPECT_EQ(refused("{\"seed\": 3}"), "r.json: seed is \"3\", not a list of neurons");
  EXPECT_EQ(refused("[[1], 3]"), "r.json: [1] holds neither cutoffs nor labels");
  EXPECT_EQ(refused("{}"), "r.json: the object holds no list");
  EXPECT_EQ(refused("7"), "r.json: the file holds neither a list nor an object");
  EXPECT_EQ(refused("[[1], [1], [1]]"), "r.json: the list has 3 parts, not a list of neurons and one more");
  EXPECT_EQ(refused("[[1, 2], [2, 1]]"), "r.json: [1][1] is 1; cutoffs ascend to the number of neurons of the list");
  EXPECT_EQ(refused("[[1, 2], [3]]"), "r.json: [1][0] is 3; cutoffs ascend to the number of neurons of the list");
  EXPECT_EQ(refused("{\"ordering\": [1], \"overall\": [2]}"), "r.json: overall is a second list of the task");
  EXPECT_EQ(refused("[1,\nNaN]"), "r.json:2: not valid JSON");
  EXPECT_EQ(refused("{'ordering': [1]}"), "r.json:1: not valid JSON");
  EXPECT_EQ(refused("{\"NN\": [1], \"NN\": [2]}"), "r.json:1: key \"NN\" comes twice in one object");
}

}  // namespace
}  // namespace neurank::run
