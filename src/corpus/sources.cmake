neurank_library(neurank_text
  SOURCES
    corpus/conll.cpp
    corpus/corpus.cpp
    corpus/labels.cpp
    corpus/text_file.cpp
    tokenizer/basic_tokenizer.cpp
    tokenizer/characters.cpp
    tokenizer/load.cpp
    tokenizer/sentence_json.cpp
    tokenizer/unicode.cpp
    tokenizer/vocabulary.cpp
    tokenizer/word_piece.cpp
  LINKS neurank_base
  PRIVATE_LINKS ICU::uc nlohmann_json::nlohmann_json)
