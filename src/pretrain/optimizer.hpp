#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "pretrain/flat_parameters.hpp"
#include "pretrain/training_settings.hpp"

namespace neurank::pretrain {

/// AdamW (0.9, 0.999, 1e-8) on the flat parameters of a model, and the file in which both wait for training to go on.
class Optimizer {
 public:
  /// @param parameters shares its memory
  Optimizer(const FlatParameters& parameters, const TrainingSettings& settings);
  ~Optimizer();

  /// Steps along the gradients that the parameters hold.
  void step(double learning_rate);

  /// Writes parameters and moments to a file, which appears whole or not at all. Throws Error when the disk is full.
  /// @param fingerprint of all that a training depends on  @param steps done
  void save(const std::filesystem::path& file, const std::string& fingerprint, Index steps) const;

  /// Goes back to what a file holds. Throws Error when it is another training's, or damaged.
  /// @return steps done
  Index load(const std::filesystem::path& file, const std::string& fingerprint);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace neurank::pretrain
