#include "corpus/generated_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/morphology.hpp"

namespace neurank::corpus {
namespace {

using grammar::Grammar;
using grammar::Token;
using grammar::Tokens;

std::vector<Tokens> sentences(std::uint64_t seed, int count) {
  Grammar grammar(seed);
  std::vector<Tokens> all;
  for (int i = 0; i < count; ++i) all.push_back(grammar.sentence());
  return all;
}

bool is_finite(const Token& token) { return token.tense != "_"; }

/// Position of the head of the subject in front of a verb that starts a VP chunk, where the clause's beginning tells
/// it: a noun phrase chunk, perhaps with prepositional phrases behind it. -1 where it cannot be told.
int subject_head(const Tokens& s, int verb) {
  const auto chunk_begin = [&](int at) {
    while (at > 0 && s[at].chunk.starts_with("I-")) --at;
    return at;
  };
  int last = verb - 1;
  while (last >= 0 && s[last].chunk.ends_with("-NP")) {
    int begin = chunk_begin(last);
    if (s[begin].pos == "POS") begin = chunk_begin(begin - 1);
    if (begin > 1 && s[begin - 1].chunk == "B-PP" && s[begin - 2].chunk.ends_with("-NP")) {
      last = begin - 2;
      continue;
    }
    const bool starts_clause = begin == 0 || s[begin - 1].pos == "," || s[begin - 1].chunk == "B-SBAR" ||
                               (s[begin - 1].pos == "CC" && begin > 1 && s[begin - 2].pos == ",");
    return starts_clause && s[last].number != "_" ? last : -1;
  }
  return -1;
}

/// Verbs whose subject's number was checked, and those of them that differ.
struct Agreement {
  int checked = 0, wrong = 0;

