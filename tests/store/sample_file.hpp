#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "store/activation_file.hpp"

namespace neurank::test {

/// A small activation file whose every number follows from its place.
struct SampleFile {
  Index layers = 3, width = 20;
  Index words = 200;
  Range training{0, 120}, development{120, 150}, testing{150, 200};
  std::vector<Index> document_offsets = {};
  store::DType dtype = store::DType::float16;

  Index neurons() const { return layers * width; }

  /// A multiple of 1/8 below 256, exact in float16.
  float value(Index word, Index neuron) const {
    return static_cast<float>((word * 37 + neuron * 101 + word * neuron % 13) % 2000 - 1000) / 8;
  }

  std::uint8_t is_valid(Index word) const { return word % 11 == 5 ? 0 : 1; }

  std::vector<Range> shards() const {
    std::vector<Range> shards;
    for (Index begin = 0, size = 7; begin < words; begin += size, size = size % 40 + 9)
      shards.push_back({begin, std::min(words, begin + size)});
    return shards;
  }

  store::ActivationHeader header() const {
    store::ActivationHeader header;
    header.model = "sample";
    header.family = "bert";
    header.layers = layers;
    header.width = width;
    for (Index l = 0; l < layers; ++l) header.layer_names.push_back("layer " + std::to_string(l));
    header.activation = "gelu_tanh";
    header.checkpoint_sha256 = std::string(64, 'a');
    header.corpus_sha256 = std::string(64, 'b');
    header.word_rule = "last";
    header.dtype = dtype;
    header.settings = "seed: 1\nname: \"Größe\"\n";
    return header;
  }

  store::ActivationContent content() const {
    store::ActivationContent content;
    corpus::EncodedLabels labels{{"ADJ", "NOUN", "X"}, 2, {}};
    for (Index word = 0; word < words; ++word) {
      content.words.push_back(word % 3 == 0 ? "naïve" : word % 3 == 1 ? "語" + std::to_string(word) : "the");
      labels.ids.push_back(static_cast<std::int32_t>(word < training.end ? word % 2 : word % 3));
      if (word % 10 == 0) content.sentence_offsets.push_back(word);
    }
    content.sentence_offsets.push_back(words);
    content.splits = {training, development, testing};
    content.labels = {{"pos", labels}, {"feats:Number", labels}};
    content.document_offsets = document_offsets;
    return content;
  }

  void create(const std::filesystem::path& path) const {
    store::create_activation_file(path, header(), content(), shards());
  }

  std::vector<std::uint8_t> validity(Range shard) const {
    std::vector<std::uint8_t> valid;
    for (Index word = shard.begin; word < shard.end; ++word) valid.push_back(is_valid(word));
    return valid;
  }

  /// Layer by layer, words in descending order, words without a vector left out: as a model hands them out.
  store::ActivationRows rows(Range shard) const {
    store::ActivationRows rows(shard, layers, width, dtype);
    for (Index layer = 0; layer < layers; ++layer) {
      std::vector<Index> positions;
      for (Index word = shard.end; word-- > shard.begin;)
        if (is_valid(word)) positions.push_back(word - shard.begin);
      Matrix states(static_cast<Index>(positions.size()), width);
      for (Index i = 0; i < states.rows(); ++i)
        for (Index j = 0; j < width; ++j) states(i, j) = value(shard.begin + positions[i], layer * width + j);
      rows.put(positions, layer, ConstMatrixView(states.data(), states.rows(), states.cols()));
    }
    return rows;
  }

  void write_shard(store::ActivationWriter& writer, Index shard) const {
    const Range words_of_shard = shards()[static_cast<std::size_t>(shard)];
    writer.write_shard(shard, rows(words_of_shard), validity(words_of_shard));
  }

  Index num_shards() const { return static_cast<Index>(shards().size()); }

  void write_whole(const std::filesystem::path& path) const {
    create(path);
    {
      store::ActivationWriter writer(path, {});
      for (Index shard = 0; shard < num_shards(); ++shard) write_shard(writer, shard);
    }
    store::complete_activation_file(path);
  }

  /// First neuron of the file, in words [range), that is not what it should be; -1 when all are right.
  Index first_wrong_row(const store::ActivationReader& reader, Range range) const {
    std::vector<std::byte> bytes(static_cast<std::size_t>(range.size() * neurons()) * sizeof(float));
    reader.read_rows(range, bytes.data());
    for (Index word = range.begin; word < range.end; ++word)
      for (Index n = 0; n < neurons(); ++n) {
        const Index at = (word - range.begin) * neurons() + n;
        const float read = dtype == store::DType::float16
                               ? static_cast<float>(reinterpret_cast<const Half*>(bytes.data())[at])
                               : reinterpret_cast<const float*>(bytes.data())[at];
        if (read != (is_valid(word) ? value(word, n) : 0.0f)) return word;
      }
    return -1;
  }
};

}  // namespace neurank::test
