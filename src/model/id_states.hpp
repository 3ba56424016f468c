#pragma once

#include <filesystem>

#include "model/language_model.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {

/// Runs each sequence of raw piece ids of a JSON file alone through a model and writes its layers at all its positions,
/// for comparison with other implementations.
/// @param ids {"sequences": [{"name", "input_ids": [..], "token_type_ids": [..] or null}, ...]}; other keys are ignored
/// @param output safetensors, "<name>/layer_<l>" [P, width] float32 for each layer that the model hands out, by its
/// number;
/// "<name>/mlp_<l>" of the site mlp
/// Throws Error naming file and sequence when the file is not of this form, a name comes twice, a sequence is empty or
/// longer than the model reads, or an id is not in the model's vocabulary.
void write_id_states(LanguageModel& model, const std::filesystem::path& ids, const std::filesystem::path& output);

/// The same for models whose pieces are not single ids: runs each sentence of a JSON file alone, cut and framed by the
/// model's tokenizer, and writes its layers at its own pieces, not at the framing.
/// @param sentences {"sentences": {name: [words], ...}}; other keys are ignored
/// @param output as above, [pieces, width]
/// Throws Error naming file and sentence when the file is not of this form, or a sentence is empty or longer than the
/// model reads. @pre model and tokenizer agree on ids_per_piece and vocabulary
void write_sentence_states(LanguageModel& model, const tokenizer::Tokenizer& tokenizer,
                           const std::filesystem::path& sentences, const std::filesystem::path& output);

}  // namespace neurank::model
