#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>

#include "pretrain/flat_parameters.hpp"
#include "pretrain/optimizer.hpp"
#include "pretrain/ranks.hpp"
#include "pretrain/training_graph.hpp"
#include "pretrain/training_text.hpp"

namespace neurank::pretrain {

/// Learning rate of a step, from 0: above 0 at every one.
double learning_rate_at(const TrainingSettings& settings, Index step);

/// Losses of the trained model in nats a prediction, without dropout; a small set of sentences is measured several
/// times.
struct TrainingOutcome {
  double training_loss = 0;  ///< on the first training sentences, as many as are held out
  double held_out_loss = 0;
};

/// Entropy in nats of the distribution of single units in sentences: what a model pays for a prediction that knows how
/// frequent each unit is and nothing else.
double unigram_entropy(const TrainingGraph& graph, std::span<const Words> sentences);

/// Trains a model: AdamW (0.9, 0.999, 1e-8), gradients clipped to norm 1, sentences in a new order each epoch. The
/// result depends on model, text, settings, number of ranks and threads alone; a training that is interrupted and
/// resumed gives the same bits as one that is not.
class Trainer {
 public:
  /// @param fingerprint of all that the result depends on; a checkpoint with another one is refused
  /// @param checkpoint file; when it exists, training resumes from it. Throws Error when it is another training's, or
  ///                   damaged.
  Trainer(std::shared_ptr<TrainingGraph> graph, const TrainingText& text, const TrainingSettings& settings, Ranks ranks,
          std::string fingerprint, std::filesystem::path checkpoint);

  /// Trains to the end, or until a rank asks to stop; then the checkpoint holds all that was done. Collective.
  /// @param stop_requested asked at each step  @param observer told of each step
  /// @return whether all steps are done
  /// Throws Error when the loss is not a finite number, and when the checkpoint cannot be written.
  bool run(const std::function<bool()>& stop_requested, const std::function<void(const TrainingProgress&)>& observer);

  Index steps_done() const { return step_; }

  /// Measures the model as it is. Collective.
  TrainingOutcome measure();

 private:
  void save_checkpoint() const;
  double train_step(bool& stop);
  std::vector<Words> share_of_batch();
  double mean_loss(std::span<const Words> sentences);

  std::shared_ptr<TrainingGraph> graph_;
  const TrainingText& text_;
  TrainingSettings settings_;
  Ranks ranks_;
  std::string fingerprint_;
  std::filesystem::path checkpoint_;
  FlatParameters parameters_;
  Optimizer optimizer_;
  Index step_ = 0;            ///< steps done
  std::vector<Index> order_;  ///< of the training sentences in an epoch
  Index order_epoch_ = -1;
};

}  // namespace neurank::pretrain
