#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "grid/pretraining.hpp"
#include "mpi/communicator.hpp"
#include "schedule/listener.hpp"

namespace neurank::pretraining {

/// A moment of pretraining, for whoever shows progress.
struct PretrainProgress {
  std::string model;
  Index step = 0, steps = 0;   ///< done, and of all
  Index own_steps = 0;         ///< of those done, by this launch
  double loss = 0;             ///< of the latest step, nats a prediction
  double elapsed_seconds = 0;  ///< of this model in this launch
};

/// Told of every step.
using PretrainListener = schedule::Listener<PretrainProgress>;

/// A trained model. Losses in nats a prediction.
struct PretrainedModel {
  std::string name;  ///< of its family, with the number of the run where there are several
  std::filesystem::path folder;
  double training_loss = 0, held_out_loss = 0, unigram_entropy = 0;
  double seconds = 0;  ///< of the launch that finished it
};

/// What a call of pretrain() left behind.
struct PretrainResult {
  bool stopped = false;                 ///< on request; the same call resumes the training
  std::vector<PretrainedModel> models;  ///< those that are finished, known on rank 0 alone
};

/// Trains language models one after another, each on all ranks: a model's folder appears whole, called as the model,
/// with pretraining.json beside the published files. Finished models are left alone; unfinished ones lie in the folder
/// `working` and are resumed. Collective.
/// @param redo throw away what the output folder has of these models
/// Throws Error when the output folder has a model of that name with other settings, or something else, and when the
/// text, the vocabularies or the training fail.
PretrainResult pretrain(const mpi::Communicator& comm, const grid::Pretraining& settings, bool redo,
                        const PretrainListener& listener);

}  // namespace neurank::pretraining
