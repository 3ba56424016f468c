# What every target of ours is compiled with.
add_library(neurank_flags INTERFACE)
target_compile_features(neurank_flags INTERFACE cxx_std_20)
target_compile_options(neurank_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -fno-math-errno)
target_link_libraries(neurank_flags INTERFACE OpenMP::OpenMP_CXX Threads::Threads)
# GCC 12 takes moves of std::variant and std::string apart at -O3 and then warns of what cannot happen.
target_compile_options(neurank_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-restrict>)
if(NEURANK_ARCHITECTURE)
  target_compile_options(neurank_flags INTERFACE -march=${NEURANK_ARCHITECTURE})
endif()
if(NEURANK_SANITIZE)
  target_compile_options(neurank_flags INTERFACE -fsanitize=${NEURANK_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(neurank_flags INTERFACE -fsanitize=${NEURANK_SANITIZE})
endif()

# neurank_library(NAME SOURCES ... LINKS ...): a static library whose headers are found as "room/file.hpp".
function(neurank_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC neurank_flags ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()
