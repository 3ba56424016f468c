#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "model/language_model.hpp"

namespace neurank::model {

/// The device to compute on. Throws Error when a GPU is asked for and there is none.
at::Device resolve_device(Device device);

/// A batch on the device.
struct DeviceBatch {
  std::vector<std::int64_t> lengths;  ///< [B] of the sequences, on the host
  at::Tensor ids;                     ///< [B, P] int64, or [B, P, ids_per_piece] where those are several; 0 in padding
  at::Tensor segments;                ///< [B, P] int64, 0 in padding; undefined when the batch names none
  at::Tensor key_mask;  ///< [B, 1, 1, K] float32, K = P rounded up to a multiple of 8; 0 at pieces, else -inf
};

/// Checks the contract of LanguageModel::run and moves a batch to the device.
DeviceBatch to_device(const PieceBatch& batch, const ModelShape& shape, at::Device device);

/// Gives the observer the wanted rows of one layer; no other state leaves the device.
/// @param hidden [B, P, width]  @param rows int64 positions b * P + p, on the device
void hand_out(const LayerObserver& observer, Index layer, const at::Tensor& hidden, const at::Tensor& rows);

/// Positions as a tensor on the device.
at::Tensor rows_to_device(std::span<const std::int64_t> rows, at::Device device);

}  // namespace neurank::model
