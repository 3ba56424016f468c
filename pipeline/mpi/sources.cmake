neurank_library(neurank_mpi
  SOURCES
    mpi/communicator.cpp
    mpi/file_hints.cpp
    mpi/session.cpp
    mpi/together.cpp
  LINKS neurank_base
  PRIVATE_LINKS external_mpi)
