#include "ranking/single_probe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/single_head.hpp"
#include "ranking/sorted_words.hpp"

namespace neurank::ranking {
namespace {

using Doubles = Eigen::Array<double, 1, Eigen::Dynamic>;
using Logits = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::size_t most_bins = 256;

/// [L] places of the labels that have words among each other, by number; -1 for the others.
std::vector<Index> places_of(std::span<const std::int32_t> labels, Index label_count) {
  std::vector<Index> places(to_size(label_count), -1);
  for (const std::int32_t label : labels)
    if (0 <= label && label < label_count) places[to_size(label)] = 0;
  Index next = 0;
  for (Index& place : places)
    if (place == 0) place = next++;
  return places;
}

/// Words whose label training has.
struct KnownWords {
  std::vector<Index> rows;
  std::vector<std::uint32_t> places;  ///< of their labels
  std::size_t labelled = 0;           ///< words with any label of the task

  KnownWords(std::span<const std::int32_t> labels, std::span<const Index> place_of) {
    for (std::size_t row = 0; row < labels.size(); ++row) {
      if (labels[row] < 0 || to_size(labels[row]) >= place_of.size()) continue;
      ++labelled;
      const Index place = place_of[to_size(labels[row])];
      if (place < 0) continue;
      rows.push_back(to_index(row));
      places.push_back(checked_cast<std::uint32_t>(place));
    }
  }

  Doubles values(const float* x) const {
    Doubles values(to_index(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) values[to_index(i)] = to_double(x[rows[i]]);
    return values;
  }
};

/// Units of a neuron: what is left of its values has mean 0 and deviation 1 over the training words.
struct Units {
  double mean, deviation;

  explicit Units(const Doubles& values) : mean(values.mean()), deviation(std::sqrt((values - mean).square().mean())) {
    NEURANK_EXPECT(std::isfinite(deviation));
    if (deviation == 0) deviation = 1;
  }
};

/// Where each run of equal values ends. @param words sorted
std::vector<std::size_t> run_ends(std::span<const Word> words) {
  std::vector<std::size_t> ends;
  for (std::size_t begin = 0; begin < words.size(); begin = ends.back())
    ends.push_back(end_of_run(words, begin, [](Word) {}));
  return ends;
}

/// What each run of equal values takes of the bins: the root of its words times the distance of its neighbours.
Doubles run_sizes(std::span<const Word> words, std::span<const std::size_t> ends) {
  Doubles sizes(to_index(ends.size()));
  for (std::size_t run = 0; run < ends.size(); ++run) {
    const std::size_t begin = run == 0 ? 0 : ends[run - 1];
    const double below = to_double(value_of(words[begin == 0 ? 0 : begin - 1]));
    const double above = to_double(value_of(words[std::min(ends[run], words.size() - 1)]));
    sizes[to_index(run)] = (above - below) * to_double(ends[run] - begin);
  }
  return sizes.sqrt();
}

/// Where each bin ends, at most_bins of them. @param words sorted
std::vector<std::size_t> bin_ends(std::span<const Word> words) {
  std::vector<std::size_t> runs = run_ends(words);
  if (runs.size() <= most_bins) return runs;
  const Doubles sizes = run_sizes(words, runs);
  const double bin_size = sizes.sum() / to_double(most_bins);
  std::vector<std::size_t> ends;
  double before = 0;
  std::size_t bin = 0;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const double size = sizes[to_index(run)];
    const std::size_t of_run = std::min(to_size((before + size / 2) / bin_size), most_bins - 1);
    if (run > 0 && of_run != bin) ends.push_back(runs[run - 1]);
    bin = of_run;
    before += size;
  }
  ends.push_back(words.size());
  return ends;
}

/// @param words sorted, with places for labels
BinnedWords binned(std::span<const Word> words, const Units& units, Index labels) {
  const std::vector<std::size_t> ends = bin_ends(words);
  const Index bins = to_index(ends.size());
  BinnedWords result{Doubles(bins), Doubles(bins), SingleHead::Zero(labels, 2)};
  for (Index bin = 0; bin < bins; ++bin) {
    const std::size_t begin = bin == 0 ? 0 : ends[to_size(bin - 1)];
    const auto of_bin = words.subspan(begin, ends[to_size(bin)] - begin);
    double sum = 0;
    for (const Word word : of_bin) sum += to_double(value_of(word)) - units.mean;
    result.value[bin] = sum / to_double(of_bin.size()) / units.deviation;
    result.share[bin] = to_double(of_bin.size()) / to_double(words.size());
    for (const Word word : of_bin) {
      result.of_label(label_of(word), 0) += 1;
      result.of_label(label_of(word), 1) += result.value[bin];
    }
  }
  result.of_label /= to_double(words.size());
  return result;
}

/// What a head says of dev words.
struct Verdict {
  std::size_t right = 0;
  double log_likelihood = 0;  ///< sum
};

/// Adds words to a verdict. @param x [words]  @param logits [K, words or more] to work in
void judge(const SingleHead& head, const Doubles& x, std::span<const std::uint32_t> places, Logits& logits,
           Verdict& verdict) {
  auto of_words = logits.leftCols(x.size());
  Doubles largest = Doubles::Constant(x.size(), -std::numeric_limits<double>::infinity());
  for (Index k = 0; k < head.rows(); ++k) {
    of_words.row(k) = head(k, 0) + head(k, 1) * x;
    largest = largest.max(of_words.row(k));
  }
  for (Index i = 0; i < x.size(); ++i) {
    const Index place = places[to_size(i)];
    const double own = of_words(place, i) - largest[i];
    verdict.log_likelihood += own;
    if (own == 0 && !(of_words.col(i).head(place) == largest[i]).any()) ++verdict.right;
  }
  Doubles sum = Doubles::Zero(x.size());
  for (Index k = 0; k < head.rows(); ++k) sum += (of_words.row(k) - largest).exp();
  verdict.log_likelihood -= sum.log().sum();
}

Verdict verdict_of(const SingleHead& head, const Doubles& x, std::span<const std::uint32_t> places) {
  constexpr Index at_once = 128;  // words, so that 45 labels of them stay in the second-level cache
  Logits logits(head.rows(), at_once);
  Verdict verdict;
  for (Index first = 0; first < x.size(); first += at_once) {
    const Index words = std::min(at_once, x.size() - first);
    judge(head, x.segment(first, words), places.subspan(to_size(first), to_size(words)), logits, verdict);
  }
  return verdict;
}

/// Trains and judges the head of one neuron after the other; a thread has one.
class Prober {
 public:
  Prober(const KnownWords& training, const KnownWords& dev, Index labels)
      : training_(training), dev_(dev), labels_(labels) {}

