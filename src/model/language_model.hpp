#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/cast.hpp"
#include "base/matrix.hpp"
#include "model/layer_selection.hpp"
#include "model/model_settings.hpp"
#include "model/model_shape.hpp"

namespace neurank::model {

/// Sequences of piece ids, framing included, padded on the right to one length P.
struct PieceBatch {
  Index length = 0;                    ///< P
  std::vector<std::int64_t> ids;       ///< [B, P, ids_per_piece]; what stands in padding does not matter
  std::vector<std::int64_t> lengths;   ///< [B], each in [1, P]
  std::vector<std::int64_t> segments;  ///< [B, P] token types, or empty: the family's default

  Index size() const { return to_index(lengths.size()); }
};

/// Called once a layer that is handed out, counted from 0, in order, with the activations of the wanted rows
/// [rows, width] on the host. The view ends with the call.
using LayerObserver = std::function<void(Index layer, ConstMatrixView states)>;

/// A pretrained encoder in inference mode.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;

  virtual const ModelShape& shape() const = 0;

  /// From now on hands out what a selection leaves. @param shape as select_layers() made it of this model's
  virtual void choose(ModelShape shape) = 0;

  /// What a batch costs beside its pieces, in pieces.
  virtual Index batch_cost() const = 0;

  /// Runs a batch and hands out the hidden states of some positions only.
  /// @param rows positions b * P + p, in any order; no other state leaves the device
  /// @pre ids are in the vocabulary, token types in the segments, no sequence is longer than max_pieces
  virtual void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) = 0;
};

/// Loads a model. Throws Error when the folder, config or weights are missing, disagree, or are of an unknown family,
/// when a gelu is set for a model that leaves no choice, and as select_layers() does.
std::unique_ptr<LanguageModel> load_language_model(const ModelSettings& settings, Device device,
                                                   const LayerSelection& selection = {});

/// Shape alone, from config.json, without reading weights.
ModelShape read_model_shape(const ModelSettings& settings, const LayerSelection& selection = {});

/// Multiply-add pairs x 2 for one sequence of `pieces` pieces up to the last layer of a selection, from which
/// scheduling predicts costs.
double flops_per_sequence(const ModelSettings& settings, Index pieces, const LayerSelection& selection = {});

}  // namespace neurank::model
