neurank_library(neurank_pretrain
  SOURCES
    pretrain/bert_graph.cpp
    pretrain/causal_attention.cpp
    pretrain/character_batch.cpp
    pretrain/character_network.cpp
    pretrain/elmo_graph.cpp
    pretrain/flat_parameters.cpp
    pretrain/lstm_layer.cpp
    pretrain/optimizer.cpp
    pretrain/packed_batch.cpp
    pretrain/parameters.cpp
    pretrain/piece_text.cpp
    pretrain/prediction_order.cpp
    pretrain/random_tensors.cpp
    pretrain/train_model.cpp
    pretrain/trainer.cpp
    pretrain/training_graph.cpp
    pretrain/training_text.cpp
    pretrain/transformer_elmo_graph.cpp
    pretrain/two_streams.cpp
    pretrain/word_softmax.cpp
    pretrain/xlnet_graph.cpp
  LINKS neurank_base neurank_corpus neurank_tokenizer neurank_checkpoint external_torch
  PRIVATE_LINKS nlohmann_json::nlohmann_json
  PRECOMPILED_AS neurank_model)
