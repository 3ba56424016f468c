#include "corpus/corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::corpus {
namespace {

using Strings = std::vector<std::string>;
using Offsets = std::vector<Index>;

class ReadCorpus : public testing::Test {
 protected:
  /// A file of sentences, "a b|c" is the sentences (a b) and (c); field 1 repeats the word.
  std::filesystem::path file(const std::string& name, const std::string& sentences) {
    std::string content, word;
    for (char c : sentences + "|") {
      if (c != '|' && c != ' ') {
        word += c;
        continue;
      }
      if (!word.empty()) content.append(word).append(" ").append(std::exchange(word, "")).append("\n");
      if (c == '|') content += '\n';
    }
    write_file(folder / name, content);
    return folder / name;
  }

  static Strings words(const Corpus& corpus, Split split) {
    const Range range = corpus.split(split);
    return {corpus.text.words.begin() + range.begin, corpus.text.words.begin() + range.end};
  }

  static std::string refusal(const CorpusSettings& settings, Cause cause) {
    return test::refusal([&] { read_corpus(settings); }, cause);
  }

  const test::ScratchFolder folder;
};

TEST_F(ReadCorpus, words_are_in_the_order_train_dev_test) {
  const Corpus corpus = read_corpus({.name = "toy",
                                     .columns = {{"copy", "1"}},
                                     .train = {file("train", "a b|c")},
                                     .dev = {file("dev", "d")},
                                     .test = {file("test", "e|f g")}});
  EXPECT_EQ(corpus.text.words, (Strings{"a", "b", "c", "d", "e", "f", "g"}));
  EXPECT_EQ(corpus.text.columns.at("copy"), corpus.text.words);
  EXPECT_EQ(corpus.text.sentence_offsets, (Offsets{0, 2, 3, 4, 5, 7}));
  EXPECT_EQ(corpus.split(Split::train), (Range{0, 3}));
  EXPECT_EQ(corpus.split(Split::dev), (Range{3, 4}));
  EXPECT_EQ(corpus.split(Split::test), (Range{4, 7}));
}

TEST_F(ReadCorpus, several_training_files_are_read_one_after_another) {
  const Corpus corpus = read_corpus({.train = {file("2", "c d"), file("1", "a|b")}});
  EXPECT_EQ(corpus.text.words, (Strings{"c", "d", "a", "b"}));
  EXPECT_EQ(corpus.text.sentence_offsets, (Offsets{0, 2, 3, 4}));
}

TEST_F(ReadCorpus, every_kth_training_sentence_becomes_dev_counted_over_all_files) {
  const Corpus corpus = read_corpus({.columns = {{"copy", "1"}},
                                     .train = {file("1", "a|b|c"), file("2", "d|e|f f|g")},
                                     .dev_every = 3,
                                     .test = {file("test", "t")}});
  EXPECT_EQ(words(corpus, Split::train), (Strings{"a", "b", "d", "e", "g"}));
  EXPECT_EQ(words(corpus, Split::dev), (Strings{"c", "f", "f"}));
  EXPECT_EQ(words(corpus, Split::test), (Strings{"t"}));
  EXPECT_EQ(corpus.text.columns.at("copy"), corpus.text.words);
  EXPECT_EQ(corpus.text.sentence_offsets, (Offsets{0, 1, 2, 3, 4, 5, 6, 8, 9}));
}

TEST_F(ReadCorpus, the_cap_keeps_whole_training_sentences_in_their_order) {
  CorpusSettings settings{.train = {file("train", "a b|c d|e|f g")}, .max_words = 4};
  EXPECT_EQ(words(read_corpus(settings), Split::train), (Strings{"a", "b", "e"}));
  settings.max_words = 2;
  EXPECT_EQ(words(read_corpus(settings), Split::train), (Strings{"a", "b"}));
  settings.max_words = 7;
  EXPECT_EQ(words(read_corpus(settings), Split::train).size(), 7u);
  settings.max_words = 0;
  EXPECT_EQ(words(read_corpus(settings), Split::train).size(), 7u);
}

TEST_F(ReadCorpus, a_treebank_without_its_words_is_refused) {
  EXPECT_EQ(refusal({.train = {file("hidden", "_ _ _|_ _ _")}}, Cause::input),
            (folder / "hidden").string() +
                ": 6 of 6 words are \"_\": the treebank is distributed without its text; put the "
                "words in as its README says, from the text that its makers name");
  EXPECT_NE(refusal({.train = {file("hidden", "[WORD] [WORD] [WORD]|[WORD] [WORD]")}}, Cause::input)
                .find("5 of 5 words are \"[WORD]\""),
            std::string::npos);
  EXPECT_EQ(words(read_corpus({.train = {file("one", "a _ b|c d e|_ f")}}), Split::train).size(), 8u);
}

TEST_F(ReadCorpus, notes_of_readers_are_kept_whatever_is_rearranged) {
  write_file(folder / "train", "# text = a\nx X Y O\n\ny X Y O\n\nz X Y O\n");
  EXPECT_EQ(read_corpus({.train = {folder / "train"}, .dev_every = 2}).text.notes.size(), 1u);
}

TEST_F(ReadCorpus, the_cap_takes_sentences_evenly_over_the_file) {
  std::string text;  // 2000 sentences, ordered by genre
  for (int sentence = 0; sentence < 2000; ++sentence) {
    const std::string genre = sentence < 500 ? "blog" : sentence < 900 ? "mail" : sentence < 1000 ? "news" : "answer";
    text += sentence == 0 ? "" : "|";
    for (int word = 0; word <= sentence * 7 % 13; ++word)
      text += (word == 0 ? "" : " ") + genre + std::to_string(sentence);
  }
  CorpusSettings settings{.train = {file("train", text)}, .max_words = 0};
  const auto kept = [&](Index cap) {
    settings.max_words = cap;
    return words(read_corpus(settings), Split::train);
  };
  const auto share = [](const Strings& of, const std::string& genre) {
    const auto count = std::ranges::count_if(of, [&](const std::string& word) { return word.starts_with(genre); });
    return static_cast<double>(count) / static_cast<double>(of.size());
  };
  const Strings all = kept(0);
  std::set<std::string> smaller;
  for (const Index cap : {500, 1500, 4000, 9000}) {
    const Strings some = kept(cap);
    EXPECT_GT(to_index(some.size()), cap - 13);
    EXPECT_LE(to_index(some.size()), cap);
    for (const char* genre : {"blog", "mail", "news", "answer"})
      EXPECT_NEAR(share(some, genre), share(all, genre), 0.03) << genre << " in " << cap;
    const std::set<std::string> larger(some.begin(), some.end());
    EXPECT_TRUE(std::ranges::includes(larger, smaller)) << "nested";
    smaller = larger;
  }
}

TEST_F(ReadCorpus, the_cap_leaves_dev_and_test_alone) {
  const Corpus corpus = read_corpus(
      {.train = {file("train", "a b|c d|e f|g h")}, .dev_every = 2, .test = {file("test", "t u v")}, .max_words = 2});
  EXPECT_EQ(words(corpus, Split::train), (Strings{"a", "b"}));
  EXPECT_EQ(words(corpus, Split::dev), (Strings{"c", "d", "g", "h"}));
  EXPECT_EQ(words(corpus, Split::test).size(), 3u);
}

TEST_F(ReadCorpus, dev_and_test_may_be_left_out) {
  const Corpus corpus = read_corpus({.train = {file("train", "a b")}});
  EXPECT_EQ(corpus.split(Split::train), (Range{0, 2}));
  EXPECT_EQ(corpus.split(Split::dev), (Range{2, 2}));
  EXPECT_EQ(corpus.split(Split::test), (Range{2, 2}));
}

TEST_F(ReadCorpus, a_listed_split_without_sentences_is_refused) {
  const auto some = file("some", "a|b");
  const auto none = file("none", "");
  EXPECT_EQ(refusal({.name = "toy", .train = {some}, .dev = {none}}, Cause::input),
            "corpus toy: no sentence in the dev split (" + none.string() + "); check that these are the right files");
  EXPECT_NE(refusal({.train = {some}, .test = {none, none}}, Cause::input).find("test split"), std::string::npos);
  EXPECT_NE(refusal({.train = {none}}, Cause::input).find("train split"), std::string::npos);
  EXPECT_EQ(read_corpus({.train = {none, some}}).text.words, (Strings{"a", "b"}));
}

TEST_F(ReadCorpus, a_training_split_that_the_settings_empty_is_refused) {
  const auto train = file("train", "a a a|b");
  EXPECT_NE(refusal({.train = {train}, .dev_every = 3}, Cause::input).find("fewer than 3 training sentences"),
            std::string::npos);
  EXPECT_NE(refusal({.train = {train}, .dev_every = 1}, Cause::input).find("no sentence is left to train on"),
            std::string::npos);
  EXPECT_NE(refusal({.train = {train}, .max_words = 2}, Cause::input).find("raise the cap"), std::string::npos);
}

TEST_F(ReadCorpus, settings_that_contradict_themselves_are_refused) {
  const auto some = file("some", "a|b");
  EXPECT_NE(refusal({}, Cause::usage), "");
  EXPECT_NE(refusal({.train = {some}, .dev = {some}, .dev_every = 2}, Cause::usage), "");
  EXPECT_NE(refusal({.word_column = -1, .train = {some}}, Cause::usage), "");
  EXPECT_NE(refusal({.columns = {{"pos", "-1"}}, .train = {some}}, Cause::usage), "");
  EXPECT_NE(refusal({.train = {some}, .max_words = -1}, Cause::usage), "");
  EXPECT_EQ(refusal({.name = "toy", .columns = {{"pos", "0"}}, .train = {some}}, Cause::usage),
            "corpus toy: column \"pos\": field 0 holds the words; fields count from 0");
  EXPECT_EQ(refusal({.name = "toy", .columns = {{"a/b", "1"}}, .train = {some}}, Cause::usage),
            "corpus toy: column \"a/b\": is not a name; use letters, digits, . _ - : [ ] and no dot first");
  EXPECT_EQ(refusal({.name = "toy", .format = Format::conllu, .word_column = 1, .train = {some}}, Cause::usage),
            "corpus toy: the word's column: conllu knows where its words are; leave it out");
}

TEST_F(ReadCorpus, files_are_listed_in_the_order_of_reading) {
  using Files = std::vector<std::filesystem::path>;
  EXPECT_EQ(files_of({.train = {"b", "a"}, .dev = {"d"}, .test = {"t"}}), (Files{"b", "a", "d", "t"}));
  EXPECT_EQ(files_of({.format = Format::parallel,
                      .columns = {{"b", "pos"}, {"c", "x"}},
                      .train = {"d/a.word"},
                      .dev_every = 10,
                      .test = {"t"}}),
            (Files{"d/a.word", "d/a.pos", "d/a.x", "t", "t.pos", "t.x"}));
  EXPECT_EQ(files_of({.train = {"a"}, .dev_every = 10, .test = {"t"}}), (Files{"a", "t"}));
}

/// Documents of CoNLL-U, whose words are all one feature.
class ReadDocuments : public ReadCorpus {
 protected:
  /// "a b|c" is as in ReadCorpus; a sentence that starts with "*" starts a document.
  std::filesystem::path documents(const std::string& name, const std::string& sentences) {
    std::string content;
    for (std::size_t begin = 0; begin < sentences.size();) {
      std::size_t end = std::min(sentences.find('|', begin), sentences.size());
      std::string sentence = sentences.substr(begin, end - begin);
      if (sentence.starts_with('*')) {
        content += "# newdoc id = " + sentence + "\n# newdocument is another comment\n";
        sentence.erase(0, 1);
      }
      int id = 0;
      for (const char c : sentence)
        if (c != ' ') content += std::to_string(++id) + "\t" + c + "\t_\tX\t_\t_\t_\t_\t_\t_\n";
      content += "\n";
      begin = end + 1;
    }
    write_file(folder / name, content);
    return folder / name;
  }
};

TEST_F(ReadDocuments, are_told_by_marks_and_start_with_splits) {
  CorpusSettings settings{.format = Format::conllu,
                          .columns = {{"pos", "upos"}},
                          .train = {documents("train", "a b|c|*d|e f|*g")},
                          .dev = {documents("dev", "h|*i")},
                          .test = {documents("test", "j k")}};
  EXPECT_EQ(read_corpus(settings).document_offsets(), (Offsets{0, 3, 6, 7, 8, 9, 11}));
  settings.train = {documents("none", "a b|c")};
  settings.dev = settings.test = {documents("none either", "d")};
  EXPECT_EQ(read_corpus(settings).document_offsets(), Offsets{}) << "nothing tells documents";
}

TEST_F(ReadDocuments, stay_apart_when_sentences_move) {
  const CorpusSettings settings{.format = Format::conllu,
                                .columns = {{"pos", "upos"}},
                                .train = {documents("train", "*a|b|c|*d|e|f")},
                                .dev_every = 3,
                                .test = {documents("test", "g")}};
  const Corpus corpus = read_corpus(settings);
  EXPECT_EQ(words(corpus, Split::train), (Strings{"a", "b", "d", "e"}));
  EXPECT_EQ(words(corpus, Split::dev), (Strings{"c", "f"}));
  EXPECT_EQ(corpus.document_offsets(), (Offsets{0, 2, 4, 5, 6, 7})) << "c and f are of two documents";
}

}  // namespace
}  // namespace neurank::corpus
