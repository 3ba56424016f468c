#include <gtest/gtest.h>

#include <cstdlib>

#include "grid/reader.hpp"

namespace neurank::grid {
namespace {

TEST(SharedData, conll2000_mini_finds_the_data_beside_the_checkout) {
  const auto shared = std::filesystem::path(NEURANK_SHARED_DATA).lexically_normal();
  if (!std::filesystem::exists(shared / "models/bert-mini")) GTEST_SKIP() << "no data in " << shared;
  ::unsetenv("NEURANK_DATA");
  const Experiment e = read_experiment(std::filesystem::path(NEURANK_CONFIG) / "conll2000-mini.yaml");
  EXPECT_EQ(e.models[0].path, shared / "models/bert-mini");
  EXPECT_EQ(e.corpora[0].train.front(), shared / "corpora/conll2000/train.txt");
}

}  // namespace
}  // namespace neurank::grid
