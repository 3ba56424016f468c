neurank_library(neurank_stage
  SOURCES
    stage/alignment.cpp
    stage/calibrate.cpp
    stage/cell_data.cpp
    stage/comparison.cpp
    stage/extract.cpp
    stage/extract_one.cpp
    stage/facts.cpp
    stage/findings.cpp
    stage/lambda.cpp
    stage/latex_tables.cpp
    stage/minimal.cpp
    stage/minimal_search.cpp
    stage/pipeline.cpp
    stage/plan.cpp
    stage/pretrain.cpp
    stage/probing.cpp
    stage/published.cpp
    stage/reduce.cpp
    stage/repetition.cpp
    stage/report.cpp
    stage/result_tables.cpp
    stage/run_folder.cpp
    stage/set_tables.cpp
    stage/subset_heads.cpp
    stage/table_queries.cpp
    stage/train.cpp
    stage/verify.cpp
  LINKS neurank_text neurank_model neurank_pretrain neurank_probe neurank_report neurank_grid neurank_schedule
  PRIVATE_LINKS nlohmann_json::nlohmann_json
  PRECOMPILED_AS neurank_probe)
