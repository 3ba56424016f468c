#pragma once

#include <functional>
#include <memory>
#include <string>

#include "checkpoint/model_config.hpp"
#include "checkpoint/tensor_source.hpp"
#include "model/language_model.hpp"

namespace neurank::model {

/// What one family of encoders provides; each family has its own file.
struct Family {
  std::string name;  ///< as config.json's model_type
  std::function<ModelShape(const checkpoint::ModelConfig& config, const ModelSettings& settings)> shape;
  std::function<double(const checkpoint::ModelConfig& config, Index pieces)> flops;  ///< as flops_per_sequence
  std::function<std::unique_ptr<LanguageModel>(const checkpoint::ModelConfig& config,
                                               std::shared_ptr<const checkpoint::TensorSource> weights,
                                               const ModelSettings& settings, Device device)>
      load;
  /// Recognises the family by the structure of a config without model_type; null where published configs have one.
  std::function<bool(const checkpoint::ModelConfig& config)> recognises = nullptr;
  bool norms_add_one = false;  ///< scaling vectors are stored as the scale minus 1
  bool gelu_is_open = false;   ///< configs do not say which gelu is meant; ModelSettings::gelu does
};

/// ALBERT (Lan et al. 2020): narrow embeddings mapped to the blocks' width, and blocks that layers share. Layer 0 is
/// the output of the map; a further layer is the output of its whole group of blocks. Reads weights with the prefix
/// "albert." or none.
Family albert_family();

/// BERT (Devlin et al. 2019): post-norm transformer encoder with learned absolute positions and token types.
/// Reads published weights with the prefix "bert." or none; pooler, heads and position_ids are not read.
Family bert_family();

/// DeBERTa 2 and 3 (He et al. 2021; 2023): post-norm transformer encoder whose attention sees words and distances
/// apart. Reads weights with the prefix "deberta." or none.
Family deberta_v2_family();

/// DistilBERT (Sanh et al. 2019): BERT without token types, with names of its own. Reads weights with the prefix
/// "distilbert." or none.
Family distilbert_family();

/// ELECTRA (Clark et al. 2020), generator or discriminator: BERT whose embeddings may be narrower than its blocks.
/// Layer 0 has the width of the blocks. Reads weights with the prefix "electra." or none.
Family electra_family();

/// ELMo (Peters et al. 2018): a character CNN and two stacks of LSTMs with projection, one for each direction. Reads
/// options.json and the published HDF5 weights. Every sequence starts from a zero state (the published software carries
/// states over from sentence to sentence, so that its numbers depend on what was read before).
Family elmo_family();

/// Gemma 2 (Gemma Team 2024): Llama's form with norms before and behind each part, scaled embeddings, capped scores,
/// and windows in every other layer.
Family gemma2_family();

/// The text model of Gemma 3 (Gemma Team 2025): Gemma 2 with norms of queries and keys instead of caps, and with other
/// rotary positions in the layers with windows.
Family gemma3_text_family();

/// GPT-2 (Radford et al. 2019): pre-norm transformer decoder, each piece sees itself and those before it. The last
/// layer is handed out after the final norm, as the authors' and all later code does. Reads published weights with the
/// prefix "transformer." or none; head and mask buffers are not read.
Family gpt2_family();

/// GPT-NeoX (Black et al. 2022) and Pythia: pre-norm transformer decoder whose rotary positions turn a part of each
/// head, and whose attention and feed-forward parts read the same states unless use_parallel_residual is false. Reads
/// weights with the prefix "gpt_neox." or none.
Family gpt_neox_family();

/// Llama 1 to 3 (Touvron et al. 2023; Grattafiori et al. 2024): see DecoderPlan.
Family llama_family();

/// Mistral (Jiang et al. 2023): Llama whose layers see a sliding window.
Family mistral_family();

/// ModernBERT (Warner et al. 2024): pre-norm transformer encoder with rotary positions and gated feed-forward parts;
/// most layers see a window to both sides. Layer 0 is normed, the last layer is handed out after the final norm. Reads
/// weights with the prefix "model." or none.
Family modernbert_family();

/// OLMo 2 (OLMo et al. 2025): Llama's form with norms behind each part instead of before, and of all queries and keys.
Family olmo2_family();

/// Phi-3 (Abdin et al. 2024): Llama with joined matrices.
Family phi3_family();

/// Qwen 2 and 2.5 (Yang et al. 2024): Llama with biases of queries, keys and values, and windows in upper layers.
Family qwen2_family();

/// Qwen 3 (Yang et al. 2025): Llama with norms of each head's queries and keys.
Family qwen3_family();

/// RoBERTa (Liu et al. 2019): BERT whose positions start behind the padding's, so that of max_position_embeddings 514
/// the first two serve no piece. Reads weights with the prefix "roberta." or none.
Family roberta_family();

/// The encoder of T5 (Raffel et al. 2020), 1.0 and 1.1: pre-norm transformer whose attention adds a number for each
/// head and bucket of distances. No length limit; the last layer is handed out after the final norm. A decoder in the
/// weights is not read.
Family t5_family();

/// Transformer ELMo (Peters et al. 2018b): a character CNN and two stacks of pre-norm transformer blocks, of which one
/// sees each word and those before it, the other each word and those behind it. Reads the config.json of AllenNLP's
/// language model and its weights; the softmax is not read.
Family transformer_elmo_family();

/// XLM-RoBERTa (Conneau et al. 2020): RoBERTa with a vocabulary of many languages.
Family xlm_roberta_family();

/// XLNet (Yang et al. 2019) as an encoder: post-norm transformer with relative positions, every piece sees all others,
/// no memory of earlier segments, no length limit. Reads published weights with the prefix "transformer." or none.
///
/// Its configs call the activation "gelu". The authors' code computed the tanh formula, as did transformers
/// until 3.2.0; later releases compute erf without a change of the configs. ModelSettings::gelu decides; the default is
/// tanh.
Family xlnet_family();

/// The family of a model: the one that the settings name, or that config.json names or looks like. Throws Error when it
/// is unknown, or when the settings choose a gelu where the family leaves no choice.
Family find_family(const ModelSettings& settings, const checkpoint::ModelConfig& config);

}  // namespace neurank::model
