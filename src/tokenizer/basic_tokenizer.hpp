#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace neurank::tokenizer {

/// How BERT's tokenizer normalises text; the keys of a published tokenizer_config.json.
struct BasicSettings {
  bool lower_case = true;                  ///< do_lower_case
  bool strip_accents = true;               ///< strip_accents; where that is null or absent it follows do_lower_case
  bool separate_ideographs = true;         ///< tokenize_chinese_chars: each CJK ideograph is a token
  std::vector<std::string> kept = {};      ///< special pieces such as [MASK], taken out of the text as they stand
  std::set<std::string> never_split = {};  ///< never_split: between blanks these stay as they are
};

/// The first half of BERT's tokenizer (Devlin et al. 2019): removes NUL, U+FFFD and control characters, cuts at white
/// space and around ideographs, lower-cases, strips accents, and makes each punctuation character a token. Where
/// implementations differ: private-use and unassigned characters are removed and special pieces kept, as in the
/// `transformers` library (the authors' code does neither); text is not composed first (NFC), which only some versions
/// of that library do and which matters for cased models alone.
class BasicTokenizer {
 public:
  explicit BasicTokenizer(BasicSettings settings);

  /// Tokens of a UTF-8 text, none of them empty; what is not UTF-8 is removed as U+FFFD is.
  std::vector<std::string> tokenize(std::string_view text) const;

 private:
  void cut_at_white_space(std::string_view text, std::vector<std::string>& tokens) const;
  void add_normalised(std::u32string chunk, std::vector<std::string>& tokens) const;

  BasicSettings settings_;
};

}  // namespace neurank::tokenizer
