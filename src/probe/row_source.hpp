#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "store/activation_file.hpp"

namespace neurank::probe {

/// Where activation rows come from: a file that may be larger than memory, or a matrix.
class RowSource {
 public:
  virtual ~RowSource() = default;

  virtual Index num_rows() const = 0;
  virtual Index neurons() const = 0;
  virtual store::DType dtype() const = 0;

  /// Copies consecutive rows [rows, N] as they are stored. Thread safe.
  virtual void read(Range rows, void* out) const = 0;

  /// These rows will be read soon.
  virtual void will_need(Range) const {}

  /// All rows as they are stored, where they lie in memory; nullptr where they are to be read. May read them all, once.
  virtual const std::byte* in_memory() const { return nullptr; }

  std::size_t row_bytes() const;
};

/// Rows of a float32 matrix [T, N] that outlives this object.
class MatrixRows : public RowSource {
 public:
  explicit MatrixRows(const Matrix& matrix) : matrix_(matrix) {}
  Index num_rows() const override { return matrix_.rows(); }
  Index neurons() const override { return matrix_.cols(); }
  store::DType dtype() const override { return store::DType::float32; }
  void read(Range rows, void* out) const override;
  const std::byte* in_memory() const override { return reinterpret_cast<const std::byte*>(matrix_.data()); }

 private:
  const Matrix& matrix_;
};

/// Rows of an activation file that outlives this object.
class FileRows : public RowSource {
 public:
  /// @param keep whether rows stay in memory from their first use on
  explicit FileRows(const store::ActivationReader& file, bool keep = false) : file_(file), keep_(keep) {}
  Index num_rows() const override { return file_.num_words(); }
  Index neurons() const override { return file_.header().neurons(); }
  store::DType dtype() const override { return file_.header().dtype; }
  void read(Range rows, void* out) const override { file_.read_rows(rows, out); }
  void will_need(Range rows) const override { file_.will_need_rows(rows); }
  const std::byte* in_memory() const override;

 private:
  const store::ActivationReader& file_;
  bool keep_;
  mutable std::vector<std::byte> rows_;
};

/// Statistics of some rows of a source, read in passes of some thousand rows. @param rows ascending, at least one
store::NeuronStatistics statistics_of(const RowSource& source, std::span<const Index> rows);

/// x -> (x - mean) * scale for every neuron, or nothing when empty.
struct Standardization {
  Eigen::RowVectorXf mean;   ///< [N] or empty
  Eigen::RowVectorXf scale;  ///< [N] or empty; 0 for a neuron that never varies

  bool is_identity() const { return mean.size() == 0; }
};

/// Words and activations that heads learn.
struct TrainingRows {
  const RowSource& source;
  std::vector<Index> rows;  ///< ascending; one that stands there twice counts twice
  Standardization standardization = {};
  std::shared_ptr<const store::NeuronStatistics> statistics = nullptr;  ///< of the rows as they are stored; nullptr:
                                                                        ///< not known
};

/// Z-scoring with training statistics.
Standardization z_score(const store::NeuronStatistics& statistics);

/// That of the training words, which takes the neurons' means away; where they have none, the means alone are taken
/// away. A bias makes up for it; weights and bias hardly depend on each other then. @pre the statistics are known
Standardization centred(const TrainingRows& training);

}  // namespace neurank::probe
