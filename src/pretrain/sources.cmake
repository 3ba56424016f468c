neurank_library(neurank_pretrain
  SOURCES
  LINKS neurank_model)