  void check(const Tokens& sentence) {
    for (int i = 1; i < static_cast<int>(sentence.size()); ++i) {
      if (!is_finite(sentence[i]) || sentence[i].chunk != "B-VP" || sentence[i].number == "_") continue;
      const int head = subject_head(sentence, i);
      if (head < 0 || sentence[head].pos == "WDT") continue;
      ++checked;
      wrong += sentence[head].number != sentence[i].number;
    }
  }
};

TEST(GeneratedText, subjects_and_verbs_agree) {
  Agreement agreement;
  for (const Tokens& sentence : sentences(21, 4000)) agreement.check(sentence);
  EXPECT_GT(agreement.checked, 1000);
  EXPECT_EQ(agreement.wrong, 0);
}

TEST(GeneratedText, verbs_of_the_wrong_number_would_be_found) {
  Agreement agreement;
  for (Tokens& sentence : sentences(21, 500)) {
    for (Token& token : sentence)
      if (is_finite(token) && token.number != "_") token.number = token.number == "Sing" ? "Plur" : "Sing";
    agreement.check(sentence);
  }
  EXPECT_GT(agreement.wrong, 100);
  EXPECT_EQ(agreement.wrong, agreement.checked);
}

TEST(GeneratedText, forms_say_what_the_features_say) {
  const std::map<std::string, std::string> numbers = {
      {"NN", "Sing"}, {"NNS", "Plur"}, {"NNP", "Sing"}, {"VBZ", "Sing"}};
  for (const Tokens& sentence : sentences(22, 2000))
    for (const Token& token : sentence) {
      if (const auto number = numbers.find(token.pos); number != numbers.end()) {
        EXPECT_EQ(token.number, number->second) << token.word;
      }
      const bool is_past = token.pos == "VBD", is_present = token.pos == "VBZ" || token.pos == "VBP";
      EXPECT_EQ(token.tense, is_past ? "Past" : is_present ? "Pres" : "_") << token.word;
      const std::string wanted = token.aspect == "Prog" ? "VBG" : token.aspect == "Perf" ? "VBN" : token.pos;
      EXPECT_EQ(token.pos, wanted) << token.word;
    }
}

TEST(GeneratedText, chunks_are_well_formed_and_every_column_is_filled) {
  for (const Tokens& sentence : sentences(23, 2000)) {
    std::string before = "O";
    for (const Token& token : sentence) {
      const bool goes_on = before != "O" && before.substr(2) == token.chunk.substr(token.chunk.find('-') + 1);
      EXPECT_TRUE(goes_on || !token.chunk.starts_with("I-")) << before << ' ' << token.chunk;
      before = token.chunk;
      for (const auto& column : grammar::token_columns) {
        EXPECT_FALSE((token.*column.value).empty()) << token.word << ' ' << column.name;
        EXPECT_EQ((token.*column.value).find(' '), std::string::npos);
      }
      EXPECT_FALSE(token.word.empty());
    }
  }
}

/// The statistics that a reader of results should know of. The text is the same everywhere, so the bounds guard against
/// changes of grammar and lexicon alone.
TEST(GeneratedText, has_the_size_and_ambiguity_of_a_small_language) {
  const auto training = sentences(24, 8000), test = sentences(25, 1000);
  std::map<std::string, std::set<std::string>> tags, categories;
  std::set<std::string> pos, ccg, sem, chunk, distinct;
  std::size_t words = 0, longest = 0;
  for (const Tokens& sentence : training) {
    std::string line;
    for (const Token& t : sentence) {
      tags[t.word].insert(t.pos), categories[t.word].insert(t.ccg);
      pos.insert(t.pos), ccg.insert(t.ccg), sem.insert(t.sem), chunk.insert(t.chunk), line += t.word + " ";
    }
    distinct.insert(line);
    words += sentence.size();
    longest = std::max(longest, sentence.size());
  }
  std::size_t tokens = 0, ambiguous = 0;
  for (const Tokens& sentence : test)
    for (const Token& token : sentence) ++tokens, ambiguous += tags[token.word].size() > 1;
  const double mean = static_cast<double>(words) / 8000, share = static_cast<double>(ambiguous) / tokens;
  std::cout << "words a sentence " << mean << ", longest " << longest << ", types " << tags.size() << ", tags "
            << pos.size() << ", chunks " << chunk.size() << ", categories " << ccg.size() << ", semantic tags "
            << sem.size() << ", distinct sentences " << distinct.size() << ", tokens of ambiguous types " << share
            << '\n';
  EXPECT_GE(mean, 9);
  EXPECT_LE(mean, 12);
  EXPECT_LT(longest, 30u);
  EXPECT_GT(tags.size(), 1000u);
  EXPECT_GT(distinct.size(), 7800u);
  EXPECT_GT(share, 0.15);
  EXPECT_GE(pos.size(), 25u);
  EXPECT_GE(ccg.size(), 60u);
  EXPECT_GE(sem.size(), 40u);
}

TEST(GeneratedText, function_words_are_ambiguous_too) {
  std::map<std::string, std::set<std::string>> tags;
  for (const Tokens& sentence : sentences(26, 5000))
    for (const Token& token : sentence) tags[token.word].insert(token.pos);
  const auto has = [&](const char* word, std::set<std::string> wanted) {
    EXPECT_TRUE(std::ranges::includes(tags[word], wanted)) << word;
  };
  has("that", {"DT", "IN", "WDT"});
  has("her", {"PRP", "PRP$"});
  has("before", {"IN", "RB"});
  has("up", {"IN", "RP"});
  has("like", {"IN", "VB"});
  has("walk", {"NN", "VB"});
  has("visited", {"VBD", "VBN"});
  has("light", {"JJ", "NN"});
}

TEST(GeneratedText, irregular_words_are_right) {
  using namespace grammar;
  const auto& verbs = lexicon().verbs;
  std::map<std::string, VerbForms> forms;
  for (const VerbList& list : verbs)
    for (const VerbForms& verb : list.verbs) forms[verb.base] = verb;
  const auto all = [&](const char* verb) {
    const VerbForms& f = forms.at(verb);
    return join({f.third, f.past, f.participle, f.gerund}, " ");
  };
  EXPECT_EQ(all("eat"), "eats ate eaten eating");
  EXPECT_EQ(all("begin"), "begins began begun beginning");
  EXPECT_EQ(all("stop"), "stops stopped stopped stopping");
  EXPECT_EQ(all("visit"), "visits visited visited visiting");
  EXPECT_EQ(all("carry"), "carries carried carried carrying");
  EXPECT_EQ(all("lie"), "lies lied lied lying");
  EXPECT_EQ(all("write"), "writes wrote written writing");
  EXPECT_EQ(all("prefer"), "prefers preferred preferred preferring");
  EXPECT_EQ(all("teach"), "teaches taught taught teaching");
  EXPECT_EQ(all("play"), "plays played played playing");
  EXPECT_EQ(all("fix"), "fixes fixed fixed fixing");
  EXPECT_EQ(with_s("city"), "cities");
  EXPECT_EQ(with_s("toy"), "toys");
  EXPECT_EQ(with_er("big"), "bigger");
  EXPECT_EQ(with_er("happy"), "happier");
  EXPECT_EQ(with_er("nice"), "nicer");
  EXPECT_TRUE(compares_with_er("noisy") && compares_with_er("strange") && !compares_with_er("careful"));
}

TEST(GeneratedText, the_same_seed_gives_the_same_text_everywhere) {
  std::ostringstream conll, again, other, text;
  write_generated_conll(100, 1, conll);
  write_generated_conll(100, 1, again);
  write_generated_conll(100, 2, other);
  EXPECT_EQ(conll.str(), again.str());
  EXPECT_NE(conll.str(), other.str());
  EXPECT_EQ(sha256(conll.str()), "4e9d5aa92dc654023fc809104afe921014107d29665e4ec556042e9441e3db7f");
  write_generated_text(100, 1, text);
  std::vector<std::string> sentences, words;
  std::istringstream lines(conll.str());
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) words.push_back(line.substr(0, line.find(' ')));
    if (line.empty()) sentences.push_back(join(std::exchange(words, {}), " "));
  }
  EXPECT_EQ(text.str(), join(sentences, "\n") + "\n");
}

