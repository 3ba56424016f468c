#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "pretrain/training_settings.hpp"

namespace neurank::grid {

/// Language models to be trained from nothing, every default filled in, every path absolute.
struct Pretraining {
  std::vector<std::filesystem::path> text;  ///< files, and folders of files *.txt; a sentence a line
  std::filesystem::path output;             ///< gets a folder for each model
  std::vector<pretrain::TrainedFamily> families = {pretrain::TrainedFamily::bert, pretrain::TrainedFamily::xlnet,
                                                   pretrain::TrainedFamily::elmo,
                                                   pretrain::TrainedFamily::transformer_elmo};
  Index pieces = 2000;   ///< of the vocabularies of BERT and XLNet
  Index words = 10'000;  ///< that ELMo and Transformer-ELMo predict, at most; the most frequent ones
  pretrain::Architecture architecture;
  pretrain::TrainingSettings training;
  Index seeds = 1;  ///< runs of each family, the first with the seed of `training`, each further one with the next
  Resources resources;
};

/// Reads what a grid file says of pretraining: its section `pretrain`, which must be there, and `resources`. The other
/// sections are left to read_experiment, because the models that they name may have to be trained first. Throws one
/// usage Error that lists all problems, as read_experiment does.
Pretraining read_pretraining(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

}  // namespace neurank::grid
