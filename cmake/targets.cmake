# What every target of ours is compiled with.
add_library(neurank_flags INTERFACE)
target_compile_features(neurank_flags INTERFACE cxx_std_20)
target_compile_options(neurank_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -fno-math-errno)
# Any of it may become part of a module; nobody replaces our functions at load time.
target_compile_options(neurank_flags INTERFACE -fPIC -fno-semantic-interposition)
target_link_libraries(neurank_flags INTERFACE OpenMP::OpenMP_CXX Threads::Threads)
# GCC 12 takes moves of std::variant and std::string apart at -O3 and then warns of what cannot happen.
target_compile_options(neurank_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-restrict>)
# GCC collects garbage so often that it takes a tenth of the time; half a gigabyte a compiler is not worth that.
target_compile_options(neurank_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=500000>)
# LibTorch was built for one of two layouts of std::string; all that meets it has the same.
separate_arguments(NEURANK_TORCH_ABI UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(neurank_flags INTERFACE ${NEURANK_TORCH_ABI})
if(NEURANK_ARCHITECTURE)
  target_compile_options(neurank_flags INTERFACE -march=${NEURANK_ARCHITECTURE})
endif()
if(NEURANK_SANITIZE)
  # Of every target but those with the property NEURANK_UNSANITIZED.
  set(sanitized $<NOT:$<BOOL:$<TARGET_PROPERTY:NEURANK_UNSANITIZED>>>)
  target_compile_options(neurank_flags INTERFACE
    $<${sanitized}:-fsanitize=${NEURANK_SANITIZE}> -fno-omit-frame-pointer)
  target_link_options(neurank_flags INTERFACE $<${sanitized}:-fsanitize=${NEURANK_SANITIZE}>)
endif()

# Where programs of the build tree find the module that links SentencePiece.
set(CMAKE_BUILD_RPATH ${PROJECT_BINARY_DIR}/src)

# What most files include, parsed once and not once a file. A file still includes what it uses: the presets fuzz and
# tidy build without precompiled headers.
set(NEURANK_PRECOMPILED
  <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <numeric> <optional> <span> <sstream>
  <string> <string_view> <variant> <vector>)

# Holds those and Eigen's, for PRECOMPILED_AS.
file(WRITE ${PROJECT_BINARY_DIR}/generated/eigen.cpp "#include <Eigen/Core>\n")
add_library(neurank_eigen OBJECT ${PROJECT_BINARY_DIR}/generated/eigen.cpp)
target_link_libraries(neurank_eigen PRIVATE neurank_flags external_eigen)
target_precompile_headers(neurank_eigen PRIVATE ${NEURANK_PRECOMPILED} <Eigen/Core>)

# neurank_library(NAME SOURCES ... LINKS ... [PRECOMPILED header... | PRECOMPILED_AS library] [PLAIN_SOURCES ...]): a static
# library whose headers are found as "room/file.hpp". It precompiles the headers named beside those above, or takes what
# another library has precompiled: that of the standard library alone unless it says which. PLAIN_SOURCES are those that
# LibTorch's headers do not reach: they do with Eigen's, and would pay a second each for what comes with the others.
function(neurank_library name)
  cmake_parse_arguments(ARG "" "PRECOMPILED_AS" "SOURCES;PLAIN_SOURCES;LINKS;PRIVATE_LINKS;PRECOMPILED" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC neurank_flags ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  if(ARG_PLAIN_SOURCES)
    add_library(${name}_plain OBJECT ${ARG_PLAIN_SOURCES})
    target_include_directories(${name}_plain PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name}_plain PRIVATE neurank_flags ${ARG_LINKS} ${ARG_PRIVATE_LINKS})
    target_precompile_headers(${name}_plain REUSE_FROM neurank_eigen)
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:${name}_plain>)
  endif()
  if(ARG_PRECOMPILED OR name STREQUAL neurank_base)
    target_precompile_headers(${name} PRIVATE ${NEURANK_PRECOMPILED} ${ARG_PRECOMPILED})
  elseif(ARG_PRECOMPILED_AS)
    target_precompile_headers(${name} REUSE_FROM ${ARG_PRECOMPILED_AS})
  else()
    target_precompile_headers(${name} REUSE_FROM neurank_base)
  endif()
endfunction()
