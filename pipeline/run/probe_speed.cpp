#include "run/probe_speed.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

#include "base/cast.hpp"
#include "base/random.hpp"
#include "base/stopwatch.hpp"
#include "probe/evaluate.hpp"
#include "probe/train.hpp"
#include "probing/work.hpp"

namespace neurank::run {
namespace {

bool always() { return true; }

/// Random activations as a corpus has them: in memory, or to be read into it.
class RandomRows : public probe::RowSource {
 public:
  RandomRows(const ActivationScope& scope) : scope_(scope), values_(to_size(scope.rows) * row_bytes()) {
    Random random(1);
    const std::size_t few = std::min<std::size_t>(values_.size(), 1 << 20);
    for (std::size_t i = 0; i + sizeof(float) <= few; i += sizeof(float)) {
      const auto value = static_cast<float>(random.uniform() - 0.5);
      const Half halves[] = {Half(value), Half(-value)};
      std::memcpy(values_.data() + i, dtype() == store::DType::float16 ? static_cast<const void*>(halves) : &value,
                  sizeof(float));
    }
    for (std::size_t i = few; i < values_.size(); i += few)
      std::memcpy(values_.data() + i, values_.data(), std::min(few, values_.size() - i));
  }

  Index num_rows() const override { return scope_.rows; }
  Index neurons() const override { return scope_.neurons; }
  store::DType dtype() const override { return scope_.dtype; }
  void read(Range rows, void* out) const override {
    std::memcpy(out, values_.data() + to_size(rows.begin) * row_bytes(), to_size(rows.size()) * row_bytes());
  }
  const std::byte* in_memory() const override { return scope_.in_memory ? values_.data() : nullptr; }

 private:
  ActivationScope scope_;
  std::vector<std::byte> values_;
};

/// Heads on some neurons, and the sum of their shares of all.
struct Heads {
  std::vector<probe::HeadTask> tasks;
  double shares = 0;

  double count() const { return to_double(tasks.size()); }
};

/// Heads to be trained on random activations.
class Sample {
 public:
  Sample(const ActivationScope& scope, Index labels, const probe::ProbeSettings& settings, const Products& products)
      : labels_(labels), settings_(settings), products_(products), rows_(scope) {
    std::vector<Index> order(to_size(scope.neurons));
    std::iota(order.begin(), order.end(), Index{0});
    Random random(2);
    random.shuffle(order);
    order_ = std::make_shared<const std::vector<Index>>(std::move(order));
    std::vector<std::int32_t> targets(to_size(rows_.num_rows()));
    for (auto& target : targets) target = checked_cast<std::int32_t>(random.below(to_uint64(labels)));
    targets_ = std::make_shared<const std::vector<std::int32_t>>(std::move(targets));
    if (settings.standardize)
      standardization_ = {Eigen::RowVectorXf::Zero(scope.neurons), Eigen::RowVectorXf::Ones(scope.neurons)};
    blocks_.resize(to_size(std::max<Index>(1, scope.rows / block_rows)));
    std::iota(blocks_.begin(), blocks_.end(), Index{0});
    random.shuffle(blocks_);
  }

  /// Seconds of a mini-batch of heads that are trained together.
  double train(const std::vector<probe::HeadTask>& tasks) {
    const auto seconds = [&](Index batches) {
      auto stream = next_rows(batches);
      const Stopwatch watch;
      probe::train_heads(stream, tasks,
                         {.epochs = 1, .step = settings_.step, .ridge = settings_.ridge, .products = products_},
                         no_limit, always);
      return watch.seconds();
    };
    return seconds_of_batch(seconds);
  }

  double evaluate(const probe::HeadTask& task, Index heads) {
    const std::vector<probe::Candidate> candidates(to_size(heads), {task.start.get(), targets_, labels_, nullptr});
    return seconds_of_batch([&](Index batches) {
      auto stream = next_rows(batches);
      const Stopwatch watch;
      probe::evaluate(stream, candidates, no_limit, always, products_);
      return watch.seconds();
    });
  }

  /// A head on the first neurons of an order, or on all.
  probe::HeadTask head(double share) const {
    const auto n = std::max<Index>(1, static_cast<Index>(share * to_double(rows_.neurons())));
    return {targets_,
            {1e-3, 1e-3},
            std::make_shared<const probe::Head>(probe::uniform_start(labels_, n, 3)),
            share < 1 ? order_ : nullptr};
  }

  Heads heads(const std::vector<double>& shares) const {
    Heads heads;
    for (const double share : shares) heads.tasks.push_back(head(share));
    heads.shares = std::accumulate(shares.begin(), shares.end(), 0.0);
    return heads;
  }

 private:
  static constexpr Index no_limit = Index{1} << 30, block_rows = 64;

  /// What passes of few and of more batches differ by.
  static double seconds_of_batch(const std::function<double(Index)>& seconds) {
    constexpr Index few = 2, more = 8;
    seconds(few);  // warms thread pools and kernels
    const double first = seconds(more) - seconds(few), second = seconds(more) - seconds(few);
    return std::max(1e-9, (first + second) / to_double(2 * (more - few)));
  }

  /// Rows that were not used lately, so that they are in no cache if all rows do not fit there.
  probe::BatchStream next_rows(Index batches) {
    std::vector<Index> rows;
    while (to_index(rows.size()) < std::min(batches * settings_.batch, rows_.num_rows() / block_rows * block_rows)) {
      const Index block = blocks_[next_block_++ % blocks_.size()];
      for (Index i = 0; i < block_rows; ++i) rows.push_back(block * block_rows + i);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return {rows_, std::move(rows), settings_.batch, standardization_};
  }

  Index labels_;
  const probe::ProbeSettings& settings_;
  Products products_;
  RandomRows rows_;
  probe::NeuronOrder order_;
  probe::Targets targets_;
  probe::Standardization standardization_;
  std::vector<Index> blocks_;  ///< of neighbouring rows, in random order
  std::size_t next_block_ = 0;
};

}  // namespace

ProbeSpeed measure_probes(const ActivationScope& scope, Index labels, const probe::ProbeSettings& settings,
                          const Products& products) {
  Sample sample(scope, labels, settings, products);
  const auto heads = std::clamp<std::size_t>(to_size(probing::max_search_columns / labels), 1, 6);
  ProbeSpeed speed;
  speed.search = sample.train(std::vector(heads, sample.head(1))) / to_double(heads);
  speed.whole = sample.train(std::vector(3, sample.head(1))) / 3;
  speed.measure = sample.evaluate(sample.head(1), 3) / 3;
  // What is trained most beside each other, rivals of minimal sets that learn two kinds of labels, and a wave of a
  // search for these, which shares its batches among fewer heads: they tell two unknowns.
  const Heads rivals = sample.heads({0.01, 0.01, 0.02, 0.02, 0.05, 0.05, 0.1, 0.1, 0.18, 0.18, 0.26, 0.26, 0.37, 0.37});
  const Heads wave = sample.heads({0.25, 0.3, 0.35});
  const double of_rivals = sample.train(rivals.tasks), of_wave = sample.train(wave.tasks);
  const double determinant = rivals.count() * wave.shares - wave.count() * rivals.shares;
  speed.subset = std::max(0.0, (of_rivals * wave.shares - of_wave * rivals.shares) / determinant);
  speed.share = std::max(0.0, (of_rivals - rivals.count() * speed.subset) / rivals.shares);
  return speed;
}

}  // namespace neurank::run
