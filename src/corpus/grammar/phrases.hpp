#pragma once

#include <string>

#include "corpus/grammar/sentence.hpp"

namespace neurank::corpus::grammar {

// Categories that many rules use.
inline constexpr const char* verb_modifier = "(S\\NP)\\(S\\NP)";
inline constexpr const char* before_verb = "(S\\NP)/(S\\NP)";
inline constexpr const char* verb_modifier_of_np = "((S\\NP)\\(S\\NP))/NP";
inline constexpr const char* verb_modifier_of_clause = "((S\\NP)\\(S\\NP))/S[dcl]";
inline constexpr const char* sentence_modifier = "S/S";
inline constexpr const char* sentence_modifier_of_np = "(S/S)/NP";
inline constexpr const char* sentence_modifier_of_clause = "(S/S)/S[dcl]";
inline constexpr const char* noun_modifier_of_np = "(NP\\NP)/NP";
inline constexpr const char* determiner_category = "NP[nb]/N";

/// Puts brackets around a category that has slashes.
std::string in_brackets(const std::string& category);

/// The category of a verb that takes complements, the first one first: (S[form]\NP)/last.../first.
std::string verb_category(const std::string& form, const std::vector<std::string>& complements);

/// Marks tokens as one chunk.
void mark_chunk(Tokens& tokens, const std::string& type);

/// A token in a chunk of its own; with chunk "O" in none.
Token token(const std::string& word, const std::string& pos, const std::string& ccg, const std::string& sem,
            const std::string& chunk = "O");

/// Adds tokens, or one, to the end.
void append(Tokens& tokens, Tokens&& more);
void append(Tokens& tokens, Token one);

/// The comma between clauses.
Token comma();

/// A coordinating conjunction. @param word and, or, but
Token conjunction(const std::string& word);

}  // namespace neurank::corpus::grammar
