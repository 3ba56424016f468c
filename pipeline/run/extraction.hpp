#pragma once

#include <map>
#include <memory>
#include <vector>

#include "model/language_model.hpp"
#include "mpi/communicator.hpp"
#include "run/run_plan.hpp"
#include "run/run_record.hpp"
#include "schedule/run_units.hpp"
#include "store/activation_file.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::run {

/// Text, splits and labels of a corpus as activation files hold them; the same for every model.
store::ActivationContent read_content(const corpus::CorpusSettings& settings);

/// Creates an activation file that is not there yet, all metadata written and all space taken. One process.
/// @param content of the extraction's corpus
void create_activations(const std::filesystem::path& path, const grid::Experiment& experiment, const Facts& facts,
                        const InputHashes& inputs, const Extraction& extraction,
                        const store::ActivationContent& content);

/// Computes shards of activation files. Holds all files open for the stage, and the model and corpus used last.
class Extractor {
 public:
  /// Opens every file on all ranks. Collective, and so is the destructor.
  /// @param paths of the extractions' activation files
  Extractor(const mpi::Communicator& comm, const grid::Experiment& experiment, const Facts& facts,
            const std::vector<Extraction>& extractions, const std::vector<std::filesystem::path>& paths);

  /// Runs the model on one shard and writes its rows; returns when they are on disk.
  void compute(const ExtractWork& work, const schedule::KeepGoing& keep_going);

 private:
  void hold_model(std::size_t index);
  void hold_corpus(std::size_t index);

  const grid::Experiment& experiment_;
  const Facts& facts_;
  std::map<std::pair<std::size_t, std::size_t>, std::unique_ptr<store::ActivationWriter>> writers_;
  std::size_t model_index_ = SIZE_MAX, corpus_index_ = SIZE_MAX;
  std::unique_ptr<model::LanguageModel> model_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  corpus::TaggedText text_;
};

}  // namespace neurank::run
