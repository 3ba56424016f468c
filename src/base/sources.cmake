neurank_library(neurank_base
  SOURCES
    base/blas.cpp
    base/error.cpp
    base/file.cpp
    base/files.cpp
    base/format.cpp
    base/half.cpp
    base/hash.cpp
    base/neuron_name.cpp
    base/random.cpp
    base/table.cpp
    base/text.cpp
    base/version.cpp
  LINKS external_eigen
  PRIVATE_LINKS OpenSSL::Crypto ${CMAKE_DL_LIBS})
target_include_directories(neurank_base PRIVATE ${PROJECT_BINARY_DIR}/generated)
