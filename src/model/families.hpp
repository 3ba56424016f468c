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
                                               const checkpoint::TensorSource& weights, const ModelSettings& settings,
                                               Device device)>
      load;
  /// Recognises the family by the structure of a config without model_type; null where published configs have one.
  std::function<bool(const checkpoint::ModelConfig& config)> recognises = nullptr;
  bool gelu_is_open = false;  ///< configs do not say which gelu is meant; ModelSettings::gelu does
};

/// ALBERT (Lan et al. 2020): narrow embeddings mapped to the blocks' width, and blocks that layers share. Layer 0 is
/// the output of the map; a further layer is the output of its whole group of blocks. Reads weights with the prefix
/// "albert." or none.
Family albert_family();

/// BERT (Devlin et al. 2019): post-norm transformer encoder with learned absolute positions and token types.
/// Reads published weights with the prefix "bert." or none; pooler, heads and position_ids are not read.
Family bert_family();

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

/// GPT-2 (Radford et al. 2019): pre-norm transformer decoder, each piece sees itself and those before it. The last
/// layer is handed out after the final norm, as the authors' and all later code does. Reads published weights with the
/// prefix "transformer." or none; head and mask buffers are not read.
Family gpt2_family();

/// RoBERTa (Liu et al. 2019): BERT whose positions start behind the padding's, so that of max_position_embeddings 514
/// the first two serve no piece. Reads weights with the prefix "roberta." or none.
Family roberta_family();

/// Transformer ELMo (Peters et al. 2018b): a character CNN and two stacks of pre-norm transformer blocks, of which one
/// sees each word and those before it, the other each word and those behind it. Reads the config.json of AllenNLP's
/// language model and its weights; the softmax is not read.
Family transformer_elmo_family();

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
