# The git revision and the build's facts, compiled in once (base/version.cpp).
execute_process(COMMAND git -C ${PROJECT_SOURCE_DIR} describe --always --dirty --abbrev=12
  OUTPUT_VARIABLE NEURANK_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT NEURANK_REVISION)
  set(NEURANK_REVISION "unknown")
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.hpp.in ${PROJECT_BINARY_DIR}/generated/version_facts.hpp @ONLY)
