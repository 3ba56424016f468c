#include "store/neurox_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
#include "store/hdf5_dataset.hpp"
#include "store/word_vectors.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

constexpr Index layers = 2, width = 3;

/// Every number tells its place, and has bits that fewer than 32 would lose.
float value(Index sentence, Index word, Index neuron) {
  return static_cast<float>(100 * sentence + 10 * word + neuron) + 1.0f / 3;
}

std::vector<float> vectors_of(Index sentence, Index words) {
  std::vector<float> vectors;
  for (Index word = 0; word < words; ++word)
    for (Index neuron = 0; neuron < layers * width; ++neuron) vectors.push_back(value(sentence, word, neuron));
  return vectors;
}

using Sentences = std::vector<std::vector<std::string>>;

void write(const std::filesystem::path& path, const Sentences& sentences) {
  NeuroxWriter writer(path, layers, width, to_index(sentences.size()), 100, 1000);
  for (std::size_t s = 0; s < sentences.size(); ++s)
    writer.add(sentences[s], vectors_of(to_index(s), to_index(sentences[s].size())));
  writer.finish();
}

nlohmann::ordered_json index_of(const std::filesystem::path& path) {
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(path, Access::read);
  return parsed_json<nlohmann::ordered_json>(read_texts(file.id(), "sentence_to_index", 1).front());
}

TEST(NeuroxWriter, vectors_come_back_bit_for_bit) {
  const test::ScratchFolder folder;
  const Sentences sentences = {{"a", "b", "c"}, {"d"}, {"e", "f"}};
  write(folder / "x.hdf5", sentences);
  const auto read = open_word_vectors(folder / "x.hdf5");
  ASSERT_EQ(read->num_sentences(), 3);
  EXPECT_EQ(read->layout(), neurox_layout(layers, width));
  for (Index s = 0; s < 3; ++s) {
    ASSERT_EQ(read->num_words(s), to_index(sentences[to_size(s)].size()));
    std::vector<float> vectors(to_size(read->num_words(s) * layers * width));
    read->read(s, vectors);
    EXPECT_EQ(vectors, vectors_of(s, read->num_words(s)));
  }
}

TEST(NeuroxWriter, stores_layers_before_words) {
  const test::ScratchFolder folder;
  write(folder / "x.hdf5", {{"a", "b"}});
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(folder / "x.hdf5", Access::read);
  const auto stored = read_numbers<float>(file.id(), "0", {layers, 2, width});
  EXPECT_EQ(stored[0], value(0, 0, 0));
  EXPECT_EQ(stored[width], value(0, 1, 0)) << "the second word in the first layer";
  EXPECT_EQ(stored[2 * width], value(0, 0, width)) << "the first word in the second layer";
}

TEST(NeuroxWriter, the_index_names_sentences_in_their_order_and_repeated_ones_by_number) {
  const test::ScratchFolder folder;
  const std::string quoted = "say \"\xc3\xa9\"";
  write(folder / "x.hdf5", {{"b"}, {"a"}, {"b"}, {"b", "(Occurrence", "3)"}, {"b"}, {quoted}});
  const nlohmann::ordered_json expected = {
      {"b", "0"},   {"a", "1"}, {"b (Occurrence 2)", "2"}, {"b (Occurrence 3)", "3"}, {"b (Occurrence 4)", "4"},
      {quoted, "5"}};
  EXPECT_EQ(json_text(index_of(folder / "x.hdf5")), json_text(expected));
}

TEST(NeuroxWriter, a_file_that_is_not_finished_is_one_of_a_killed_extraction) {
  const test::ScratchFolder folder;
  {
    NeuroxWriter writer(folder / "x.hdf5", layers, width, 1, 1, 1);
    writer.add(std::vector<std::string>{"a"}, vectors_of(0, 1));
  }
  EXPECT_THROW(open_word_vectors(folder / "x.hdf5"), Error);
}

TEST(NeuroxWriter, a_disk_without_room_is_told_before_anything_is_written) {
  const test::ScratchFolder folder;
  constexpr Index many = std::numeric_limits<Index>::max() / 100'000'000;
  EXPECT_NE(test::refusal([&] { NeuroxWriter(folder / "x.hdf5", 1000, 1000, 1, many, 1); }, Cause::input).find("needs"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "x.hdf5"));
}

TEST(NeuroxWriter, thousands_of_equal_sentences_take_no_longer_than_others) {
  const test::ScratchFolder folder;
  const Sentences sentences(20000, {"a"});
  write(folder / "x.hdf5", sentences);
  EXPECT_EQ(index_of(folder / "x.hdf5").size(), sentences.size());
}

}  // namespace
}  // namespace neurank::store
