file(READ ${CMAKE_CURRENT_LIST_DIR}/generated/lexicon.txt NEURANK_LEXICON)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/generated/lexicon.txt)
configure_file(${CMAKE_CURRENT_LIST_DIR}/generated/lexicon_text.cpp.in
  ${PROJECT_BINARY_DIR}/generated/lexicon_text.cpp @ONLY)

neurank_library(neurank_text
  SOURCES
    corpus/ccgbank.cpp
    corpus/conll.cpp
    corpus/conllu.cpp
    corpus/corpus.cpp
    corpus/formats.cpp
    corpus/generated/adverbials.cpp
    corpus/generated/clauses.cpp
    corpus/generated/complements.cpp
    corpus/generated/lexicon.cpp
    corpus/generated/morphology.cpp
    corpus/generated/noun_phrases.cpp
    corpus/generated/phrases.cpp
    corpus/generated/questions.cpp
    corpus/generated/verb_forms.cpp
    corpus/generated/verb_groups.cpp
    corpus/generated/verb_phrases.cpp
    corpus/generated/word_choice.cpp
    ${PROJECT_BINARY_DIR}/generated/lexicon_text.cpp
    corpus/generated_text.cpp
    corpus/labels.cpp
    corpus/parallel.cpp
    corpus/pipe.cpp
    corpus/pmb.cpp
    corpus/text_file.cpp
    corpus/word_collector.cpp
    tokenizer/basic_tokenizer.cpp
    tokenizer/byte_pairs.cpp
    tokenizer/json_vocabulary.cpp
    tokenizer/characters.cpp
    tokenizer/load.cpp
    tokenizer/load_byte_pairs.cpp
    tokenizer/load_sentence_piece.cpp
    tokenizer/load_word_piece.cpp
    tokenizer/merges.cpp
    tokenizer/pair_merges.cpp
    tokenizer/pre_tokens.cpp
    tokenizer/rule_table.cpp
    tokenizer/sentence_json.cpp
    tokenizer/sentence_piece.cpp
    tokenizer/sentence_piece_file.cpp
    tokenizer/sentence_piece_library.cpp
    tokenizer/special_pieces.cpp
    tokenizer/tokenizer_config.cpp
    tokenizer/train_sentence_piece.cpp
    tokenizer/train_word_piece.cpp
    tokenizer/unicode.cpp
    tokenizer/vocabulary.cpp
    tokenizer/word_piece.cpp
    tokenizer/word_text.cpp
  LINKS neurank_base
  PRIVATE_LINKS ICU::uc nlohmann_json::nlohmann_json ${CMAKE_DL_LIBS})

# SentencePiece, in a module that is loaded by its file's name when a model needs it: every program that links
# neurank_text looks for it in the build tree.
add_library(neurank_sentencepiece_module MODULE tokenizer/sentence_piece_module.cpp)
set_target_properties(neurank_sentencepiece_module PROPERTIES
  OUTPUT_NAME neurank_sentencepiece CXX_VISIBILITY_PRESET hidden)
target_include_directories(neurank_sentencepiece_module PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(neurank_sentencepiece_module PRIVATE neurank_flags neurank_sentencepiece)
add_dependencies(neurank_text neurank_sentencepiece_module)
target_compile_definitions(neurank_text PRIVATE
  NEURANK_SENTENCE_PIECE_MODULE="$<TARGET_FILE_NAME:neurank_sentencepiece_module>")
target_link_options(neurank_text INTERFACE LINKER:-rpath,$<TARGET_FILE_DIR:neurank_sentencepiece_module>)
if(NEURANK_SANITIZE)
  # The sanitizers' own dlopen() heeds only the older kind of search path.
  target_link_options(neurank_text INTERFACE LINKER:--disable-new-dtags)
endif()
if(NEURANK_SANITIZE MATCHES address)
  target_compile_definitions(neurank_text PRIVATE NEURANK_ADDRESS_SANITIZER)
endif()
