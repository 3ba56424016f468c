# Every library we use, each behind one imported target, or one of ours called external_.

set(HDF5_PREFER_PARALLEL ON)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
# The generic libblas.so is whatever the system's alternatives (or modules) choose, and so the one that LibTorch loads:
# one BLAS in the process, with one set of threads.
if(NOT BLA_VENDOR)
  set(BLA_VENDOR Generic)
endif()
find_package(BLAS REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(LibArchive 3.6 REQUIRED)
find_package(MPI REQUIRED COMPONENTS CXX)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Threads REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)

# A serial h5cc earlier in PATH can win over the parallel one.
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 is not parallel (activations are written by all ranks at once). "
                      "Install libhdf5-openmpi-dev, or point HDF5_ROOT to a parallel build.")
endif()

# LibTorch's package sets flags and include folders through variables: wrapped once, here.
find_package(Torch REQUIRED)
# A LibTorch from a wheel brings its OpenMP runtime along: one runtime in the process, that one.
get_filename_component(NEURANK_TORCH_FOLDER "${Torch_DIR}/../../../lib" ABSOLUTE)
if(EXISTS "${NEURANK_TORCH_FOLDER}/libgomp.so.1")
  set(OpenMP_gomp_LIBRARY "${NEURANK_TORCH_FOLDER}/libgomp.so.1" CACHE FILEPATH "OpenMP runtime of LibTorch")
endif()
find_package(OpenMP REQUIRED COMPONENTS CXX)
add_library(external_torch INTERFACE)
target_link_libraries(external_torch INTERFACE ${TORCH_LIBRARIES})
target_include_directories(external_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
# A header that includes operators includes those it names, not all: a third of a second for every file that does.
target_compile_definitions(external_torch INTERFACE AT_PER_OPERATOR_HEADERS)

add_library(external_hdf5 INTERFACE)
target_link_libraries(external_hdf5 INTERFACE HDF5::HDF5 MPI::MPI_CXX)
target_compile_definitions(external_hdf5 INTERFACE OMPI_SKIP_MPICXX)

add_library(external_mpi INTERFACE)
target_link_libraries(external_mpi INTERFACE MPI::MPI_CXX)
target_compile_definitions(external_mpi INTERFACE OMPI_SKIP_MPICXX)

# Eigen hands its large products to the BLAS that LibTorch uses too.
add_library(external_eigen INTERFACE)
target_link_libraries(external_eigen INTERFACE Eigen3::Eigen BLAS::BLAS)
target_compile_definitions(external_eigen INTERFACE EIGEN_USE_BLAS)

# Linked by a module of ours alone: it does not get along with LibTorch in one process otherwise.
find_path(NEURANK_SENTENCEPIECE_INCLUDE sentencepiece_processor.h REQUIRED)
find_library(NEURANK_SENTENCEPIECE_LIBRARY sentencepiece REQUIRED)
find_library(NEURANK_SENTENCEPIECE_TRAINER sentencepiece_train REQUIRED)
# Neither its headers nor its symbols say which release it is.
get_filename_component(NEURANK_SENTENCEPIECE_FOLDER ${NEURANK_SENTENCEPIECE_LIBRARY} DIRECTORY)
set(NEURANK_SENTENCEPIECE_RELEASE "unknown release")
if(EXISTS ${NEURANK_SENTENCEPIECE_FOLDER}/pkgconfig/sentencepiece.pc)
  file(STRINGS ${NEURANK_SENTENCEPIECE_FOLDER}/pkgconfig/sentencepiece.pc NEURANK_SENTENCEPIECE_RELEASE
    REGEX "^Version:")
  string(REGEX REPLACE "^Version: *" "" NEURANK_SENTENCEPIECE_RELEASE "${NEURANK_SENTENCEPIECE_RELEASE}")
endif()
add_library(external_sentencepiece INTERFACE)
target_link_libraries(external_sentencepiece INTERFACE ${NEURANK_SENTENCEPIECE_TRAINER}
  ${NEURANK_SENTENCEPIECE_LIBRARY})
target_include_directories(external_sentencepiece SYSTEM INTERFACE ${NEURANK_SENTENCEPIECE_INCLUDE})

if(NEURANK_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
