neurank_library(neurank_cli
  SOURCES
    cli/alignment.cpp
    cli/command.cpp
    cli/commands.cpp
    cli/doctor.cpp
    cli/environment.cpp
    cli/extract.cpp
    cli/generate.cpp
    cli/manual.cpp
    cli/options.cpp
    cli/output_folder.cpp
    cli/placement.cpp
    cli/plan.cpp
    cli/pretrain.cpp
    cli/program.cpp
    cli/progress_display.cpp
    cli/run.cpp
    cli/states.cpp
    cli/status.cpp
    cli/tokenize.cpp
    cli/verify.cpp
  LINKS neurank_base neurank_version neurank_corpus neurank_tokenizer neurank_model neurank_store neurank_report neurank_mpi
    neurank_grid neurank_schedule neurank_pretraining neurank_run
  PRIVATE_LINKS Boost::program_options
  PRECOMPILED_AS neurank_eigen)

add_executable(neurank cli/main.cpp)
target_link_libraries(neurank PRIVATE neurank_cli)
set_target_properties(neurank PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
