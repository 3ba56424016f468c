neurank_library(neurank_model
  SOURCES
    checkpoint/json.cpp
    checkpoint/model_config.cpp
    checkpoint/model_files.cpp
    checkpoint/safetensors.cpp
    checkpoint/tensor_source.cpp
    model/batch_plan.cpp
    model/bert.cpp
    model/device_batch.cpp
    model/families.cpp
    model/gpt2.cpp
    model/id_states.cpp
    model/language_model.cpp
    model/layers.cpp
    model/mean_collector.cpp
    model/torch_facts.cpp
    model/weight_scope.cpp
    model/word_rows.cpp
    model/word_states.cpp
    model/xlnet.cpp
  LINKS neurank_base neurank_torch
  PRIVATE_LINKS nlohmann_json::nlohmann_json)
