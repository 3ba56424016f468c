#include "probing/rankings/word_rankings.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "probe/batch_stream.hpp"
#include "probing/memory.hpp"
#include "probing/word_batches.hpp"
#include "ranking/gaussian_selection.hpp"
#include "ranking/label_information.hpp"
#include "ranking/linear_discriminant.hpp"
#include "ranking/moment_rankings.hpp"
#include "ranking/order_scores.hpp"
#include "ranking/single_probe.hpp"

namespace neurank::probing {
namespace {

using ranking::LabelledRanking;
using ranking::Method;
using ranking::NeuronRanking;

/// At most so many of some rows, at equal distances.
std::vector<Index> spread_over(const std::vector<Index>& rows, Index most) {
  const Index count = std::min(most, to_index(rows.size()));
  std::vector<Index> some;
  for (Index i = 0; i < count; ++i) some.push_back(rows[to_size(i * to_index(rows.size()) / count)]);
  return some;
}

/// All activations of rows as they are stored.
probe::BatchStream stored_rows(const probe::RowSource& source, const std::vector<Index>& rows) {
  return {source, rows, rows_of_a_ranked_batch, {}};
}

/// Ranks by one method after another, with passes over the words as each needs them.
class WordRanker {
 public:
  WordRanker(const RankedWords& words, const ranking::ClassMoments& moments, const WordRankingSettings& settings)
      : words_(words), moments_(moments), settings_(settings) {}

  LabelledRanking rank(Method method) {
    const std::uint64_t seed = seed_of(method);
    switch (method) {
      case Method::probeless:
        return ranking::rank_by_probeless(moments_, seed);
      case Method::probeless_std:
        return ranking::rank_by_probeless_std(moments_, seed);
      case Method::anova:
        return {ranking::rank_by_anova(moments_, seed), {}};
      case Method::mean_select:
        return ranking::rank_by_mean_select(moments_, seed);
      case Method::lda:
        return ranking::rank_by_label_mean(discriminant(), counts(), seed);
      case Method::mutual_information:
        return {ranking::rank_by_value(information(), seed), {}};
      case Method::average_precision:
        return ranking::rank_by_label_mean(sorted().average_precision, counts(), seed);
      case Method::iou:
        return ranking::rank_by_label_mean(sorted().iou, counts(), seed);
      case Method::single_probe:
        return {ranking::rank_by_single_probe(single_probes(), seed), {}};
      case Method::gaussian:
        return {gaussian(seed), {}};
      default:
        NEURANK_EXPECT(!ranking::needs_words(method));
        return {};
    }
  }

 private:
  std::uint64_t seed_of(Method method) const { return derive_seed(settings_.seed, name_of(method)); }

  template <class Take>
  void pass(const std::vector<Index>& rows, const Take& take) const {
    for_batches(
        stored_rows(words_.source, rows), {nullptr, words_.source.neurons()}, settings_.keep_going,
        [&](std::span<const Index> of_batch, const auto& batch) { take(batch, labels_at(words_.labels, of_batch)); });
  }

  /// [L] training words of each label.
  std::vector<std::int64_t> counts() const {
    std::vector<std::int64_t> counts(to_size(words_.label_count), 0);
    for (const Index row : words_.training)
      if (const auto label = words_.labels[to_size(row)]; 0 <= label && label < words_.label_count)
        ++counts[to_size(label)];
    return counts;
  }

  ranking::LabelValues discriminant() const {
    ranking::LinearDiscriminant discriminant(moments_);
    pass(words_.training, [&](const auto& batch, const auto& labels) { discriminant.add(batch, labels); });
    return std::move(discriminant).weights();
  }

  std::vector<double> information() const {
    ranking::LabelInformation information(moments_);
    pass(words_.dev, [&](const auto& batch, const auto& labels) { information.add(batch, labels); });
    return information.nats();
  }

  /// Neurons whose values for all words fit into the memory for columns.
  Index columns_at_once() const {
    const auto words = to_uint64(to_index(words_.training.size() + words_.dev.size()));
    const std::uint64_t columns = settings_.memory_bytes / (sizeof(float) * std::max<std::uint64_t>(words, 1));
    return std::clamp<Index>(to_index(std::min<std::uint64_t>(columns, 1u << 20)), 1, words_.source.neurons());
  }

  /// Some neurons of rows. @return [rows, columns]
  Matrix columns_of(const std::vector<Index>& rows, Range columns) const {
    Matrix values(to_index(rows.size()), columns.size());
    Index at = 0;
    pass(rows, [&](const auto& batch, const auto& labels) {
      const Index count = to_index(labels.size());
      values.middleRows(at, count) = batch.middleCols(columns.begin, columns.size());
      at += count;
    });
    return values;
  }