  /// @param training_x, dev_x of all words  @param n where the neuron is among the probes
  void probe(const float* training_x, const float* dev_x, std::size_t n, SingleProbes& probes) {
    const Units units(training_.values(training_x));
    words_.clear();
    for (std::size_t i = 0; i < training_.rows.size(); ++i)
      words_.push_back(word_of(training_x[training_.rows[i]], training_.places[i]));
    sort_by_value(words_, scratch_);
    const BinnedWords words = binned(words_, units, labels_);
    const SingleHead head = head_of(words);
    const Verdict verdict = verdict_of(head, (dev_.values(dev_x) - units.mean) / units.deviation, dev_.places);
    NEURANK_EXPECT(std::isfinite(verdict.log_likelihood));
    if (dev_.labelled > 0) probes.accuracy[n] = to_double(verdict.right) / to_double(dev_.labelled);
    if (!dev_.rows.empty()) probes.log_likelihood[n] = verdict.log_likelihood / to_double(dev_.rows.size());
  }

 private:
  const KnownWords &training_, &dev_;
  Index labels_;
  std::vector<Word> words_, scratch_;
};

}  // namespace

SingleProbes single_probes(const ConstMatrixRef& training, std::span<const std::int32_t> training_labels,
                           const ConstMatrixRef& dev, std::span<const std::int32_t> dev_labels, Index label_count) {
  NEURANK_EXPECT(training.rows() == to_index(training_labels.size()) && dev.rows() == to_index(dev_labels.size()));
  NEURANK_EXPECT(training.cols() == dev.cols());
  constexpr Index line = 16;  // neurons of a line of the cache
  const std::vector<Index> place_of = places_of(training_labels, label_count);
  const KnownWords training_words(training_labels, place_of), dev_words(dev_labels, place_of);
  NEURANK_EXPECT(!training_words.rows.empty());
  const Index labels = std::ranges::count_if(place_of, [](Index place) { return place >= 0; });
  SingleProbes probes{std::vector<double>(to_size(dev.cols())), std::vector<double>(to_size(dev.cols()))};
#pragma omp parallel
  {
    Prober prober(training_words, dev_words, labels);
#pragma omp for schedule(dynamic)
    for (Index first = 0; first < dev.cols(); first += line) {
      const Index neurons = std::min(line, dev.cols() - first);
      const Matrix training_x = training.middleCols(first, neurons).transpose();
      const Matrix dev_x = dev.middleCols(first, neurons).transpose();
      for (Index i = 0; i < neurons; ++i)
        prober.probe(training_x.row(i).data(), dev_x.row(i).data(), to_size(first + i), probes);
    }
  }
  return probes;
}

NeuronRanking rank_by_single_probe(const SingleProbes& probes, std::uint64_t seed) {
  NEURANK_EXPECT(probes.accuracy.size() == probes.log_likelihood.size());
  NeuronRanking ranking = rank_by_value(probes.log_likelihood, seed);  // the order among equals
  for (std::size_t n = 0; n < probes.accuracy.size(); ++n) {
    NEURANK_EXPECT(!std::isnan(probes.accuracy[n]));
    ranking.score[n] = 0.0 - probes.accuracy[n];  // no -0
  }
  std::ranges::stable_sort(ranking.order, {}, [&](Index n) { return ranking.score[to_size(n)]; });
  return ranking;
}

}  // namespace neurank::ranking
