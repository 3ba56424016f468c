#include "store/activation_file.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/files.hpp"
#include "base/half.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/sample_file.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

using test::refusal;
using test::SampleFile;
using test::ScratchFolder;

std::size_t files_in(const ScratchFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

class ActivationFile : public testing::TestWithParam<DType> {};

TEST_P(ActivationFile, reads_back_what_was_written) {
  const ScratchFolder folder;
  SampleFile sample;
  sample.dtype = GetParam();
  sample.write_whole(folder / "a.h5");
  EXPECT_EQ(files_in(folder), 1u);

  const ActivationReader reader(folder / "a.h5");
  EXPECT_EQ(reader.num_words(), 200);
  EXPECT_EQ(reader.header().neurons(), 60);
  EXPECT_EQ(reader.header().layer_names, sample.header().layer_names);
  EXPECT_EQ(reader.header().settings, sample.header().settings);
  EXPECT_EQ(reader.header().model, "sample");
  EXPECT_EQ(reader.header().activation, "gelu_tanh");
  EXPECT_EQ(reader.header().checkpoint_sha256, std::string(64, 'a'));
  EXPECT_EQ(reader.header().dtype, sample.dtype);
  EXPECT_EQ(reader.split(corpus::Split::dev), sample.development);
  EXPECT_EQ(reader.words(), sample.content().words);
  EXPECT_EQ(reader.valid(), sample.validity({0, 200}));
  const corpus::EncodedLabels labels = reader.labels("feats:Number"), expected = sample.content().labels[1].second;
  EXPECT_EQ(labels.names, expected.names);
  EXPECT_EQ(labels.num_training, 2);
  EXPECT_EQ(labels.ids, expected.ids);
  EXPECT_EQ(sample.first_wrong_row(reader, {0, 200}), -1);
  EXPECT_EQ(sample.first_wrong_row(reader, {133, 134}), -1);
}

TEST_P(ActivationFile, statistics_are_of_valid_training_words) {
  const ScratchFolder folder;
  SampleFile sample;
  sample.dtype = GetParam();
  sample.write_whole(folder / "a.h5");
  const NeuronStatistics statistics = ActivationReader(folder / "a.h5").statistics();
  for (Index n = 0; n < sample.neurons(); ++n) {
    double sum = 0, squares = 0, low = 1e9, high = -1e9;
    std::int64_t count = 0;
    for (Index word = 0; word < sample.training.end; ++word) {
      if (!sample.is_valid(word)) continue;
      const double x = sample.value(word, n);
      ++count, sum += x, squares += x * x, low = std::min(low, x), high = std::max(high, x);
    }
    const double mean = sum / static_cast<double>(count);  // sums of multiples of 1/64 below 2^53: exact
    EXPECT_EQ(statistics.count, count);
    // A dozen combinations, each with a few roundings of numbers below 125 (mean) and 125^2 (variance).
    EXPECT_NEAR(statistics.mean[n], mean, 125 * 1e-14);
    EXPECT_NEAR(statistics.variance[n], squares / static_cast<double>(count) - mean * mean, 125 * 125 * 1e-14);
    EXPECT_EQ(statistics.minimum[n], low);
    EXPECT_EQ(statistics.maximum[n], high);
  }
}

INSTANTIATE_TEST_SUITE_P(both, ActivationFile, testing::Values(DType::float16, DType::float32),
                         [](const auto& test) { return test.param == DType::float16 ? "float16" : "float32"; });

TEST(ActivationFileBytes, do_not_depend_on_memory_or_order_of_shards) {
  const ScratchFolder folder;
  const SampleFile sample;
  mallopt(M_PERTURB, 0x55);  // fresh memory is filled with one pattern, then with another
  sample.write_whole(folder / "a.h5");
  mallopt(M_PERTURB, 0xAA);
  sample.create(folder / "b.h5");
  {
    ActivationWriter writer(folder / "b.h5", {});
    for (Index shard = sample.num_shards(); shard-- > 0;) sample.write_shard(writer, shard);
  }
  complete_activation_file(folder / "b.h5");
  mallopt(M_PERTURB, 0);
  EXPECT_TRUE(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
}

TEST(ActivationFileBytes, are_predicted) {
  const ScratchFolder folder;
  SampleFile sample;
  sample.words = 4000, sample.testing.end = 4000;
  sample.layers = 12, sample.width = 100;
  sample.create(folder / "a.h5");
  const auto bytes = static_cast<double>(std::filesystem::file_size(folder / "a.h5"));
  EXPECT_NEAR(static_cast<double>(activation_file_bytes(4000, 1200, DType::float16)) / bytes, 1, 0.5);
}

TEST(ActivationFile, large_activations_start_where_a_parallel_file_system_begins_a_stripe) {
  const test::ScratchFolder folder;
  const auto first_byte = [&](Index words) {
    test::SampleFile sample;
    sample.width = 1000;
    sample.words = words;
    sample.create(folder / "x.h5");
    const hid_t file = H5Fopen((folder / "x.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "activations", H5P_DEFAULT);
    const haddr_t offset = H5Dget_offset(dataset);
    H5Dclose(dataset);
    H5Fclose(file);
    return offset;
  };
  EXPECT_EQ(first_byte(1000) % (4u << 20), 0u);
  EXPECT_LT(first_byte(200), 4u << 20) << "small files stay small";
}

TEST(ActivationFile, keeps_more_label_names_than_a_small_attribute_holds) {
  const ScratchFolder folder;
  const SampleFile sample;
  ActivationContent content = sample.content();
  for (int i = 3; i < 6000; ++i) content.labels[0].second.names.push_back("label-" + std::to_string(i));
  create_activation_file(folder / "a.h5", sample.header(), content, sample.shards());
  {
    ActivationWriter writer(folder / "a.h5", {});
    for (Index shard = 0; shard < sample.num_shards(); ++shard) sample.write_shard(writer, shard);
  }
  complete_activation_file(folder / "a.h5");
  EXPECT_EQ(ActivationReader(folder / "a.h5").labels("pos").names, content.labels[0].second.names);
}

TEST(ActivationFile, tells_site_layers_and_depth) {
  const ScratchFolder folder;
  const SampleFile sample;
  ActivationHeader header = sample.header();
  header.site = "mlp", header.layer_numbers = {2, 5, 12}, header.depth = 12;
  create_activation_file(folder / "a.h5", header, sample.content(), sample.shards());
  {
    ActivationWriter writer(folder / "a.h5", {});
    for (Index shard = 0; shard < sample.num_shards(); ++shard) sample.write_shard(writer, shard);
  }
  complete_activation_file(folder / "a.h5", 7.5);
  const ActivationHeader read = ActivationReader(folder / "a.h5").header();
  EXPECT_EQ(read.site, "mlp");
  EXPECT_EQ(read.layer_numbers, header.layer_numbers);
  EXPECT_EQ(read.depth, 12);
  EXPECT_EQ(read.first_word_length, 7.5);
}

/// Makes a file one of version 1, which has no site, no numbers, no widths and no depth.
void make_version_1(const std::filesystem::path& path) {
  Handle file = open_hdf5_file(path, Access::write);
  change_integer(file.id(), "version", 1);
  for (const char* attribute : {"site", "depth"}) ASSERT_GE(H5Adelete(file.id(), attribute), 0);
  for (const char* dataset : {layout::layer_numbers, layout::layer_widths})
    ASSERT_GE(H5Ldelete(file.id(), dataset, H5P_DEFAULT), 0);
  file.close(path);
}

TEST(ActivationFile, of_version_1_is_read_as_all_hidden_states) {
  const ScratchFolder folder;
  const SampleFile sample;
  sample.write_whole(folder / "a.h5");
  make_version_1(folder / "a.h5");
  const ActivationReader reader(folder / "a.h5");
  EXPECT_EQ(reader.header().site, "residual");
  EXPECT_EQ(reader.header().layer_numbers, (std::vector<Index>{0, 1, 2}));
  EXPECT_EQ(reader.header().depth, 2);
  EXPECT_FALSE(reader.header().first_word_length);
  std::vector<Half> row(static_cast<std::size_t>(sample.neurons()));
  reader.read_rows({7, 8}, row.data());
  float value = 0;
  to_float(&row[3], 1, &value);
  EXPECT_EQ(value, sample.value(7, 3));
}

TEST(ActivationFile, tells_sentences_and_documents_where_they_are_known) {
  const ScratchFolder folder;
  const SampleFile sample;
  ActivationContent content = sample.content();
  for (const bool has_documents : {false, true}) {
    const auto path = folder / (has_documents ? "documents.h5" : "none.h5");
    content.document_offsets = has_documents ? std::vector<Index>{0, 20, sample.words} : std::vector<Index>();
    create_activation_file(path, sample.header(), content, sample.shards());
    {
      ActivationWriter writer(path, {});
      for (Index shard = 0; shard < sample.num_shards(); ++shard) sample.write_shard(writer, shard);
    }
    complete_activation_file(path);
    EXPECT_EQ(ActivationReader(path).sentence_offsets(), content.sentence_offsets);
    EXPECT_EQ(ActivationReader(path).document_offsets(), content.document_offsets);
  }
}

TEST(ActivationFile, many_threads_and_readers_read_at_once) {
  const ScratchFolder folder;
  const SampleFile sample;
  sample.write_whole(folder / "a.h5");
  const ActivationReader first(folder / "a.h5"), second(folder / "a.h5");
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (Index begin = 0; begin + 50 <= 200; begin += 10)
        wrong += sample.first_wrong_row(t % 2 == 0 ? first : second, {begin, begin + 50}) != -1;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ActivationFile, is_refused_until_complete) {
  const ScratchFolder folder;
  const SampleFile sample;
  const auto path = folder / "a.h5";
  sample.create(path);
  EXPECT_EQ(refusal([&] { ActivationReader reader(path); }),
            path.string() + ": is not complete; run the extraction again, it resumes where it stopped");
  {
    ActivationWriter writer(path, {});
    for (Index shard = 2; shard < sample.num_shards(); ++shard) sample.write_shard(writer, shard);
  }
  EXPECT_EQ(
      refusal([&] { complete_activation_file(path); }),
      path.string() + ": 2 of " + std::to_string(sample.num_shards()) + " shards are missing; run again to write them");
}

TEST(ActivationFile, without_any_training_vector_is_an_error) {
  const ScratchFolder folder;
  const SampleFile sample;
  sample.create(folder / "a.h5");
  {
    ActivationWriter writer(folder / "a.h5", {});
    for (Index shard = 0; shard < sample.num_shards(); ++shard) {
      const Range words = sample.shards()[static_cast<std::size_t>(shard)];
      writer.write_shard(shard, sample.rows(words), std::vector<std::uint8_t>(static_cast<std::size_t>(words.size())));
    }
  }
  EXPECT_NE(refusal([&] { complete_activation_file(folder / "a.h5"); }).find("no training word has a vector"),
            std::string::npos);
}

TEST(ActivationFile, missing_foreign_and_cut_files_are_errors) {
  const ScratchFolder folder;
  const SampleFile sample;
  const auto opening = [&](const std::string& name) {
    return refusal([&] { ActivationReader reader(folder / name); });
  };
  EXPECT_EQ(opening("none.h5"), (folder / "none.h5").string() + ": no such file");
  write_file(folder / "text.h5", "not HDF5 at all");
  EXPECT_NE(opening("text.h5").find("cannot open as HDF5"), std::string::npos);
  sample.write_whole(folder / "a.h5");
  const std::string whole = read_file(folder / "a.h5");
  for (const double part : {0.0, 0.01, 0.5, 0.9, 0.9999}) {
    write_file(folder / "cut.h5", whole.substr(0, static_cast<std::size_t>(part * static_cast<double>(whole.size()))));
    EXPECT_NE(opening("cut.h5"), "") << part;
  }
}

TEST(ActivationFile, words_with_zero_bytes_are_an_error_and_leave_nothing) {
  const ScratchFolder folder;
  const SampleFile sample;
  ActivationContent content = sample.content();
  content.words[7] = std::string("a\0b", 3);
  EXPECT_NE(refusal([&] {
              create_activation_file(folder / "a.h5", sample.header(), content, sample.shards());
            }).find("text 7"),
            std::string::npos);
  EXPECT_EQ(files_in(folder), 0u);
}

TEST(ActivationFile, in_a_missing_folder_is_an_error) {
  EXPECT_NE(refusal([] { SampleFile().create("/proc/nowhere/a.h5"); }), "");
}

/// Puts one value where neuron 17 of layer 1 of word 42 belongs.
void put(float value, DType dtype) {
  ActivationRows rows({40, 50}, 2, 20, dtype);
  Matrix states = Matrix::Zero(2, 20);
  states(1, 17) = value;
  const Index words[] = {0, 2};
  rows.put(words, 1, ConstMatrixView(states.data(), 2, 20));
}

std::string refusal_of(float value, DType dtype) {
  return refusal([&] { put(value, dtype); });
}

TEST(ActivationRows, refuse_what_is_no_number_and_say_where) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::string place = "word 42 (counted from 0), neuron L01:17: ";
  for (const DType dtype : {DType::float16, DType::float32}) {
    EXPECT_EQ(refusal_of(std::nanf(""), dtype), place + "is not a number; check the checkpoint's weights");
    EXPECT_EQ(refusal_of(-infinity, dtype), place + "is infinite; check the checkpoint's weights");
  }
  EXPECT_EQ(refusal_of(-65505, DType::float16),
            place +
                "-65505 does not fit into float16 (largest 65504); set extract.dtype: float32 (--dtype float32), which "
                "stores activations as "
                "they are");
  EXPECT_NO_THROW(put(65504, DType::float16));
  EXPECT_NO_THROW(put(1e30f, DType::float32));
}

TEST(ActivationRows, round_to_the_nearest_half) {
  ActivationRows rows({0, 1}, 1, 4, DType::float16);
  // 1 + 2^-11 lies between 1 and 1 + 2^-10: to the even one. 2^-25 underflows to 0, 2^-24 is the smallest half.
  const Matrix states{{1 + std::ldexp(1.0f, -11), 1 + std::ldexp(3.0f, -11), std::ldexp(1.0f, -25), 0x1p-24f}};
  const Index words[] = {0};
  rows.put(words, 0, ConstMatrixView(states.data(), 1, 4));
  const auto* bits = static_cast<const std::uint16_t*>(rows.data());
  EXPECT_EQ(bits[0], 0x3C00);
  EXPECT_EQ(bits[1], 0x3C02);
  EXPECT_EQ(bits[2], 0x0000);
  EXPECT_EQ(bits[3], 0x0001);
}

}  // namespace
}  // namespace neurank::store
