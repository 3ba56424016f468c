neurank_library(neurank_base
  SOURCES
    base/base64.cpp
    base/blas.cpp
    base/blas_check.cpp
    base/blas_kernels.cpp
    base/error.cpp
    base/file.cpp
    base/files.cpp
    base/format.cpp
    base/half.cpp
    base/hash.cpp
    base/json_text.cpp
    base/mapped_file.cpp
    base/neuron_name.cpp
    base/openmp_runtimes.cpp
    base/process_memory.cpp
    base/processor.cpp
    base/products.cpp
    base/random.cpp
    base/table.cpp
    base/text.cpp
    base/threads.cpp
  LINKS external_eigen nlohmann_json::nlohmann_json
  PRIVATE_LINKS OpenSSL::Crypto ${CMAKE_DL_LIBS})

# By itself: it is another at every commit, and what links it is linked again.
neurank_library(neurank_version SOURCES base/version.cpp LINKS neurank_base)
add_dependencies(neurank_version neurank_revision)
target_include_directories(neurank_version PRIVATE ${PROJECT_BINARY_DIR}/generated)
