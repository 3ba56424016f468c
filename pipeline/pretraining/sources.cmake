neurank_library(neurank_pretraining
  SOURCES
    pretraining/pretrain_models.cpp
  LINKS neurank_base neurank_version neurank_tokenizer neurank_pretrain neurank_mpi neurank_grid neurank_schedule)
