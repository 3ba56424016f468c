#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "base/names.hpp"

namespace neurank::model {

/// Where a model computes; automatic: on a GPU where there is one.
enum class Device { automatic, cpu, cuda };
constexpr std::array<const char*, 3> names_of(Device) { return {"auto", "cpu", "cuda"}; }

/// Which piece stands for a word of several pieces.
enum class WordRule { last, first, mean };
constexpr std::array<const char*, 3> names_of(WordRule) { return {"last", "first", "mean"}; }

/// Formulas that have both been called "gelu".
enum class Gelu {
  tanh,  ///< x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
  erf,   ///< x/2 (1 + erf(x / sqrt 2))
};
constexpr std::array<const char*, 2> names_of(Gelu) { return {"tanh", "erf"}; }

/// A pretrained model and how it is read.
struct ModelSettings {
  std::string name;
  std::filesystem::path path;     ///< folder with config.json and weights
  std::string family;             ///< overrides config.json's model_type when not empty
  std::optional<Gelu> gelu = {};  ///< what "gelu" means, for a family whose published configs leave it open (XLNet)
  bool random_weights = false;    ///< the same network untrained, see UntrainedWeights
  Index draw = 1;                 ///< of the random weights, from 1
  Index draws = 1;                ///< models that a grid asks for with this one, each with a draw of its own
  /// Corpus, or "" for the only one -> files with the vectors of its words, made elsewhere, one for each of its text
  /// files in their order. Not empty: the model has no folder.
  std::map<std::string, std::vector<std::filesystem::path>> activations = {};
  std::string group = {};  ///< models that differ from it in their pretraining run alone have the same; or empty
};

}  // namespace neurank::model
