# By itself, as main() has it without the rest.
neurank_library(neurank_start SOURCES cli/start.cpp LINKS neurank_base)

neurank_library(neurank_cli
  SOURCES
    cli/agreement.cpp
    cli/alignment.cpp
    cli/cell_choice.cpp
    cli/clean.cpp
    cli/command.cpp
    cli/commands.cpp
    cli/doctor.cpp
    cli/environment.cpp
    cli/export.cpp
    cli/extract.cpp
    cli/generate.cpp
    cli/inspect.cpp
    cli/kernels.cpp
    cli/launch.cpp
    cli/manual.cpp
    cli/merge.cpp
    cli/options.cpp
    cli/output_folder.cpp
    cli/placement.cpp
    cli/plan.cpp
    cli/predicted_time.cpp
    cli/pretrain.cpp
    cli/program.cpp
    cli/progress_display.cpp
    cli/report.cpp
    cli/run.cpp
    cli/states.cpp
    cli/status.cpp
    cli/tokenize.cpp
    cli/verify.cpp
  LINKS neurank_base neurank_start neurank_version neurank_corpus neurank_tokenizer neurank_model neurank_store neurank_report neurank_mpi
    neurank_grid neurank_schedule neurank_pretraining neurank_run
  PRIVATE_LINKS Boost::program_options
  PRECOMPILED_AS neurank_eigen)

# All that the program is, in a module: main() chooses the BLAS's kernels, for which it may have to start again, before
# LibTorch and the rest are loaded, which takes a third of a second.
add_library(neurank_program_module MODULE cli/program_module.cpp)
target_link_libraries(neurank_program_module PRIVATE neurank_cli)
set_target_properties(neurank_program_module PROPERTIES
  OUTPUT_NAME neurank_program LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/src)

add_executable(neurank cli/main.cpp)
target_link_libraries(neurank PRIVATE neurank_start ${CMAKE_DL_LIBS})
target_compile_definitions(neurank PRIVATE NEURANK_PROGRAM_MODULE="$<TARGET_FILE_NAME:neurank_program_module>")
set_target_properties(neurank PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
add_dependencies(neurank neurank_program_module)
if(NEURANK_SANITIZE)
  target_link_options(neurank PRIVATE LINKER:--disable-new-dtags)
endif()
