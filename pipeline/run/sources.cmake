neurank_library(neurank_run
  SOURCES
    run/activation_files.cpp
    run/busy_cores.cpp
    run/calibration.cpp
    run/cell_planner.cpp
    run/corpora.cpp
    run/dependencies.cpp
    run/extraction.cpp
    run/facts.cpp
    run/facts_text.cpp
    run/growth.cpp
    run/imported_vectors.cpp
    run/inputs.cpp
    run/merge.cpp
    run/methods_facts.cpp
    run/pipeline.cpp
    run/prediction.cpp
    run/probe_speed.cpp
    run/probing_units.cpp
    run/put_aside.cpp
    run/ranking_planner.cpp
    run/report.cpp
    run/requirements.cpp
    run/results.cpp
    run/run_plan.cpp
    run/run_record.cpp
    run/shard_states.cpp
    run/single_extraction.cpp
    run/study_planner.cpp
    run/verification.cpp
  LINKS neurank_base neurank_version neurank_corpus neurank_tokenizer neurank_checkpoint neurank_model neurank_store neurank_probe
    neurank_analysis neurank_report neurank_mpi neurank_grid neurank_schedule neurank_probing
  PRECOMPILED_AS neurank_eigen)
