file(READ ${CMAKE_CURRENT_LIST_DIR}/grammar/lexicon.txt NEURANK_LEXICON)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/grammar/lexicon.txt)
configure_file(${CMAKE_CURRENT_LIST_DIR}/grammar/lexicon_text.cpp.in
  ${PROJECT_BINARY_DIR}/generated/lexicon_text.cpp @ONLY)

neurank_library(neurank_corpus
  SOURCES
    corpus/ccgbank.cpp
    corpus/column_layout.cpp
    corpus/conll.cpp
    corpus/conll2009.cpp
    corpus/conll2012.cpp
    corpus/conllu.cpp
    corpus/corpus.cpp
    corpus/formats.cpp
    corpus/generated_text.cpp
    corpus/grammar/adverbials.cpp
    corpus/grammar/clauses.cpp
    corpus/grammar/complements.cpp
    corpus/grammar/lexicon.cpp
    corpus/grammar/morphology.cpp
    corpus/grammar/noun_phrases.cpp
    corpus/grammar/phrases.cpp
    corpus/grammar/questions.cpp
    corpus/grammar/verb_forms.cpp
    corpus/grammar/verb_groups.cpp
    corpus/grammar/verb_phrases.cpp
    corpus/grammar/word_choice.cpp
    corpus/labels.cpp
    corpus/nuisance.cpp
    corpus/parallel.cpp
    corpus/pipe.cpp
    corpus/pmb.cpp
    corpus/selection.cpp
    corpus/text_file.cpp
    corpus/word_collector.cpp
    ${PROJECT_BINARY_DIR}/generated/lexicon_text.cpp
  LINKS neurank_base
  PRIVATE_LINKS ICU::uc)
