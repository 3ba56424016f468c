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
    pretrain/prediction_order.cpp
    pretrain/random_tensors.cpp
    pretrain/train_model.cpp
    pretrain/trainer.cpp
    pretrain/training_graph.cpp
    pretrain/transformer_elmo_graph.cpp
    pretrain/two_streams.cpp
    pretrain/word_softmax.cpp
    pretrain/xlnet_graph.cpp
  PLAIN_SOURCES
    pretrain/piece_text.cpp
    pretrain/training_text.cpp
  LINKS neurank_base neurank_corpus neurank_tokenizer neurank_checkpoint external_torch
  PRECOMPILED_AS neurank_model)
