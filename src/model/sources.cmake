neurank_library(neurank_model
  SOURCES
    checkpoint/elmo_weights.cpp
    checkpoint/json.cpp
    checkpoint/model_config.cpp
    checkpoint/model_files.cpp
    checkpoint/safetensors.cpp
    checkpoint/tensor_source.cpp
    model/batch_plan.cpp
    model/bert.cpp
    model/character_encoder.cpp
    model/device_batch.cpp
    model/elmo.cpp
    model/families.cpp
    model/id_states.cpp
    model/language_model.cpp
    model/layers.cpp
    model/mean_collector.cpp
    model/torch_facts.cpp
    model/transformer_elmo.cpp
    model/weight_scope.cpp
    model/word_rows.cpp
    model/word_states.cpp
  LINKS neurank_base neurank_torch
  PRIVATE_LINKS neurank_hdf5 nlohmann_json::nlohmann_json)