  /// Calls take(columns) for blocks of all neurons.
  template <class Take>
  void for_columns(const Take& take) const {
    const Index at_once = columns_at_once(), neurons = words_.source.neurons();
    for (Index begin = 0; begin < neurons; begin += at_once) take(Range{begin, std::min(begin + at_once, neurons)});
  }

  const ranking::OrderScores& sorted() {
    if (sorted_.iou.size() > 0) return sorted_;
    const Index neurons = words_.source.neurons();
    sorted_.average_precision = sorted_.iou = ranking::LabelValues(words_.label_count, neurons);
    const auto labels = labels_at(words_.labels, words_.training);
    for_columns([&](Range columns) {
      const auto found = ranking::order_scores(columns_of(words_.training, columns), labels, words_.label_count);
      sorted_.average_precision.middleCols(columns.begin, columns.size()) = found.average_precision;
      sorted_.iou.middleCols(columns.begin, columns.size()) = found.iou;
    });
    return sorted_;
  }

  ranking::SingleProbes single_probes() const {
    ranking::SingleProbes all;
    const auto training = labels_at(words_.labels, words_.training), dev = labels_at(words_.labels, words_.dev);
    for_columns([&](Range columns) {
      const auto found = ranking::single_probes(columns_of(words_.training, columns), training,
                                                columns_of(words_.dev, columns), dev, words_.label_count);
      all.accuracy.insert(all.accuracy.end(), found.accuracy.begin(), found.accuracy.end());
      all.log_likelihood.insert(all.log_likelihood.end(), found.log_likelihood.begin(), found.log_likelihood.end());
    });
    return all;
  }

  /// The selected neurons, then the other candidates, then all others in the order of anova; the score is the place.
  NeuronRanking gaussian(std::uint64_t seed) const {
    NeuronRanking ranking = ranking::rank_by_anova(moments_, seed_of(Method::anova));
    const auto candidates = std::min<std::size_t>(to_size(settings_.gaussian.candidates), ranking.order.size());
    ranking::GaussianMomentSums sums(words_.label_count,
                                     {ranking.order.begin(), ranking.order.begin() + to_index(candidates)});
    pass(words_.training, [&](const auto& batch, const auto& labels) { sums.add(batch, labels); });
    const ranking::GaussianModel model(std::move(sums).moments());
    ranking::CandidateWords dev(model);
    pass(spread_over(words_.dev, most_selecting_words),
         [&](const auto& batch, const auto& labels) { dev.add(batch, labels); });
    if (dev.words() > 0) {
      const auto selected = ranking::rank_by_gaussian(dev, settings_.gaussian.k, seed);
      std::ranges::copy(selected.order, ranking.order.begin());
    }
    for (std::size_t place = 0; place < ranking.order.size(); ++place)
      ranking.score[to_size(ranking.order[place])] = to_double(place + 1);
    return ranking;
  }

  const RankedWords& words_;
  const ranking::ClassMoments& moments_;
  const WordRankingSettings& settings_;
  ranking::OrderScores sorted_;  ///< found when first asked for
};

}  // namespace

std::vector<ranking::ClassMoments> class_moments(const probe::RowSource& source, const std::vector<Index>& rows,
                                                 const std::vector<std::vector<std::int32_t>>& labels,
                                                 const std::vector<Index>& label_counts,
                                                 const schedule::KeepGoing& keep_going) {
  std::vector<ranking::ClassMomentSums> sums;
  for (const Index count : label_counts) sums.emplace_back(count, source.neurons());
  for_batches(stored_rows(source, rows), {nullptr, source.neurons()}, keep_going,
              [&](std::span<const Index> of_batch, const auto& batch) {
                for (std::size_t task = 0; task < sums.size(); ++task)
                  sums[task].add(batch, labels_at(labels[task], of_batch));
              });
  std::vector<ranking::ClassMoments> moments;
  for (const auto& of_task : sums) moments.push_back(of_task.moments());
  return moments;
}

std::map<Method, LabelledRanking> rank_by_words(const RankedWords& words, const ranking::ClassMoments& moments,
                                                std::span<const Method> methods, const WordRankingSettings& settings) {
  WordRanker ranker(words, moments, settings);
  std::map<Method, LabelledRanking> rankings;
  for (const Method method : methods) rankings.emplace(method, ranker.rank(method));
  return rankings;
}

}  // namespace neurank::probing
