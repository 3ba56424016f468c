#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/matrix.hpp"

namespace neurank::test {

inline nlohmann::json read_json(const std::filesystem::path& path) {
  return nlohmann::json::parse(std::ifstream(path));
}

inline Matrix to_matrix(const nlohmann::json& rows) {
  Matrix matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows.at(0).size()));
  for (Index i = 0; i < matrix.rows(); ++i)
    for (Index j = 0; j < matrix.cols(); ++j) matrix(i, j) = rows[i][j].get<float>();
  return matrix;
}

inline Vector to_vector(const nlohmann::json& numbers) {
  Vector vector(static_cast<Index>(numbers.size()));
  for (Index i = 0; i < vector.size(); ++i) vector[i] = numbers[i].get<float>();
  return vector;
}

}  // namespace neurank::test
