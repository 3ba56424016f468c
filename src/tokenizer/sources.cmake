neurank_library(neurank_tokenizer
  SOURCES
    tokenizer/added_pieces.cpp
    tokenizer/basic_tokenizer.cpp
    tokenizer/byte_pairs.cpp
    tokenizer/characters.cpp
    tokenizer/json_vocabulary.cpp
    tokenizer/json_part.cpp
    tokenizer/load.cpp
    tokenizer/load_byte_pairs.cpp
    tokenizer/load_sentence_piece.cpp
    tokenizer/load_tokenizer_json.cpp
    tokenizer/load_word_piece.cpp
    tokenizer/merges.cpp
    tokenizer/pair_merges.cpp
    tokenizer/piece_numbers.cpp
    tokenizer/pre_tokens.cpp
    tokenizer/rule_table.cpp
    tokenizer/sentence_json.cpp
    tokenizer/sentence_piece.cpp
    tokenizer/sentence_piece_file.cpp
    tokenizer/sentence_piece_library.cpp
    tokenizer/special_pieces.cpp
    tokenizer/steps/added_tokens.cpp
    tokenizer/steps/cut.cpp
    tokenizer/steps/normalizers.cpp
    tokenizer/steps/pair_model.cpp
    tokenizer/steps/pattern.cpp
    tokenizer/steps/piece_model.cpp
    tokenizer/steps/pre_tokenizers.cpp
    tokenizer/steps/read_steps.cpp
    tokenizer/steps/step_tokenizer.cpp
    tokenizer/steps/traced_text.cpp
    tokenizer/steps/unigram.cpp
    tokenizer/tokenizer_class.cpp
    tokenizer/tokenizer_config.cpp
    tokenizer/train_sentence_piece.cpp
    tokenizer/train_word_piece.cpp
    tokenizer/unicode.cpp
    tokenizer/vocabulary.cpp
    tokenizer/word_piece.cpp
    tokenizer/word_text.cpp
  LINKS neurank_base neurank_corpus
  PRIVATE_LINKS ICU::i18n ICU::uc ${CMAKE_DL_LIBS})

# SentencePiece, in a module that is loaded by its file's name when a model needs it: programs of the build tree look for
# it there, the installed one in a folder relative to its own.
add_library(neurank_sentencepiece_module MODULE tokenizer/sentence_piece_module.cpp)
set_target_properties(neurank_sentencepiece_module PROPERTIES
  OUTPUT_NAME neurank_sentencepiece CXX_VISIBILITY_PRESET hidden)
target_include_directories(neurank_sentencepiece_module PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(neurank_sentencepiece_module PRIVATE neurank_flags external_sentencepiece)
add_dependencies(neurank_tokenizer neurank_sentencepiece_module)
target_compile_definitions(neurank_tokenizer PRIVATE
  NEURANK_SENTENCE_PIECE_MODULE="$<TARGET_FILE_NAME:neurank_sentencepiece_module>")
if(NEURANK_SANITIZE)
  # The sanitizers' own dlopen() heeds only the older kind of search path.
  target_link_options(neurank_tokenizer INTERFACE LINKER:--disable-new-dtags)
endif()
if(NEURANK_SANITIZE MATCHES address)
  # Loaded apart from all else, also from the sanitizers.
  target_compile_definitions(neurank_tokenizer PRIVATE NEURANK_ADDRESS_SANITIZER)
  set_target_properties(neurank_sentencepiece_module PROPERTIES NEURANK_UNSANITIZED ON)
endif()
