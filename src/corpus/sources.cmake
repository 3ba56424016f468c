neurank_library(neurank_text
  SOURCES
    corpus/ccgbank.cpp
    corpus/conll.cpp
    corpus/conllu.cpp
    corpus/corpus.cpp
    corpus/formats.cpp
    corpus/labels.cpp
    corpus/parallel.cpp
    corpus/pipe.cpp
    corpus/pmb.cpp
    corpus/text_file.cpp
    corpus/word_collector.cpp
    tokenizer/basic_tokenizer.cpp
    tokenizer/load.cpp
    tokenizer/sentence_json.cpp
    tokenizer/unicode.cpp
    tokenizer/vocabulary.cpp
    tokenizer/word_piece.cpp
  LINKS neurank_base
  PRIVATE_LINKS ICU::uc nlohmann_json::nlohmann_json)
