#include <gtest/gtest.h>

#include "model/language_model.hpp"

namespace neurank::model {
namespace {

/// A small pretrained model and a sentence in its piece ids.
struct Mini {
  const char* name;
  Index vocabulary;
  std::vector<std::int64_t> ids;
  std::optional<Gelu> gelu;
};

class MiniModel : public testing::TestWithParam<Mini> {};

TEST_P(MiniModel, loads_and_runs) {
  const Mini& mini = GetParam();
  const auto folder = std::filesystem::path(NEURANK_SHARED_DATA) / "models" / mini.name;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is absent";
  const auto model =
      load_language_model({.name = mini.name, .path = folder, .family = "", .gelu = mini.gelu}, Device::cpu);
  EXPECT_EQ(model->shape().layers, 5);
  EXPECT_EQ(model->shape().width, 128);
  EXPECT_EQ(model->shape().vocabulary, mini.vocabulary);
  const auto length = static_cast<Index>(mini.ids.size());
  const PieceBatch batch{.length = length, .ids = mini.ids, .lengths = {length}, .segments = {}};
  int layers = 0;
  model->run(batch, std::vector<std::int64_t>{1, 2}, [&](Index layer, ConstMatrixView states) {
    EXPECT_EQ(layer, layers++);
    ASSERT_EQ(states.rows(), 2);
    ASSERT_EQ(states.cols(), 128);
    EXPECT_TRUE(states.allFinite());
    EXPECT_GT((states.row(0) - states.row(1)).norm(), 0.1f);
  });
  EXPECT_EQ(layers, 5);
}

INSTANTIATE_TEST_SUITE_P(Published, MiniModel,
                         testing::Values(Mini{"bert-mini", 28996, {101, 1109, 4351, 102}, std::nullopt},
                                         Mini{"xlnet-mini", 32000, {18, 2288, 1435, 4, 3}, Gelu::erf}),
                         [](const auto& test) { return std::string(test.param.name).substr(0, 4); });

}  // namespace
}  // namespace neurank::model
