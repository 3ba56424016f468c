#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "pretrain/flat_parameters.hpp"
#include "pretrain/training_settings.hpp"

namespace neurank::pretrain {

/// AdamW (0.9, 0.999, 1e-8) on the flat parameters of a model, and the file from which both can be resumed.
class Optimizer {
 public:
  /// @param parameters whose memory it shares
  Optimizer(const FlatParameters& parameters, const TrainingSettings& settings);
  ~Optimizer();

  /// Steps along the gradients that the parameters hold.
  void step(double learning_rate);

  /// Writes parameters and moments to a file, which appears whole or not at all. Throws Error when the disk is full.
  /// @param fingerprint of all that a training depends on  @param steps done
  void save(const std::filesystem::path& file, const std::string& fingerprint, Index steps) const;

  /// Restores what save() wrote. Throws Error when the file is another training's, or damaged.
  /// @return steps done
  Index load(const std::filesystem::path& file, const std::string& fingerprint);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace neurank::pretrain
