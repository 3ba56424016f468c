#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "corpus/corpus.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;

const std::filesystem::path shared = NEURANK_SHARED_DATA;
const std::filesystem::path expected_file = shared / "vocab" / "expected_ids_v5.json";

/// All sentences of a corpus, in the order of its files.
corpus::Corpus corpus_of(const std::string& name) {
  const auto folder = shared / "corpora" / name;
  if (name == "conll2000") return corpus::read_corpus({.train = {folder / "train.txt", folder / "test.txt"}});
  const auto file = [&](const char* split) { return folder / ("en_ewt-ud-" + std::string(split) + ".conllu"); };
  return corpus::read_corpus({.format = corpus::Format::conllu, .train = {file("train"), file("dev"), file("test")}});
}

/// Pieces of a corpus, and the hash of their ids, special pieces included.
std::pair<std::size_t, std::string> ids_of(const Tokenizer& tokenizer, const corpus::TaggedText& text) {
  const Framing around = tokenizer.framing();
  Sha256 hash;
  std::size_t pieces = 0;
  for (std::size_t sentence = 0; sentence + 1 < text.sentence_offsets.size(); ++sentence) {
    const auto begin = static_cast<std::size_t>(text.sentence_offsets[sentence]),
               end = static_cast<std::size_t>(text.sentence_offsets[sentence + 1]);
    std::vector<std::int32_t> ids = around.before;
    const auto found = tokenizer.tokenize(std::span(text.words).subspan(begin, end - begin));
    ids.insert(ids.end(), found.ids.begin(), found.ids.end());
    ids.insert(ids.end(), around.after.begin(), around.after.end());
    std::string line;
    for (const std::int32_t id : ids) line.append(line.empty() ? "" : " ").append(std::to_string(id));
    hash.add(line + "\n");
    pieces += ids.size();
  }
  return {pieces, hash.hexadecimal()};
}

/// A published vocabulary, from today's folder or the old one.
struct Published {
  const char* folder;
  const char* name;
  const char* expected = name;  ///< what its ids are called
};

class TodaysFolder : public testing::TestWithParam<Published> {};

TEST_P(TodaysFolder, gives_the_ids_of_the_reference_for_every_sentence) {
  if (!std::filesystem::exists(expected_file)) GTEST_SKIP() << "no " << expected_file;
  const auto& [folder, name, ids] = GetParam();
  const json expected = json::parse(read_file(expected_file)).at("ids").at(ids);
  const auto tokenizer = load_tokenizer(shared / "vocab" / folder / name);
  for (const char* corpus : {"conll2000", "ewt"}) {
    const corpus::Corpus text = corpus_of(corpus);
    ASSERT_EQ(text.text.num_sentences(), expected.at(corpus).at("sentences").get<Index>());
    const auto [pieces, hash] = ids_of(*tokenizer, text.text);
    EXPECT_EQ(pieces, expected.at(corpus).at("pieces").get<std::size_t>()) << corpus;
    EXPECT_EQ(hash, expected.at(corpus).at("sha256").get<std::string>()) << corpus;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Published, TodaysFolder,
    testing::Values(Published{"v5", "bert-base-cased"}, Published{"v5", "bert-base-uncased"}, Published{"v5", "gpt2"},
                    Published{"v5", "roberta-base"}, Published{"v5", "xlnet-base-cased"},
                    Published{"", "bert-base-cased"}, Published{"", "bert-base-uncased"}, Published{"", "gpt2"},
                    Published{"", "roberta-base"},
                    Published{"", "xlnet-base-cased", "xlnet-base-cased, published spiece.model"}));

}  // namespace
}  // namespace neurank::tokenizer