CorpusSettings settings() {
  CorpusSettings made{.name = "made", .format = Format::generated, .columns = {{"tag", "pos"}, {"ccg", "ccg"}}};
  made.sentences = {3000, 300, 400};
  made.seed = 5;
  return made;
}

TEST(GeneratedCorpus, splits_have_their_sizes_and_share_no_sentence_with_training) {
  const Corpus corpus = read_corpus(settings());
  EXPECT_EQ(corpus.text.num_sentences(), 3700);
  EXPECT_EQ(corpus.splits[2].end, corpus.text.num_words());
  std::array<std::set<std::string>, 3> lines;
  std::array<int, 3> counts = {};
  for (Index s = 0; s < corpus.text.num_sentences(); ++s) {
    const Index begin = corpus.text.sentence_offsets[s], end = corpus.text.sentence_offsets[s + 1];
    const std::size_t split = corpus.splits[0].contains(begin) ? 0 : corpus.splits[1].contains(begin) ? 1 : 2;
    ++counts[split];
    lines[split].insert(join({corpus.text.words.begin() + begin, corpus.text.words.begin() + end}, " "));
  }
  EXPECT_EQ(counts, (std::array<int, 3>{3000, 300, 400}));
  for (const std::size_t split : {1, 2})
    for (const std::string& line : lines[split]) EXPECT_FALSE(lines[0].contains(line)) << line;
  for (const auto& [column, values] : corpus.text.columns)
    EXPECT_EQ(static_cast<Index>(values.size()), corpus.text.num_words()) << column;
  EXPECT_EQ(corpus.text.columns.size(), 2u);
}

TEST(GeneratedCorpus, dev_can_be_taken_from_training_and_training_be_capped) {
  CorpusSettings made = settings();
  made.sentences = {100, 0, 10};
  made.dev_every = 10;
  made.max_words = 500;
  const Corpus corpus = read_corpus(made);
  EXPECT_LE(corpus.split(Split::train).size(), 500);
  EXPECT_GT(corpus.split(Split::dev).size(), 50);
}

TEST(GeneratedCorpus, the_hash_is_of_the_text) {
  CorpusSettings made = settings();
  made.sentences = {20, 5, 5};
  const std::string hash = corpus_hash(made);
  EXPECT_EQ(corpus_hash(made), hash);
  EXPECT_TRUE(files_of(made).empty());
  made.sentences = {20, 6, 4};
  EXPECT_NE(corpus_hash(made), hash);
  made.sentences = {20, 5, 5};
  made.seed = 6;
  EXPECT_NE(corpus_hash(made), hash);
}

TEST(GeneratedCorpus, files_and_numbers_do_not_mix) {
  CorpusSettings made = settings();
  made.train = {"train.txt"};
  EXPECT_THROW(read_corpus(made), Error);
  made = settings();
  made.sentences[0] = 0;
  EXPECT_THROW(read_corpus(made), Error);
  made = settings();
  made.dev_every = 5;
  EXPECT_THROW(read_corpus(made), Error);
  made = settings();
  made.format = Format::conll;
  made.columns = {};
  made.train = {"train.txt"};
  EXPECT_THROW(read_corpus(made), Error);
  made = settings();
  made.columns = {{"a", "upos"}};
  EXPECT_THROW(read_corpus(made), Error);
}

}  // namespace
}  // namespace neurank::corpus
