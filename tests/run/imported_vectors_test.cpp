#include "run/imported_vectors.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/files.hpp"
#include "store/hdf5_dataset.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;
using test::refusal;

constexpr Index layers = 2, width = 3;

/// Every number tells its place.
float value(Index file, Index sentence, Index word, Index layer, Index neuron) {
  return static_cast<float>(10000 * (file + 1) + 1000 * sentence + 100 * word + 10 * layer + neuron);
}

/// Words of the sentences of a file.
using Lengths = std::vector<Index>;

void write_neurox_hdf5(const fs::path& path, Index file, const Lengths& lengths, bool is_whole = true) {
  store::Handle out(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    std::vector<float> values;
    for (Index layer = 0; layer < layers; ++layer)
      for (Index word = 0; word < lengths[s]; ++word)
        for (Index neuron = 0; neuron < width; ++neuron)
          values.push_back(value(file, static_cast<Index>(s), word, layer, neuron));
    store::write_numbers(out.id(), std::to_string(s),
                         {layers, static_cast<hsize_t>(lengths[s]), static_cast<hsize_t>(width)}, values.data());
  }
  const std::vector<std::string> index = {"{}"};
  if (is_whole) store::write_texts(out.id(), "sentence_to_index", index);
  out.close(path);
}

std::string neurox_json(Index file, const Lengths& lengths) {
  std::string text;
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    text += "{\"linex_index\": " + std::to_string(s) + ", \"features\": [";
    for (Index word = 0; word < lengths[s]; ++word) {
      text += std::string(word > 0 ? ", " : "") + "{\"token\": \"t\", \"layers\": [";
      for (Index layer = 0; layer < layers; ++layer) {
        text += std::string(layer > 0 ? ", " : "") + "{\"index\": " + std::to_string(layer) + ", \"values\": [";
        for (Index neuron = 0; neuron < width; ++neuron)
          text += (neuron > 0 ? ", " : "") + std::to_string(value(file, static_cast<Index>(s), word, layer, neuron));
        text += "]}";
      }
      text += "]}";
    }
    text += "]}\n";
  }
  return text;
}

class ImportedVectorsTest : public testing::Test {
 protected:
  ImportedVectorsTest() {
    settings_.name = "news";
    settings_.columns = {{"pos", "1"}};
    settings_.train = {write_corpus("a.txt", train_), write_corpus("b.txt", more_)};
    settings_.test = {write_corpus("c.txt", test_)};
    settings_.dev_every = 3;
    settings_.max_words = 8;
    model_.name = "m";
  }

  fs::path write_corpus(const char* name, const Lengths& lengths) const {
    std::string text;
    for (std::size_t s = 0; s < lengths.size(); ++s) {
      for (Index word = 0; word < lengths[s]; ++word) text += "w" + std::to_string(word) + " X\n";
      text += "\n";
    }
    write_file(folder_ / name, text);
    return folder_ / name;
  }

  fs::path hdf5(const char* name, Index file, const Lengths& lengths) const {
    write_neurox_hdf5(folder_ / name, file, lengths);
    return folder_ / name;
  }
  fs::path json(const char* name, const std::string& text) const {
    write_file(folder_ / name, text);
    return folder_ / name;
  }

  std::string refused(const std::vector<fs::path>& files) {
    model_.activations = {{"news", files}};
    std::string message =
        refusal([&] { ImportedVectors(model_, settings_).expect_fits(corpus::read_corpus(settings_)); }, Cause::input);
    const std::string prefix = folder_.path().string() + "/";
    for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
      message.erase(at, prefix.size());
    return message;
  }

  /// Every vector is that of the place where its sentence stood.
  void expect_places(const std::vector<fs::path>& files) {
    model_.activations = {{"", files}};
    const corpus::Corpus corpus = corpus::read_corpus(settings_);
    const ImportedVectors vectors(model_, settings_);
    vectors.expect_fits(corpus);
    const Index sentences = corpus.text.num_sentences();
    const ShardStates states = vectors.read(corpus, {1, sentences}, store::DType::float32);
    const auto* numbers = static_cast<const float*>(states.rows.data());
    for (Index s = 1; s < sentences; ++s) {
      const auto [file, sentence] = corpus.origins[to_size(s)];
      for (Index word = 0;
           word < corpus.text.sentence_offsets[to_size(s) + 1] - corpus.text.sentence_offsets[to_size(s)]; ++word)
        for (Index layer = 0; layer < layers; ++layer)
          for (Index neuron = 0; neuron < width; ++neuron)
            EXPECT_EQ(*numbers++, value(file, sentence, word, layer, neuron)) << "sentence " << s;
    }
    EXPECT_EQ(states.summary.alignment.words, corpus.text.num_words() - corpus.text.sentence_offsets[1]);
  }

  test::ScratchFolder folder_;
  Lengths train_ = {2, 3, 1, 2}, more_ = {4, 1, 2}, test_ = {3, 1};
  corpus::CorpusSettings settings_;
  model::ModelSettings model_;
};

