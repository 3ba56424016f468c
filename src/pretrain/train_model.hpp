#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "pretrain/ranks.hpp"
#include "pretrain/training_settings.hpp"
#include "pretrain/training_text.hpp"

namespace neurank::pretrain {

/// A model to be trained.
struct TrainingPlan {
  TrainedFamily family = TrainedFamily::bert;
  Architecture architecture;
  TrainingSettings training;
  std::filesystem::path vocabulary;  ///< folder with the family's file; not read for families of characters
  Words words;                       ///< that families of characters predict
  std::string fingerprint;           ///< of all that the result depends on, ranks included
  std::filesystem::path checkpoint;  ///< file
};

/// What the caller asks for and hears of while a model is trained.
struct TrainingListener {
  std::function<bool()> stop_requested;                   ///< asked at each step
  std::function<void(const TrainingProgress&)> progress;  ///< told of each step
};

/// How a training ended. Losses in nats a prediction, without dropout.
struct TrainedModel {
  Index resumed_from = 0;    ///< steps that an earlier call did
  bool done = false;         ///< not stopped before its last step; otherwise nothing below is measured
  double training_loss = 0;  ///< on the first training sentences, as many as are held out
  double held_out_loss = 0;
  double unigram_entropy = 0;  ///< of the training sentences' units
};

/// Trains a model, resuming from its checkpoint where there is one, and writes it as published models are laid out:
/// rank 0 into `folder`, once all steps are done. Collective. Throws Error when the vocabulary or the checkpoint cannot
/// be used, the loss is not a finite number or the disk is full.
TrainedModel train_model(const TrainingPlan& plan, const TrainingText& text, const Ranks& ranks,
                         const TrainingListener& listener, const std::filesystem::path& folder);

}  // namespace neurank::pretrain
