neurank_library(neurank_model
  SOURCES
    model/activation.cpp
    model/albert.cpp
    model/batch_plan.cpp
    model/bert.cpp
    model/character_encoder.cpp
    model/device_batch.cpp
    model/device_model.cpp
    model/distilbert.cpp
    model/electra.cpp
    model/elmo.cpp
    model/families.cpp
    model/gpt2.cpp
    model/id_states.cpp
    model/language_model.cpp
    model/layers.cpp
    model/mean_collector.cpp
    model/piece_alignment.cpp
    model/post_norm_encoder.cpp
    model/roberta.cpp
    model/torch_facts.cpp
    model/transformer_config.cpp
    model/transformer_elmo.cpp
    model/untrained_weights.cpp
    model/weight_scope.cpp
    model/word_rows.cpp
    model/word_states.cpp
    model/xlnet.cpp
  LINKS neurank_base neurank_tokenizer neurank_checkpoint external_torch
  PRIVATE_LINKS nlohmann_json::nlohmann_json
  PRECOMPILED <ATen/Functions.h> <ATen/TensorOperators.h> <Eigen/Core> <nlohmann/json.hpp>)
