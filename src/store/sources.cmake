neurank_library(neurank_store
  SOURCES
    store/activation_complete.cpp
    store/activation_create.cpp
    store/activation_labels.cpp
    store/activation_reader.cpp
    store/activation_rows.cpp
    store/activation_seal.cpp
    store/activation_writer.cpp
    store/disk_room.cpp
    store/disk_speed.cpp
    store/hdf5_attribute.cpp
    store/hdf5_dataset.cpp
    store/hdf5_handle.cpp
    store/hdf5_image.cpp
    store/label_columns.cpp
    store/local_copies.cpp
    store/moments.cpp
    store/neurox_hdf5.cpp
    store/neurox_json.cpp
    store/neurox_writer.cpp
    store/result_read.cpp
    store/result_write.cpp
    store/word_vectors.cpp
  LINKS neurank_base neurank_corpus
  PRIVATE_LINKS external_hdf5
  PRECOMPILED_AS neurank_eigen)
