#include "grid/pretraining.hpp"

#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"
#include "support/refusal.hpp"

namespace neurank::grid {
namespace {

using Lines = std::vector<std::string>;
using pretrain::TrainedFamily;

const std::string section = R"(pretrain:
  text: [train.txt, texts]
  output: twins
  families: [xlnet, transformer-elmo]
  vocabulary: {pieces: 300, words: 400}
  layers: 3
  width: 24
  heads: 3
  feed_forward: 50
  max_words: 20
  dropout: 0
  steps: 70
  batch: 8
  learning_rate: 0.01
  warmup: 0
  weight_decay: 0.1
  checkpoint_every: 9
  seed: 5
)";

class PretrainingSection : public testing::Test {
 protected:
  PretrainingSection() {
    make_folder(folder_ / "texts");
    make_folder(folder_ / "empty");
    write_file(folder_ / "texts/a.txt", "a b\n");
  }

  Pretraining read(const std::string& text, const Lines& overrides = {}) const {
    write_file(folder_ / "grid.yaml", text);
    return read_pretraining(folder_ / "grid.yaml", overrides);
  }

  /// The lines of the error, with the folder's name left out.
  Lines problems(const std::string& text) const {
    return folder_.lines_of(test::refusal([&] { read(text); }, Cause::usage));
  }

  test::GridFolder folder_;
};

TEST_F(PretrainingSection, has_what_the_section_says) {
  const Pretraining p = read(section + "resources: {threads: 3}\n");
  EXPECT_EQ(p.text, (std::vector<std::filesystem::path>{folder_ / "train.txt", folder_ / "texts"}));
  EXPECT_EQ(p.output, folder_ / "twins");
  EXPECT_EQ(p.families, (std::vector<TrainedFamily>{TrainedFamily::xlnet, TrainedFamily::transformer_elmo}));
  EXPECT_EQ(p.pieces, 300);
  EXPECT_EQ(p.words, 400);
  EXPECT_EQ(p.architecture.layers, 3);
  EXPECT_EQ(p.architecture.width, 24);
  EXPECT_EQ(p.architecture.heads, 3);
  EXPECT_EQ(p.architecture.feed_forward, 50);
  EXPECT_EQ(p.architecture.max_words, 20);
  EXPECT_EQ(p.architecture.dropout, 0);
  EXPECT_EQ(p.training.steps, 70);
  EXPECT_EQ(p.training.batch, 8);
  EXPECT_EQ(p.training.learning_rate, 0.01);
  EXPECT_EQ(p.training.warmup, 0);
  EXPECT_EQ(p.training.weight_decay, 0.1);
  EXPECT_EQ(p.training.checkpoint_every, 9);
  EXPECT_EQ(p.training.seed, 5u);
  EXPECT_EQ(p.resources.threads, 3);
}

TEST_F(PretrainingSection, needs_text_and_output_alone) {
  const Pretraining p = read("pretrain: {text: train.txt, output: out}\n");
  EXPECT_EQ(p.families.size(), all_of<pretrain::TrainedFamily>().size());
  EXPECT_EQ(p.architecture.layers, pretrain::Architecture().layers);
  EXPECT_EQ(read("pretrain: {text: train.txt, output: out}\n", {"pretrain.steps=3"}).training.steps, 3);
}

TEST_F(PretrainingSection, the_models_of_the_grid_may_not_be_there_yet) {
  const std::string twins = test::replaced(test::good_grid, "path: models/bert}", "path: twins/bert}") + section;
  EXPECT_EQ(read(twins).training.steps, 70);
  EXPECT_EQ(folder_.problems(twins), Lines{"grid.yaml:6: models.0.path: no such folder: twins/bert"});
  make_folder(folder_ / "twins/bert");
  write_file(folder_ / "twins/bert/config.json", "{}");
  EXPECT_EQ(folder_.problems(twins), Lines{});
}

TEST_F(PretrainingSection, is_no_part_of_a_run) {
  EXPECT_EQ(to_yaml(folder_.read(test::good_grid + section)), to_yaml(folder_.read(test::good_grid)));
}

TEST_F(PretrainingSection, problems_are_named_with_place_reason_and_remedy) {
  const auto changed = [&](const std::string& part, const std::string& by) {
    return problems(test::replaced(section, part, by));
  };
  EXPECT_EQ(problems(test::good_grid), Lines{"grid.yaml:1: pretrain: is missing; add it"});
  EXPECT_EQ(changed("  output: twins\n", ""), Lines{"grid.yaml:1: pretrain.output: is missing; add it"});
  EXPECT_EQ(changed("train.txt", "trian.txt"),
            Lines{"grid.yaml:2: pretrain.text.0: no such file: trian.txt; did you mean train.txt?"});
  EXPECT_EQ(changed("texts]", "empty]"), Lines{"grid.yaml:2: pretrain.text.1: a folder without files *.txt: empty"});
  EXPECT_EQ(
      changed("[xlnet, transformer-elmo]", "xlnett"),
      Lines{"grid.yaml:4: pretrain.families: \"xlnett\" is not one of bert, xlnet, elmo, transformer-elmo; did you "
            "mean xlnet?"});
  EXPECT_EQ(changed("[xlnet, transformer-elmo]", "[xlnet, xlnet]"),
            Lines{"grid.yaml:4: pretrain.families: \"xlnet\" is named twice; name it once"});
  EXPECT_EQ(changed("width: 24", "width: 21"),
            Lines{"grid.yaml:7: pretrain.width: 21 is not a multiple of twice the heads, 6; it is shared by two "
                  "directions with that many heads"});
  EXPECT_EQ(changed("dropout: 0", "dropout: 1"),
            Lines{"grid.yaml:11: pretrain.dropout: \"1\" is not a number >= 0 and < 1"});
  EXPECT_EQ(changed("steps: 70", "stps: 70"), Lines{"grid.yaml:12: pretrain.stps: unknown key; did you mean steps?"});
  EXPECT_EQ(problems(section + "modles: []\n"),
            Lines{"grid.yaml:19: modles: unknown key; known here: resources, pretrain"});
}

TEST_F(PretrainingSection, a_run_is_told_of_mistakes_too) {
  EXPECT_EQ(folder_.problems(test::good_grid + test::replaced(section, "seed: 5", "sed: 5")),
            Lines{"grid.yaml:65: pretrain.sed: unknown key; did you mean seed?"});
}

}  // namespace
}  // namespace neurank::grid
