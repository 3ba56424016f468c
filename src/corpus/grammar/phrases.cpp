#include "corpus/grammar/phrases.hpp"

#include <iterator>

namespace neurank::corpus::grammar {

std::string in_brackets(const std::string& category) {
  return category.find_first_of("/\\") == std::string::npos ? category : "(" + category + ")";
}

std::string verb_category(const std::string& form, const std::vector<std::string>& complements) {
  std::string category = "S[" + form + "]\\NP";
  for (auto complement = complements.rbegin(); complement != complements.rend(); ++complement)
    category = "(" + category + ")/" + in_brackets(*complement);
  return category;
}

void mark_chunk(Tokens& tokens, const std::string& type) {
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i].chunk = (i == 0 ? "B-" : "I-") + type;
}

Token token(const std::string& word, const std::string& pos, const std::string& ccg, const std::string& sem,
            const std::string& chunk) {
  return {.word = word, .pos = pos, .ccg = ccg, .sem = sem, .chunk = chunk == "O" ? chunk : "B-" + chunk};
}

void append(Tokens& tokens, Tokens&& more) {
  tokens.insert(tokens.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void append(Tokens& tokens, Token one) { tokens.push_back(std::move(one)); }

Token comma() { return token(",", ",", ",", "NIL"); }

Token conjunction(const std::string& word) {
  return token(word, "CC", "conj", word == "and" ? "COO" : word == "or" ? "DIS" : "BUT");
}

}  // namespace neurank::corpus::grammar
