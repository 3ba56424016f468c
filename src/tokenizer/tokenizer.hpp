#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace neurank::tokenizer {

/// The pieces of one word: positions [begin, end) among the sentence's pieces, framing not counted. Empty when the word
/// vanishes in the tokenizer (control characters alone, for example).
struct PieceSpan {
  std::int32_t begin = 0;
  std::int32_t end = 0;

  bool empty() const { return begin == end; }
  bool operator==(const PieceSpan&) const = default;
};

/// A sentence as the model reads it, without the special pieces around it.
struct TokenizedSentence {
  std::vector<std::int32_t> ids;  ///< [pieces, ids_per_piece]
  std::vector<PieceSpan> words;   ///< one a word, in order, disjoint, covering all pieces

  std::int32_t num_pieces() const { return words.empty() ? 0 : words.back().end; }
};

/// Special pieces that a family puts around every sentence, e.g. [CLS] ... [SEP].
struct Framing {
  std::vector<std::int32_t> before;  ///< [pieces, ids_per_piece]
  std::vector<std::int32_t> after;   ///< [pieces, ids_per_piece]
};

/// Cuts the words of a sentence as the model's own tokenizer cuts them inside that sentence.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// @param words UTF-8
  virtual TokenizedSentence tokenize(std::span<const std::string> words) const = 0;

  /// Numbers that make up a piece: 1 where a vocabulary numbers the pieces, more where a piece is a word as characters.
  virtual std::int32_t ids_per_piece() const { return 1; }

  /// A piece as the vocabulary spells it. @param ids [ids_per_piece] @pre they are the vocabulary's
  virtual std::string spell(std::span<const std::int32_t> ids) const = 0;

  /// Id of a piece as the vocabulary spells it; nothing for others, and where no vocabulary numbers pieces.
  virtual std::optional<std::int32_t> id_of(std::string_view) const { return std::nullopt; }

  virtual Framing framing() const = 0;

  /// Id that stands for what the vocabulary cannot spell; none when it can spell everything.
  virtual std::optional<std::int32_t> unknown_id() const = 0;

  /// What was decided when it was read and the folder does not say, for people.
  const std::vector<std::string>& notes() const { return notes_; }
  void add_note(std::string note) { notes_.push_back(std::move(note)); }

  /// What a tokenizer.json makes of text beside the model file that is followed instead; null without such a file.
  const Tokenizer* beside() const { return beside_.get(); }
  void set_beside(std::unique_ptr<const Tokenizer> other) { beside_ = std::move(other); }

 private:
  std::vector<std::string> notes_;
  std::unique_ptr<const Tokenizer> beside_;
};

/// Reads the tokenizer that a published model folder describes: characters, which need no file, where
/// reads_characters() says so (the folder may then be an archive), else by its files:
///   tokenizer.json           but beside a SentencePiece model: WordPiece as BERT uses it, where do_lower_case of
///                            tokenizer_config.json comes first, else BPE or Unigram by the steps that it lists
///   vocab.txt                WordPiece (BERT, DistilBERT, ELECTRA); of tokenizer_config.json it follows do_lower_case,
///                            strip_accents, tokenize_chinese_chars and never_split; without do_lower_case, text is
///                            lower-cased when no piece of the vocabulary but special ones has a capital letter
///   spiece.model             SentencePiece as XLNet uses it when it has <sep> and <cls>, as ALBERT does when it has
///                            [CLS] and [SEP]; follows do_lower_case, keep_accents and remove_space
///   vocab.json, merges.txt   byte-level BPE as GPT-2 or RoBERTa uses it, by tokenizer_class or model_type; where
///   neither
///                            tells, as RoBERTa when it has <s> and </s>; follows add_prefix_space and add_bos_token
/// Pieces of added_tokens.json and added_tokens_decoder are added.
/// Throws Error when a file is missing or bad, for a tokenizer_class that cuts otherwise, and for settings that are not
/// followed.
std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& model_folder);

/// The files that load_tokenizer reads from a folder, for hashing.
std::vector<std::filesystem::path> tokenizer_files(const std::filesystem::path& model_folder);

}  // namespace neurank::tokenizer
