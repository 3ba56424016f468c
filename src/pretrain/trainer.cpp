#include "pretrain/trainer.hpp"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::pretrain {
namespace {

constexpr double max_norm = 1;

/// A few sentences are measured more than once, each time with other masks and orders: otherwise their loss would be
/// left to chance.
constexpr Index min_measured = 2000, max_rounds = 25;

/// Part r of n of a batch, the same for every batch of that size.
Range share(Index size, const Ranks& ranks) {
  return {size * ranks.rank / ranks.size, size * (ranks.rank + 1) / ranks.size};
}

std::string numbered(const std::string& name, Index number, const Ranks& ranks) {
  return name + "/" + std::to_string(number) + "/" + std::to_string(ranks.rank);
}

}  // namespace

double learning_rate_at(const TrainingSettings& settings, Index step) {
  const Index warmup = std::min(settings.warmup, settings.steps - 1);
  if (step < warmup) return settings.learning_rate * to_double(step + 1) / to_double(warmup + 1);
  return settings.learning_rate * to_double(settings.steps - step) / to_double(settings.steps - warmup);
}

double unigram_entropy(const TrainingGraph& graph, std::span<const Words> sentences) {
  std::map<std::int64_t, double> counts;
  double total = 0, sum = 0;
  for (const Words& sentence : sentences)
    for (const std::int64_t unit : graph.units(sentence)) {
      ++counts[unit];
      ++total;
    }
  for (const auto& [unit, count] : counts) sum += count * std::log(count);
  return total > 0 ? std::log(total) - sum / total : 0;
}

Trainer::Trainer(std::shared_ptr<TrainingGraph> graph, const TrainingText& text, const TrainingSettings& settings,
                 Ranks ranks, std::string fingerprint, std::filesystem::path checkpoint)
    : graph_(std::move(graph)),
      text_(text),
      settings_(settings),
      ranks_(std::move(ranks)),
      fingerprint_(std::move(fingerprint)),
      checkpoint_(std::move(checkpoint)),
      parameters_(graph_->parameters()),
      optimizer_(parameters_, settings) {
  NEURANK_EXPECT(settings.steps > 0 && settings.batch > 0 && !text.training.empty() && !text.held_out.empty());
  if (std::filesystem::exists(checkpoint_)) step_ = optimizer_.load(checkpoint_, fingerprint_);
}

bool Trainer::run(const std::function<bool()>& stop_requested,
                  const std::function<void(const TrainingProgress&)>& observer) {
  graph_->set_training(true);
  while (step_ < settings_.steps) {
    bool stop = stop_requested();
    const double loss = train_step(stop);
    ++step_;
    observer({step_, loss});
    const bool done = step_ == settings_.steps;
    if (stop || done || step_ % settings_.checkpoint_every == 0) save_checkpoint();
    if (stop && !done) return false;
  }
  return true;
}

/// Sentences of this rank's share of a batch. Batches are stretches of one long line of epochs, each in an order of its
/// own.
std::vector<Words> Trainer::share_of_batch() {
  const auto total = to_index(text_.training.size());
  const Range mine = share(settings_.batch, ranks_);
  std::vector<Words> sentences;
  for (Index i = mine.begin; i < mine.end; ++i) {
    const Index position = step_ * settings_.batch + i, epoch = position / total;
    if (epoch != order_epoch_) {
      order_.resize(to_size(total));
      std::iota(order_.begin(), order_.end(), Index{0});
      Random(derive_seed(settings_.seed, "epoch/" + std::to_string(epoch))).shuffle(order_);
      order_epoch_ = epoch;
    }
    sentences.push_back(text_.training[to_size(order_[to_size(position % total)])]);
  }
  return sentences;
}

/// @param stop whether this rank wants to; then whether one of them does  @return loss, nats a prediction
double Trainer::train_step(bool& stop) {
  parameters_.gradients().zero_();
  const auto extra = parameters_.extra();
  std::fill(extra.begin(), extra.end(), 0.0f);
  if (const auto sentences = share_of_batch(); !sentences.empty()) {
    const auto loss = graph_->loss(sentences, derive_seed(settings_.seed, numbered("step", step_, ranks_)));
    if (loss.predictions > 0) loss.sum.backward();
    extra[0] = loss.sum.item<float>();
    extra[1] = static_cast<float>(loss.predictions);
  }
  extra[2] = stop ? 1 : 0;
  ranks_.sum(parameters_.gradients_and_extra());
  stop = extra[2] > 0;
  const double predictions = std::max(1.0f, extra[1]), loss = extra[0] / predictions;
  const double norm = parameters_.gradients().norm().item<double>() / predictions;
  if (!std::isfinite(loss) || !std::isfinite(norm))
    throw input_error(
        "pretraining step " + std::to_string(step_ + 1) + ": the loss or its gradient is not a finite number",
        "lower the learning rate or lengthen the warm-up");
  parameters_.gradients().mul_(std::min(1.0, max_norm / (norm + 1e-6)) / predictions);
  optimizer_.step(learning_rate_at(settings_, step_));
  return loss;
}

TrainingOutcome Trainer::measure() {
  const std::span<const Words> training = text_.training;
  const double training_loss = mean_loss(training.first(std::min(training.size(), text_.held_out.size())));
  return {training_loss, mean_loss(text_.held_out)};
}

double Trainer::mean_loss(std::span<const Words> sentences) {
  const at::NoGradGuard no_gradients;
  graph_->set_training(false);
  std::vector<float> sums(2);
  const auto total = to_index(sentences.size());
  const Index batches = (total + settings_.batch - 1) / settings_.batch;
  const Index rounds = std::min(max_rounds, (min_measured + total - 1) / total);
  for (Index b = ranks_.rank; b < batches * rounds; b += ranks_.size) {
    const Index first = b % batches * settings_.batch, size = std::min(settings_.batch, total - first);
    const auto batch = sentences.subspan(to_size(first), to_size(size));
    const auto loss = graph_->loss(batch, derive_seed(settings_.seed, "measure/" + std::to_string(b)));
    sums[0] += loss.sum.item<float>();
    sums[1] += static_cast<float>(loss.predictions);
  }
  ranks_.sum(sums);
  return sums[0] / std::max(1.0f, sums[1]);
}

void Trainer::save_checkpoint() const {
  if (ranks_.rank == 0) optimizer_.save(checkpoint_, fingerprint_, step_);
}

}  // namespace neurank::pretrain