TEST_F(ImportedVectorsTest, take_the_rows_of_moved_and_kept_sentences_along) {
  const corpus::Corpus corpus = corpus::read_corpus(settings_);
  ASSERT_LT(corpus.text.num_sentences(), 9) << "the cap leaves sentences out";
  EXPECT_EQ(corpus.file_sentences, (Lengths{4, 3, 2}));
  expect_places({hdf5("a.h5", 0, train_), hdf5("b.h5", 1, more_), hdf5("c.h5", 2, test_)});
  expect_places({json("a.json", neurox_json(0, train_)), json("b.json", neurox_json(1, more_)),
                 json("c.json", neurox_json(2, test_) + "\n")});
  expect_places({hdf5("a.h5", 0, train_), json("b.json", neurox_json(1, more_)), hdf5("c.h5", 2, test_)});
}

TEST_F(ImportedVectorsTest, tell_layers_and_width) {
  model_.activations = {{"", {hdf5("a.h5", 0, train_)}}};
  const ModelFacts facts = ImportedVectors(model_, settings_).facts();
  EXPECT_EQ(facts.shape.layers, layers);
  EXPECT_EQ(facts.shape.width, width);
  EXPECT_EQ(facts.shape.layer_numbers, (std::vector<Index>{0, 1}));
  EXPECT_EQ(facts.shape.depth, 1);
}

TEST_F(ImportedVectorsTest, that_do_not_fit_the_corpus_are_refused_at_the_first_difference) {
  const fs::path a = hdf5("a.h5", 0, train_), b = hdf5("b.h5", 1, more_), c = hdf5("c.h5", 2, test_);
  EXPECT_EQ(refused({a, b}),
            "corpus news has 3 text files, but activations has 2; name one file for each, in the order of train, dev "
            "and test");
  EXPECT_EQ(refused({a, c, b}),
            "c.h5: has 2 sentences, its text in corpus news has 3; extract it again from the same text");
  EXPECT_EQ(refused({hdf5("d.h5", 0, {2, 3, 1, 9}), b, c}),
            "d.h5: sentence 4 has 9 words, in corpus news it has 2 (\"w0\" ...); extract it again from the same text");
}

TEST_F(ImportedVectorsTest, of_a_killed_extraction_or_of_no_kind_are_refused) {
  write_neurox_hdf5(folder_ / "killed.h5", 0, train_, false);
  EXPECT_EQ(
      refused({folder_ / "killed.h5"}),
      "killed.h5: no sentence_to_index: neither an activation file of neurank nor a NeuroX extraction that came to "
      "its end; extract it again");
  const std::string whole = neurox_json(0, train_);
  EXPECT_EQ(refused({json("cut.json", whole.substr(0, whole.size() - 9))}),
            "cut.json:4: is not a sentence of NeuroX's JSON, whose extraction may have been stopped; extract it again");
  EXPECT_EQ(refused({json("order.json", neurox_json(0, {1, 1}) + neurox_json(0, {1}))}),
            "order.json:3: has linex_index 0, expected 2; extract it again");
  EXPECT_EQ(refused({json("empty.json", "")}),
            "empty.json:1: no line: neither HDF5 nor NeuroX's JSON; extract it again");
}

TEST_F(ImportedVectorsTest, that_are_no_numbers_are_refused_with_their_place) {
  std::string text = neurox_json(0, train_);
  const std::string number = "11012.000000";  // sentence 2, first word, layer 1, neuron 2
  text.replace(text.find(number), number.size(), "null");
  const auto vectors_of = store::open_word_vectors(json("null.json", text));
  std::vector<float> read(to_size(vectors_of->num_words(1) * layers * width));
  EXPECT_EQ(refusal([&] { vectors_of->read(1, read); }),
            (folder_ / "null.json").string() +
                ": sentence 2, word 1, neuron L01:2: is not a finite number; extract it again, in a format that holds "
                "the model's numbers");
  std::vector<float> vectors = {0, 1, std::numeric_limits<float>::quiet_NaN(), 0, 0, 0};
  EXPECT_EQ(
      refusal([&] { store::expect_finite(vectors, store::neurox_layout(2, 3), "x.h5", 4); }),
      "x.h5: sentence 5, word 1, neuron L00:2: is not a finite number; extract it again, in a format that holds the "
      "model's numbers");
}

TEST_F(ImportedVectorsTest, words_of_zeros_have_no_vector) {
  settings_.dev_every = settings_.max_words = 0;
  settings_.train = {write_corpus("z.txt", {2})};
  settings_.dev = settings_.test = {write_corpus("y.txt", {1})};
  const std::string zeros =
      "{\"linex_index\": 0, \"features\": [{\"token\": \"a\", \"layers\": [{\"index\": 0, \"values\": [0, 0]}]}, "
      "{\"token\": \"b\", \"layers\": [{\"index\": 0, \"values\": [0, 1]}]}]}\n";
  const std::string one = "{\"features\": [{\"token\": \"a\", \"layers\": [{\"index\": 0, \"values\": [1, 1]}]}]}";
  model_.activations = {{"", {json("z.json", zeros), json("y.json", one), json("x.json", one)}}};
  const corpus::Corpus corpus = corpus::read_corpus(settings_);
  const ShardStates states = ImportedVectors(model_, settings_).read(corpus, {0, 3}, store::DType::float16);
  EXPECT_EQ(states.summary.has_vector, (std::vector<std::uint8_t>{0, 1, 1, 1}));
  EXPECT_EQ(states.summary.alignment.words_without_pieces, (std::map<std::string, Index>{{"w0", 1}}));
}

}  // namespace
}  // namespace neurank::run
