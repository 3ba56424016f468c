#include <gtest/gtest.h>

#include "model/language_model.hpp"

namespace neurank::model {
namespace {

TEST(BertMini, pretrained_model_loads_and_runs) {
  const auto folder = std::filesystem::path(NEURANK_SHARED_DATA) / "models" / "bert-mini";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is absent";
  const auto model = load_language_model({.name = "bert-mini", .path = folder, .family = ""}, Device::cpu);
  EXPECT_EQ(model->shape().layers, 5);
  EXPECT_EQ(model->shape().width, 128);
  EXPECT_EQ(model->shape().vocabulary, 28996);
  const PieceBatch batch{.length = 4, .ids = {101, 1109, 4351, 102}, .lengths = {4}, .segments = {}};
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

}  // namespace
}  // namespace neurank::model
