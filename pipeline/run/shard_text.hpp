#pragma once

#include <span>
#include <vector>

#include "base/cast.hpp"
#include "corpus/corpus.hpp"
#include "model/word_states.hpp"

namespace neurank::run {

/// The sentences of a shard, or of some other run of sentences of a corpus.
class ShardText {
 public:
  ShardText(const corpus::TaggedText& text, Range sentences)
      : words_{text.sentence_offsets[to_size(sentences.begin)], text.sentence_offsets[to_size(sentences.end)]},
        text_(text),
        offsets_(text.sentence_offsets.begin() + sentences.begin, text.sentence_offsets.begin() + sentences.end + 1) {
    for (Index& offset : offsets_) offset -= words_.begin;
  }

  Range words() const { return words_; }  ///< in the corpus
  model::Sentences sentences() const {
    return {std::span(text_.words).subspan(to_size(words_.begin), to_size(words_.size())), offsets_};
  }

 private:
  Range words_;
  const corpus::TaggedText& text_;
  std::vector<Index> offsets_;
};

}  // namespace neurank::run
