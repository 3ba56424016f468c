#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "checkpoint/safetensors.hpp"
#include "model/language_model.hpp"
#include "support/json_numbers.hpp"

namespace neurank::test {

/// Float32 noise of the references is below 1e-5, porting mistakes start at 5e-4.
inline constexpr float golden_tolerance = 5e-5f;

/// States of all positions b * P + p, padding included, one matrix [B * P, width] a layer.
inline std::vector<Matrix> all_layers(model::LanguageModel& model, const model::PieceBatch& batch) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(batch.size() * batch.length));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::vector<Matrix> layers;
  model.run(batch, rows, [&](Index layer, ConstMatrixView states) {
    EXPECT_EQ(layer, static_cast<Index>(layers.size())) << "layers come in order";
    layers.emplace_back(states);
  });
  return layers;
}

/// A batch from the "input_ids" (one row or several), "attention_mask" and "token_type_ids" of a golden's inputs.json.
inline model::PieceBatch batch_from(const nlohmann::json& json) {
  using Rows = std::vector<std::vector<std::int64_t>>;
  const auto rows_of = [](const nlohmann::json& values) {
    return (values.front().is_array() ? values : nlohmann::json::array({values})).get<Rows>();
  };
  model::PieceBatch batch;
  for (const auto& row : rows_of(json["input_ids"])) {
    batch.length = static_cast<Index>(row.size());
    batch.ids.insert(batch.ids.end(), row.begin(), row.end());
    batch.lengths.push_back(batch.length);
  }
  if (json.contains("attention_mask")) {
    batch.lengths.clear();
    for (const auto& row : rows_of(json["attention_mask"]))
      batch.lengths.push_back(std::accumulate(row.begin(), row.end(), std::int64_t{0}));
  }
  if (!json["token_type_ids"].is_null())
    for (const auto& row : rows_of(json["token_type_ids"]))
      batch.segments.insert(batch.segments.end(), row.begin(), row.end());
  return batch;
}

/// Compares all layers of a batch at its valid positions with "<name>/layer_<l>" [B, P, width] of the expected file,
/// and their number with that of the file.
inline void expect_states(model::LanguageModel& model, const model::PieceBatch& batch,
                          const checkpoint::SafetensorsFile& expected, const std::string& name) {
  const std::vector<Matrix> layers = all_layers(model, batch);
  const auto tensor = [&](std::size_t layer) { return name + "/layer_" + std::to_string(layer); };
  EXPECT_EQ(expected.find(tensor(layers.size())), nullptr) << "the reference has more layers";
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    ASSERT_NE(expected.find(tensor(layer)), nullptr) << tensor(layer);
    const checkpoint::Shape& shape = *expected.find(tensor(layer));
    ASSERT_EQ(checkpoint::num_elements(shape), batch.size() * batch.length * shape.back()) << tensor(layer);
    ASSERT_EQ(layers[layer].cols(), shape.back()) << tensor(layer);
    Matrix states(batch.size() * batch.length, shape.back());
    expected.read(tensor(layer), {states.data(), static_cast<std::size_t>(states.size())});
    for (Index b = 0; b < batch.size(); ++b) {
      const Index begin = b * batch.length, count = batch.lengths[static_cast<std::size_t>(b)];
      const Matrix difference = layers[layer].middleRows(begin, count) - states.middleRows(begin, count);
      EXPECT_LE(difference.cwiseAbs().maxCoeff<Eigen::PropagateNaN>(), golden_tolerance)
          << tensor(layer) << ", sequence " << b;
    }
  }
}

/// Compares a model with what the reference computed with it: every sequence of inputs.json alone, and every batch that
/// is padded on the right.
/// @param folder with inputs.json ("sequences" and "batches" of piece ids) and the expected file
inline void expect_golden_states(model::LanguageModel& model, const std::filesystem::path& folder,
                                 const std::string& expected_file = "expected.safetensors") {
  const nlohmann::json inputs = read_json(folder / "inputs.json");
  const checkpoint::SafetensorsFile expected(folder / expected_file);
  int batches = 0;
  for (const nlohmann::json& sequence : inputs["sequences"])
    expect_states(model, batch_from(sequence), expected, sequence["name"]);
  for (const nlohmann::json& batch : inputs["batches"]) {
    if (batch["padding_side"] != "right") continue;
    expect_states(model, batch_from(batch), expected, batch["name"]);
    ++batches;
  }
  EXPECT_FALSE(inputs["sequences"].empty());
  EXPECT_GT(batches, 0) << "no right-padded batch to compare with";
}

}  // namespace neurank::test
