#pragma once

#include <vector>

#include "probe/row_source.hpp"

namespace neurank::probe {

/// Rows of a source with further columns: copies of some of its neurons, taken from other rows. Each row has the copies
/// of one other, so that they keep what they have in common and know nothing of the row.
class ShadowRows : public RowSource {
 public:
  /// @param shadowed neurons that are copied, distinct  @param from [T] the row whose values a row's copies have
  ShadowRows(const RowSource& source, std::vector<Index> shadowed, std::vector<Index> from);

  Index num_rows() const override { return source_.num_rows(); }
  Index neurons() const override { return source_.neurons() + to_index(shadowed_.size()); }
  store::DType dtype() const override { return source_.dtype(); }
  void read(Range rows, void* out) const override;
  void will_need(Range rows) const override { source_.will_need(rows); }

 private:
  const std::byte* row(Index row, std::vector<std::byte>& buffer) const;

  const RowSource& source_;
  std::vector<Index> shadowed_, from_;
};

/// The standardisation of a source, for the copies, too.
Standardization with_shadows(const Standardization& standardization, const std::vector<Index>& shadowed);

}  // namespace neurank::probe
