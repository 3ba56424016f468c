neurank_library(neurank_pretrain
  SOURCES
    pretrain/causal_attention.cpp
    pretrain/character_batch.cpp
    pretrain/character_network.cpp
    pretrain/elmo.cpp
    pretrain/lstm_layer.cpp
    pretrain/random_tensors.cpp
    pretrain/transformer_elmo.cpp
    pretrain/word_softmax.cpp
  LINKS neurank_model
  PRIVATE_LINKS neurank_text nlohmann_json::nlohmann_json)
