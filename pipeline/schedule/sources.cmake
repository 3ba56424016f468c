neurank_library(neurank_schedule
  SOURCES
    schedule/dispatcher.cpp
    schedule/fingerprint.cpp
    schedule/folder_lock.cpp
    schedule/journal.cpp
    schedule/protocol.cpp
    schedule/record_file.cpp
    schedule/run_folder.cpp
    schedule/run_units.cpp
    schedule/simulation.cpp
    schedule/stop_signal.cpp
    schedule/unit_queue.cpp
  LINKS neurank_base neurank_mpi neurank_grid)
