neurank_library(neurank_comm
  SOURCES
    mpi/communicator.cpp
    mpi/session.cpp
    mpi/together.cpp
  LINKS neurank_base
  PRIVATE_LINKS neurank_mpi)
