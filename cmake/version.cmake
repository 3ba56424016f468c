# The build's facts, compiled in once (base/version.cpp). The git revision is asked for at every build, and what holds it is
# compiled again when it has changed.
set(NEURANK_VERSION_FACTS ${PROJECT_BINARY_DIR}/generated/version_facts.hpp)
add_custom_target(neurank_revision
  COMMAND ${CMAKE_COMMAND}
    -DSOURCE=${PROJECT_SOURCE_DIR}/cmake/version.hpp.in -DRESULT=${NEURANK_VERSION_FACTS}
    -DCHECKOUT=${PROJECT_SOURCE_DIR} -DPROJECT_VERSION=${PROJECT_VERSION}
    "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" -DBUILD_TYPE=${CMAKE_BUILD_TYPE}
    -DARCHITECTURE=${NEURANK_ARCHITECTURE} "-DSENTENCEPIECE=${NEURANK_SENTENCEPIECE_RELEASE}"
    -P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake
  BYPRODUCTS ${NEURANK_VERSION_FACTS}
  COMMENT "" VERBATIM)
