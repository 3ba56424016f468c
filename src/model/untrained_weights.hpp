#pragma once

#include <memory>

#include "base/index.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::model {

/// The tensors of a checkpoint as they are before training: what a probe finds in a model that has learned nothing.
/// Matrices are uniform in ±sqrt(6 / (rows + columns)) (Glorot and Bengio 2010; of more dimensions, the first that is
/// not 1 are the rows), vectors are 1 where they scale (LayerNorm) and 0 where they are added. Tables of positions that
/// no model learns stay as they are. The numbers depend on a tensor's name, its shape and the draw alone.
class UntrainedWeights final : public checkpoint::TensorSource {
 public:
  /// @param draw from 1; another one gives other numbers
  /// @param scale what vectors that scale by 1 are stored as
  UntrainedWeights(std::shared_ptr<const checkpoint::TensorSource> trained, Index draw, float scale = 1)
      : trained_(std::move(trained)), draw_(draw), scale_(scale) {}

  const std::filesystem::path& file() const override { return trained_->file(); }
  std::vector<std::string> names() const override { return trained_->names(); }
  const checkpoint::Shape* find(std::string_view name) const override { return trained_->find(name); }
  void read(std::string_view name, std::span<float> out) const override;

 private:
  std::shared_ptr<const checkpoint::TensorSource> trained_;
  Index draw_;
  float scale_;
};

}  // namespace neurank::model
