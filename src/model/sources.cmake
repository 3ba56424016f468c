neurank_library(neurank_model
  SOURCES
    model/batch_plan.cpp
    model/bert.cpp
    model/device_batch.cpp
    model/families.cpp
    model/id_states.cpp
    model/language_model.cpp
    model/layers.cpp
    model/mean_collector.cpp
    model/torch_facts.cpp
    model/weight_scope.cpp
    model/word_rows.cpp
    model/word_states.cpp
  LINKS neurank_checkpoint neurank_torch
  PRIVATE_LINKS nlohmann_json::nlohmann_json)
