# add_unit_test(NAME LINKS lib... [TIMEOUT s] [LABELS l...]): NAME.cpp is one GoogleTest program, run by ctest as
# room/NAME. LABELS shared: needs the data folder beside the checkout, and is shown as skipped where that is absent.
function(add_unit_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "LINKS;LABELS" ${ARGN})
  neurank_test_program(${name} "${ARG_LINKS}" neurank_unit_main)
  neurank_register_test(${room}/${name} "$<TARGET_FILE:${target}>" "${ARG_TIMEOUT}" "unit;${ARG_LABELS}" 1)
endfunction()

# add_mpi_test(NAME RANKS 1 2 4 LINKS lib... [TIMEOUT s] [LABELS l...]): the same program under mpirun, once for each
# number of ranks, as room/NAME_R. Its main() (tests/support/mpi_main.cpp) fails when any rank fails.
function(add_mpi_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "RANKS;LINKS;LABELS" ${ARGN})
  neurank_test_program(${name} "${ARG_LINKS}" neurank_mpi_main)
  foreach(ranks IN LISTS ARG_RANKS)
    neurank_register_test(${room}/${name}_${ranks}
      "${NEURANK_MPIRUN};-n;${ranks};$<TARGET_FILE:${target}>" "${ARG_TIMEOUT}" "mpi;${ARG_LABELS}" ${ranks})
  endforeach()
endfunction()

set(NEURANK_MPIRUN ${MPIEXEC_EXECUTABLE} --oversubscribe --bind-to none)

macro(neurank_test_program name links main)
  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(target test_${room}_${name})
  add_executable(${target} ${name}.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE ${links} ${main} GTest::gtest)
  target_precompile_headers(${target} REUSE_FROM neurank_unit_main)
  target_compile_definitions(${target} PRIVATE
    NEURANK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
    NEURANK_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared")
endmacro()

# A failed assertion on one rank can leave the others waiting, so every test has a time limit.
function(neurank_register_test test command timeout labels processors)
  add_test(NAME ${test} COMMAND ${command})
  if(NOT timeout)
    set(timeout 120)
  endif()
  if(NEURANK_SANITIZE)
    math(EXPR timeout "4 * ${timeout}")
  endif()
  set_tests_properties(${test} PROPERTIES TIMEOUT ${timeout} LABELS "${labels}" PROCESSORS ${processors}
    SKIP_RETURN_CODE 77
    ENVIRONMENT "OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMP_NUM_THREADS=1")
endfunction()
