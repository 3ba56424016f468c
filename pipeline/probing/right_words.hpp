#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "analysis/resampling.hpp"
#include "probing/cell_data.hpp"
#include "report/accuracy_rows.hpp"
#include "store/result_file.hpp"

namespace neurank::probing {

/// What the heads of a cell get right, by cluster, with the rows of its table of accuracies.
class RightWords {
 public:
  explicit RightWords(const CellData& data);

  /// Takes rows of a table of accuracies, with the right words that a unit has left beside them.
  void add(const Table& accuracy, const store::ResultSet& unit);

  /// The rows about one kind of words, in their order.
  const std::vector<report::AccuracyRow>& rows(Measured split) const { return splits_.at(split).rows; }

  /// The same of right words: [rows, clusters].
  analysis::ClusterCounts counts(Measured split) const;

  /// Right words of one row. @return [clusters]
  Eigen::Map<const Eigen::RowVectorXf> of_row(Measured split, std::size_t row) const;

  /// Clusters that the words of a kind are cut into.
  const Clusters& clusters(Measured split) const { return splits_.at(split).clusters; }
  const Vector& words(Measured split) const { return splits_.at(split).words; }  ///< [clusters]

 private:
  struct Split {
    Clusters clusters;
    Vector words;
    std::vector<report::AccuracyRow> rows;
    std::vector<float> right;  ///< [rows, clusters]
  };

  std::map<Measured, Split> splits_;
};

/// Adds numbers of sentences to those of their clusters. @param of_sentences [sentences]  @param sums [clusters]
void add_by_cluster(const Clusters& clusters, std::span<const float> of_sentences, std::span<float> sums);

/// The same of all rows of an array. @param right [heads, sentences of the test split]
analysis::ClusterCounts counts_by_cluster(const CellData& data, const store::Array& right);

/// A metric of a cell that is a sum or difference of accuracies on test words.
struct WordMetric {
  std::string name;
  Matrix right;  ///< [repetitions, clusters] right words, added and subtracted
};

/// All such metrics (docs/method.md 11.1). @param minimal the cell's table of minimal sets  @param neurons N
std::vector<WordMetric> word_metrics(const RightWords& words, const Table& minimal, Index neurons, Index repetitions);

}  // namespace neurank::probing
