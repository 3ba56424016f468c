#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "model/language_model.hpp"
#include "model/word_states.hpp"
#include "mpi/communicator.hpp"
#include "run/imported_vectors.hpp"
#include "run/inputs.hpp"
#include "run/run_plan.hpp"
#include "schedule/run_units.hpp"
#include "store/activation_file.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::run {

/// Text, splits and labels of a corpus as activation files hold them; the same for every model.
/// @param labels_hash of its label columns
store::ActivationContent content_of(const corpus::Corpus& corpus, const std::string& labels_hash = "");

/// Creates an activation file that is not there yet, all metadata written and all space taken. One process.
/// @param content of the extraction's corpus  @param fingerprint of the file; empty: none is noted
void create_activations(const std::filesystem::path& path, const grid::Experiment& experiment, const Facts& facts,
                        const InputHashes& inputs, const Extraction& extraction,
                        const store::ActivationContent& content, const std::string& fingerprint = "");

/// How a model's pieces match the words of a text; reads configuration and vocabulary, no weights.
model::Alignment align_text(const model::ModelSettings& model, const model::Sentences& sentences);

/// Where the alignment of an activation file lies: x.h5 -> x.alignment.json.
std::filesystem::path alignment_file(const std::filesystem::path& activations);

/// Folder of what the shards of an activation file leave towards its alignment until it is put together.
std::filesystem::path shard_alignments(const std::filesystem::path& activations);

/// Puts together how words and pieces match in all shards of an activation file, and writes it beside the file. A shard
/// of which nothing was kept is counted again. One process.
model::Alignment publish_alignment(const std::filesystem::path& activations, const grid::Experiment& experiment,
                                   const Facts& facts, const Extraction& extraction, Corpora& corpora);

/// Mean length of first words' vectors over that of the others', in the layer where it is largest, of decoders that
/// read no start token.
std::optional<double> first_word_length(const model::Alignment& alignment);

/// What to say where a decoder's words are not taken from their last piece; nothing otherwise.
std::optional<std::string> word_rule_warning(const model::ModelSettings& model, const grid::Experiment& experiment);

/// Computes shards of activation files. Holds all files open for the stage, and the model used last.
class Extractor {
 public:
  /// Opens every file on all ranks. Collective, and so is the destructor.
  /// @param files activation files of the extractions
  Extractor(const mpi::Communicator& comm, const grid::Experiment& experiment, const Facts& facts, Corpora& corpora,
            const std::map<Extraction, std::filesystem::path>& files);

  /// Runs the model on one shard, writes its rows and how its words and pieces match; the unit waits for the disk
  /// later.
  void compute(const ExtractWork& work, const schedule::AtWork& at_work);

  /// Frees the model and the text, for whoever needs the memory before the next shard.
  void rest();

 private:
  ShardStates states_of(const ExtractWork& work, const schedule::AtWork& at_work);
  void hold_model(std::size_t index);
  const ImportedVectors& hold_imported(const Extraction& extraction);

  const grid::Experiment& experiment_;
  const Facts& facts_;
  Corpora& corpora_;
  const std::map<Extraction, std::filesystem::path>& files_;
  std::map<Extraction, std::unique_ptr<store::ActivationWriter>> writers_;
  std::size_t model_index_ = SIZE_MAX;
  std::unique_ptr<model::LanguageModel> model_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  std::map<Extraction, ImportedVectors> imported_;
};

}  // namespace neurank::run
