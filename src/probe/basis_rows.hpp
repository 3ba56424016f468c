#pragma once

#include <memory>
#include <vector>

#include "probe/row_source.hpp"

namespace neurank::probe {

/// Directions in which the states of each layer are looked at.
struct LayerBases {
  Eigen::RowVectorXf mean;     ///< [N] that is taken from the neurons first
  std::vector<Matrix> layers;  ///< [layers][width, width], directions as columns; layers x width = N
};

/// Rows of a source in other bases, layer by layer: float32. They take 2 N width operations a row and are computed
/// whenever they are read, or once, where they are kept.
class BasisRows : public RowSource {
 public:
  /// @param source outlives this object  @param keep whether rows stay in memory from their first use on
  BasisRows(const RowSource& source, LayerBases bases, bool keep);

  Index num_rows() const override { return source_.num_rows(); }
  Index neurons() const override { return source_.neurons(); }
  store::DType dtype() const override { return store::DType::float32; }
  void read(Range rows, void* out) const override;
  void will_need(Range rows) const override { source_.will_need(rows); }
  const std::byte* in_memory() const override;

 private:
  void look_at(Range rows, MatrixView out) const;

  const RowSource& source_;
  LayerBases bases_;
  bool keep_;
  mutable std::unique_ptr<Matrix> rows_;
};

}  // namespace neurank::probe
