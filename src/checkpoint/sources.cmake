neurank_library(neurank_checkpoint
  SOURCES
    checkpoint/byte_file.cpp
    checkpoint/byte_stream.cpp
    checkpoint/elmo_weights.cpp
    checkpoint/elmo_weights_writer.cpp
    checkpoint/json.cpp
    checkpoint/model_archive.cpp
    checkpoint/model_config.cpp
    checkpoint/model_files.cpp
    checkpoint/pickle.cpp
    checkpoint/pickle_globals.cpp
    checkpoint/safetensors.cpp
    checkpoint/sharded_tensors.cpp
    checkpoint/stored_tensors.cpp
    checkpoint/tensor_source.cpp
    checkpoint/torch_file.cpp
    checkpoint/torch_file_writer.cpp
    checkpoint/zip_directory.cpp
  LINKS neurank_base neurank_store
  PRIVATE_LINKS external_hdf5 LibArchive::LibArchive)
