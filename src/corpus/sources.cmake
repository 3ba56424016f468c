neurank_library(neurank_text
  SOURCES
    corpus/conll.cpp
    corpus/corpus.cpp
    corpus/labels.cpp
    corpus/text_file.cpp
    tokenizer/basic_tokenizer.cpp
    tokenizer/load.cpp
    tokenizer/load_word_piece.cpp
    tokenizer/sentence_json.cpp
    tokenizer/special_pieces.cpp
    tokenizer/tokenizer_config.cpp
    tokenizer/unicode.cpp
    tokenizer/vocabulary.cpp
    tokenizer/word_piece.cpp
  LINKS neurank_base
  PRIVATE_LINKS ICU::uc nlohmann_json::nlohmann_json)
