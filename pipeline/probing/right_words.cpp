#include "probing/right_words.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "probing/repetition.hpp"
#include "probing/uncertainty.hpp"
#include "report/table_queries.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;
using report::AccuracyRow;
using Row = Eigen::RowVectorXf;

/// Right test words of the heads of one repetition, by what they are.
class TestHeads {
 public:
  TestHeads(const RightWords& words, Index repetition, Index neurons)
      : words_(words), repetition_(repetition), neurons_(neurons) {}

  Row full(Labels labels = Labels::task) const {
    return mean([&](const AccuracyRow& row) { return row.labels == labels && row.how == Training::full; });
  }

  /// Mean over random sets. A set of all neurons has the full head.
  Row retrained(Labels labels, Kept neurons, Index n) const {
    if (n == neurons_) return full(labels);
    return mean([&](const AccuracyRow& row) {
      return row.labels == labels && row.neurons == neurons && row.how == Training::retrained && row.n == n;
    });
  }

  Row first_layer() const {
    return mean([](const AccuracyRow& row) { return row.neurons == Kept::first_layer; });
  }

  /// Of the largest share that is kept.
  Row masked(Kept neurons) const {
    double keep = 0;
    for (const AccuracyRow& row : words_.rows(Measured::test))
      if (analysis::is_masked(row.how)) keep = std::max(keep, row.keep);
    return mean([&](const AccuracyRow& row) {
      return analysis::is_masked(row.how) && row.neurons == neurons && row.keep == keep;
    });
  }

  Row selectivity(Kept neurons, Index n) const {
    return retrained(Labels::task, neurons, n) - retrained(Labels::control, neurons, n);
  }

  /// Whether there is such a head, of any size.
  bool has(Labels labels, Kept neurons) const {
    return std::ranges::any_of(words_.rows(Measured::test), [&](const AccuracyRow& row) {
      return row.repetition == repetition_ && row.labels == labels && row.neurons == neurons;
    });
  }

 private:
  Row mean(const std::function<bool(const AccuracyRow&)>& selects) const {
    Row sum = Row::Zero(words_.words(Measured::test).size());
    Index count = 0;
    const auto& rows = words_.rows(Measured::test);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].repetition != repetition_ || !selects(rows[i])) continue;
      sum += words_.of_row(Measured::test, i);
      ++count;
    }
    NEURANK_EXPECT(count > 0);
    return sum / static_cast<float>(count);
  }

  const RightWords& words_;
  Index repetition_, neurons_;
};

/// n of a minimal set, by repetition.
std::map<Index, Index> sizes_at(const Table& minimal, double delta) {
  std::map<Index, Index> sizes;
  for (std::size_t row = 0; row < minimal.num_rows(); ++row)
    if (report::is_of_delta(minimal, row, delta)) sizes[minimal.integer(row, "seed")] = minimal.integer(row, "n");
  return sizes;
}

}  // namespace

void add_by_cluster(const Clusters& clusters, std::span<const float> of_sentences, std::span<float> sums) {
  for (std::size_t s = 0; s < of_sentences.size(); ++s) sums[to_size(clusters.of_sentence[s])] += of_sentences[s];
}

analysis::ClusterCounts counts_by_cluster(const CellData& data, const store::Array& right) {
  const Clusters clusters = data.clusters(corpus::Split::test);
  const auto add = [&](std::span<const float> of_sentences, float* sums) {
    add_by_cluster(clusters, of_sentences, {sums, to_size(clusters.count)});
  };
  analysis::ClusterCounts counts{Matrix::Zero(right.shape[0], clusters.count), Vector::Zero(clusters.count)};
  add(data.words_of_sentences(Measured::test), counts.words.data());
  const auto sentences = to_size(right.shape[1]);
  for (Index row = 0; row < counts.right.rows(); ++row)
    add(std::span(right.values).subspan(to_size(row) * sentences, sentences), counts.right.row(row).data());
  return counts;
}

RightWords::RightWords(const CellData& data) {
  for (const Measured split : all_of<Measured>()) {
    const bool is_dev = split == Measured::dev;
    Split& own = splits_[split];
    own.clusters = data.clusters(is_dev ? corpus::Split::dev : corpus::Split::test);
    own.words = Vector::Zero(own.clusters.count);
    add_by_cluster(own.clusters, data.words_of_sentences(split), {own.words.data(), to_size(own.words.size())});
  }
}

void RightWords::add(const Table& accuracy, const store::ResultSet& unit) {
  std::map<Measured, Index> taken;
  for (std::size_t i = 0; i < accuracy.num_rows(); ++i) {
    const AccuracyRow row = report::accuracy_row(accuracy, i);
    Split& split = splits_.at(row.split);
    const store::Array& of_sentences = unit.arrays.at(right_words_of(row.split));
    const Index sentences = of_sentences.shape[1], first = taken[row.split]++ * sentences;
    NEURANK_EXPECT(first + sentences <= to_index(of_sentences.values.size()));
    split.rows.push_back(row);
    const std::size_t begin = split.right.size();
    split.right.resize(begin + to_size(split.clusters.count));
    add_by_cluster(split.clusters, {of_sentences.values.data() + first, to_size(sentences)},
                   std::span(split.right).subspan(begin));
  }
}

analysis::ClusterCounts RightWords::counts(Measured split) const {
  const Split& own = splits_.at(split);
  return {ConstMatrixView(own.right.data(), to_index(own.rows.size()), own.clusters.count), own.words};
}

Eigen::Map<const Eigen::RowVectorXf> RightWords::of_row(Measured split, std::size_t row) const {
  const Split& own = splits_.at(split);
  return {own.right.data() + to_index(row) * own.clusters.count, own.clusters.count};
}

std::vector<WordMetric> word_metrics(const RightWords& words, const Table& minimal, Index neurons, Index repetitions) {
  std::map<std::string, Matrix> metrics;
  const auto put = [&](const std::string& name, Index repetition, const Row& right) {
    Matrix& metric = metrics[name];
    metric.conservativeResize(repetitions, right.size());
    metric.row(repetition - 1) = right;
  };
  const bool has_own = minimal.num_rows() > 0 && !minimal.is_empty(0, "selectivity_own");
  for (Index repetition = 1; repetition <= repetitions; ++repetition) {
    const TestHeads heads(words, repetition, neurons);
    put(accuracy_metric, repetition, heads.full());
    put("masked_gap", repetition, heads.masked(Kept::top) - heads.masked(Kept::random));
    put("masked_loss", repetition, heads.full() - heads.masked(Kept::top));
    if (heads.has(Labels::task, Kept::first_layer)) put("layer_0_gap", repetition, heads.full() - heads.first_layer());
    for (const double delta : report::distinct_reals(minimal, "delta")) {
      const Index n = sizes_at(minimal, delta).at(repetition);
      const std::string at = std::string("@").append(to_text(delta));
      put("retrained_gap" + at, repetition,
          heads.retrained(Labels::task, Kept::top, n) - heads.retrained(Labels::task, Kept::random, n));
      if (!heads.has(Labels::control, Kept::all)) continue;
      put("selectivity" + at, repetition, heads.selectivity(Kept::top, n));
      if (has_own)
        put("selectivity_own" + at, repetition,
            heads.retrained(Labels::task, Kept::top, n) - heads.retrained(Labels::control, Kept::own, n));
      put("selectivity_gap" + at, repetition, heads.selectivity(Kept::top, n) - heads.selectivity(Kept::random, n));
    }
  }
  std::vector<WordMetric> found;
  for (auto& [name, right] : metrics) found.push_back({name, std::move(right)});
  return found;
}

}  // namespace neurank::probing
