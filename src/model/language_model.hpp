#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.hpp"

namespace neurank::model {

/// Sequences of piece ids, framing included, padded on the right to one length P.
struct PieceBatch {
  Index length = 0;                    ///< P
  std::vector<std::int64_t> ids;       ///< [B, P, ids_per_piece]; what stands in padding does not matter
  std::vector<std::int64_t> lengths;   ///< [B], each in [1, P]
  std::vector<std::int64_t> segments;  ///< [B, P] token types, or empty: the family's default

  Index size() const { return static_cast<Index>(lengths.size()); }
};

/// What a model hands out; N = layers x width.
struct ModelShape {
  std::string family;  ///< as config.json's model_type
  Index layers = 0;    ///< hidden states handed out, the embedding layer included
  Index width = 0;
  std::vector<std::string> layer_names;  ///< [layers]
  Index max_pieces = 0;                  ///< longest sequence, framing included; 0 = no limit
  Index vocabulary = 0;                  ///< piece ids are below this
  Index ids_per_piece = 1;               ///< 1, or where a piece is a word as its characters: so many
  Index segments = 0;                    ///< token types are below this; 0 = the family has none
  std::string activation = {};           ///< of the feed-forward parts: gelu_erf, gelu_tanh, relu; empty: not told

  Index neurons() const { return layers * width; }
};

/// Called once a layer, layers in order, with the states of the wanted rows [rows, width] on the host. The view ends
/// with the call.
using LayerObserver = std::function<void(Index layer, ConstMatrixView states)>;

/// A pretrained encoder in inference mode.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;

  virtual const ModelShape& shape() const = 0;

  /// Runs a batch and hands out the hidden states of some positions only.
  /// @param rows positions b * P + p, in any order; no other state leaves the device
  /// @pre ids are in the vocabulary, token types in the segments, no sequence is longer than max_pieces
  virtual void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) = 0;
};

enum class Device { automatic, cpu, cuda };
inline constexpr std::array<const char*, 3> device_names = {"auto", "cpu", "cuda"};

/// Formulas that have both been called "gelu".
enum class Gelu {
  tanh,  ///< x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
  erf,   ///< x/2 (1 + erf(x / sqrt 2))
};
inline constexpr std::array<const char*, 2> gelu_names = {"tanh", "erf"};

struct ModelSettings {
  std::string name;
  std::filesystem::path path;     ///< folder with config.json and weights
  std::string family;             ///< overrides config.json's model_type when not empty
  std::optional<Gelu> gelu = {};  ///< what "gelu" means, for a family whose published configs leave it open (XLNet)
  bool random_weights = false;    ///< the same network untrained, see UntrainedWeights
};

/// Loads a model. Throws Error when the folder, config or weights are missing, disagree, or are of an unknown family,
/// and when a gelu is set for a model that leaves no choice.
std::unique_ptr<LanguageModel> load_language_model(const ModelSettings& settings, Device device);

/// Shape alone, from config.json, without reading weights.
ModelShape read_model_shape(const ModelSettings& settings);

/// Multiply-add pairs x 2 for one sequence of so many pieces: what scheduling needs to predict cost.
double flops_per_sequence(const ModelSettings& settings, Index pieces);

}  // namespace neurank::model
