#include <gtest/gtest.h>

#include "corpus/ccg_parser.hpp"
#include "corpus/grammar/grammar.hpp"

namespace neurank::corpus::grammar {
namespace {

std::vector<std::string> categories_of(const Tokens& sentence) {
  std::vector<std::string> categories;
  for (const Token& token : sentence) categories.push_back(test::read_category(token.ccg)->text());
  return categories;
}

std::string written(const Tokens& sentence) {
  std::string text;
  for (const Token& token : sentence) text += token.word + "_" + token.ccg + " ";
  return text;
}

TEST(Derivation, every_sentence_has_one) {
  Grammar grammar(11);
  test::CcgParser parser;
  for (int i = 0; i < 600; ++i) {
    const Tokens sentence = grammar.sentence();
    const bool asks = sentence.back().word == "?";
    const std::set<std::string> goals = asks ? std::set<std::string>{"S[q]", "S[wq]"} : std::set<std::string>{"S[dcl]"};
    EXPECT_TRUE(parser.derives(categories_of(sentence), goals)) << written(sentence);
  }
}

TEST(Derivation, wrong_categories_have_none) {
  test::CcgParser parser;
  const std::set<std::string> goals = {"S[dcl]"};
  EXPECT_TRUE(parser.derives({"NP/N", "N", "S[dcl]\\NP", "."}, goals));
  EXPECT_FALSE(parser.derives({"NP/N", "N", "S[b]\\NP", "."}, goals)) << "not finite";
  EXPECT_FALSE(parser.derives({"NP/N", "N", "(S[dcl]\\NP)/NP", "."}, goals)) << "no object";
  EXPECT_FALSE(parser.derives({"NP/N", "NP", "S[dcl]\\NP", "."}, goals)) << "a name with a determiner";
  EXPECT_TRUE(parser.derives({"NP", "(S[dcl]\\NP)/(S[b]\\NP)", "(S\\NP)\\(S\\NP)", "(S[b]\\NP)/NP", "NP"}, goals));
  EXPECT_FALSE(parser.derives({"NP", "(S[dcl]\\NP)/(S[b]\\NP)", "(S\\NP)\\(S\\NP)", "(S[ng]\\NP)/NP", "NP"}, goals));
}

/// Shuffled sentences hardly ever have a derivation: the test above can fail.
TEST(Derivation, most_shuffled_sentences_have_none) {
  Grammar grammar(12);
  test::CcgParser parser;
  Random random(1);
  int derived = 0;
  for (int i = 0; i < 100; ++i) {
    std::vector<std::string> categories = categories_of(grammar.sentence());
    random.shuffle(categories);
    derived += parser.derives(categories, {"S[dcl]", "S[q]", "S[wq]"});
  }
  EXPECT_LT(derived, 20);
}

}  // namespace
}  // namespace neurank::corpus::grammar
