#pragma once

#include <array>
#include <string>
#include <vector>

namespace neurank::corpus::grammar {

/// A word and everything that is known of it; "_" where a feature does not apply.
struct Token {
  std::string word;
  std::string pos;           ///< Penn Treebank
  std::string ccg;           ///< CCGbank category
  std::string sem;           ///< universal semantic tag (Abzianidze and Bos 2017)
  std::string chunk = "O";   ///< CoNLL-2000, IOB2
  std::string number = "_";  ///< Sing, Plur: of nouns, pronouns, and of finite verbs whose form agrees
  std::string tense = "_";   ///< Past, Pres: of finite verbs
  std::string aspect = "_";  ///< Prog, Perf: of participles in verb groups
};

using Tokens = std::vector<Token>;

/// A label column of generated text.
struct TokenColumn {
  const char* name;
  std::string Token::*value;
};

inline constexpr std::array<TokenColumn, 7> token_columns = {{{"pos", &Token::pos},
                                                              {"chunk", &Token::chunk},
                                                              {"ccg", &Token::ccg},
                                                              {"sem", &Token::sem},
                                                              {"number", &Token::number},
                                                              {"tense", &Token::tense},
                                                              {"aspect", &Token::aspect}}};

}  // namespace neurank::corpus::grammar
