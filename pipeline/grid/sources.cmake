neurank_library(neurank_grid
  SOURCES
    grid/checks.cpp
    grid/differences.cpp
    grid/draws.cpp
    grid/experiment.cpp
    grid/overrides.cpp
    grid/pretraining_checks.cpp
    grid/probe_checks.cpp
    grid/problems.cpp
    grid/reader.cpp
    grid/schema.cpp
    grid/schema_reader.cpp
    grid/schema_writer.cpp
    grid/values.cpp
    grid/variables.cpp
    grid/yaml_tree.cpp
  LINKS neurank_base neurank_corpus neurank_checkpoint neurank_model neurank_pretrain neurank_store neurank_probe
    neurank_report
  PRIVATE_LINKS yaml-cpp)
