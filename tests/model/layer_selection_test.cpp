#include "model/layer_selection.hpp"

#include <gtest/gtest.h>

#include "golden_states.hpp"
#include "support/refusal.hpp"

namespace neurank::model {
namespace {

using test::refusal;

const std::filesystem::path data = NEURANK_TEST_DATA;

ModelShape four_layers() {
  return {.family = "f", .layers = 5, .width = 8, .layer_names = {"e", "a", "b", "c", "d"}, .inner_width = 32};
}

ModelShape selected(Site site, std::vector<LayerRange> layers) {
  return select_layers(four_layers(), {site, std::move(layers)}, "m");
}

using Numbers = std::vector<Index>;

TEST(LayerSelection, reads_numbers_and_ranges) {
  EXPECT_EQ(parse_layers("3"), (LayerRange{3, 3}));
  EXPECT_EQ(parse_layers("-1"), (LayerRange{-1, -1}));
  EXPECT_EQ(parse_layers("-4..-1"), (LayerRange{-4, -1}));
  EXPECT_EQ(parse_layers("0..12"), (LayerRange{0, 12}));
  for (const char* bad : {"", "..", "1..", "..3", "1...3", "a", "1,2", "1.5", " 1"})
    EXPECT_FALSE(parse_layers(bad)) << bad;
  for (const char* text : {"3", "-1", "-4..-1", "0..12"}) EXPECT_EQ(to_text(*parse_layers(text)), text);
}

TEST(LayerSelection, keeps_the_models_own_numbers) {
  const ModelShape all = selected(Site::residual, {});
  EXPECT_EQ(all.layer_numbers, (Numbers{0, 1, 2, 3, 4}));
  EXPECT_EQ(all.depth, 4);
  EXPECT_EQ(all.width, 8);
  const ModelShape some = selected(Site::residual, {{-2, -1}, {0, 0}, {3, 3}});
  EXPECT_EQ(some.layer_numbers, (Numbers{0, 3, 4})) << "ascending, each once";
  EXPECT_EQ(some.layer_names, (std::vector<std::string>{"e", "c", "d"}));
  EXPECT_EQ(some.layers, 3);
  EXPECT_EQ(some.depth, 4);
  EXPECT_EQ(selected(Site::residual, {{1, -1}}).layer_numbers, (Numbers{1, 2, 3, 4}));
}

TEST(LayerSelection, inner_neurons_begin_at_layer_1) {
  const ModelShape shape = selected(Site::mlp, {});
  EXPECT_EQ(shape.layer_numbers, (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(shape.width, 32);
  EXPECT_EQ(shape.layer_names.front(), "mlp_1");
  EXPECT_EQ(selected(Site::mlp, {{-4, -3}}).layer_numbers, (Numbers{1, 2}));
}

TEST(LayerSelection, what_the_model_has_not_is_refused) {
  const std::string end = " of site residual; name some of these; -1 is the last";
  EXPECT_EQ(refusal(
                [] {
                  selected(Site::residual, {{5, 5}});
                },
                Cause::usage),
            "layers 5 of model m: it has the layers 0 to 4" + end);
  EXPECT_EQ(refusal([] {
              selected(Site::residual, {{-6, -1}});
            }),
            "layers -6..-1 of model m: it has the layers 0 to 4" + end);
  EXPECT_EQ(refusal([] {
              selected(Site::residual, {{3, 2}});
            }),
            "layers 3..2 of model m: it has the layers 0 to 4" + end);
  EXPECT_EQ(refusal([] {
              selected(Site::mlp, {{0, 2}});
            }),
            "layers 0..2 of model m: it has the layers 1 to 4 of site mlp; name some of these; -1 is the last");
  EXPECT_EQ(refusal([] {
              ModelShape lstm = four_layers();
              lstm.inner_width = 0;
              select_layers(lstm, {.site = Site::mlp}, "m");
            }),
            "site mlp of model m: a model of family f has no feed-forward part with a second projection in each layer; "
            "read the site residual");
  EXPECT_TRUE(refusal([] {
                load_language_model({.name = "elmo", .path = data / "elmo", .family = ""}, Device::cpu,
                                    {.site = Site::mlp});
              }).starts_with("site mlp of model elmo: a model of family elmo has no feed-forward part"));
}

TEST(LayerSelection, hands_out_the_same_states_as_all_layers) {
  const PieceBatch batch = {.length = 5, .ids = {2, 7, 9, 11, 3}, .lengths = {5}, .segments = {}};
  for (const char* folder : {"bert", "gpt2", "xlnet", "albert", "llama", "modernbert", "deberta-v2", "t5-encoder"}) {
    SCOPED_TRACE(folder);
    const ModelSettings settings{.name = folder, .path = data / folder, .family = ""};
    for (const Site site : {Site::residual, Site::mlp}) {
      const auto whole = load_language_model(settings, Device::cpu, {.site = site});
      const auto all = test::all_layers(*whole, batch);
      const auto some = load_language_model(settings, Device::cpu, {site, {{2, 2}, {-1, -1}}});
      const auto chosen = test::all_layers(*some, batch);
      ASSERT_EQ(chosen.size(), 2u);
      EXPECT_EQ(chosen[0], all[site == Site::mlp ? 1 : 2]);
      EXPECT_EQ(chosen[1], all.back());
    }
  }
}

TEST(LayerSelection, costs_what_lies_below_the_last_layer_read) {
  const ModelSettings settings{.name = "bert", .path = data / "bert", .family = ""};
  const double all = flops_per_sequence(settings, 10);
  EXPECT_DOUBLE_EQ(flops_per_sequence(settings, 10, {.layers = {{1, 1}}}), all / 3);
  EXPECT_EQ(flops_per_sequence(settings, 10, {.site = Site::mlp}), all);
}

}  // namespace
}  // namespace neurank::model
