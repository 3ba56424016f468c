#include "store/word_vectors.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/half.hpp"
#include "base/neuron_name.hpp"
#include "store/activation_file.hpp"
#include "store/activation_layout.hpp"
#include "store/hdf5_attribute.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;

/// Vectors of an activation file of neurank.
class OwnVectors final : public WordVectors {
 public:
  explicit OwnVectors(const fs::path& file)
      : reader_(file), words_(reader_.words()), offsets_(reader_.sentence_offsets()), valid_(reader_.valid()) {
    const ActivationHeader& header = reader_.header();
    layout_ = {.family = header.family,
               .site = header.site,
               .layer_numbers = header.layer_numbers,
               .layer_names = header.layer_names,
               .depth = header.depth,
               .width = header.width,
               .word_rule = header.word_rule};
  }

  const VectorLayout& layout() const override { return layout_; }
  Index num_sentences() const override { return to_index(offsets_.size()) - 1; }
  Index num_words(Index sentence) const override { return range_of(sentence).size(); }

  std::optional<std::vector<std::string>> words(Index sentence) const override {
    const Range range = range_of(sentence);
    return std::vector<std::string>(words_.begin() + range.begin, words_.begin() + range.end);
  }

  void read(Index sentence, std::span<float> out) const override {
    const Range range = range_of(sentence);
    const Index neurons = layout_.neurons();
    if (reader_.header().dtype == DType::float16) {
      std::vector<Half> stored(out.size());
      reader_.read_rows(range, stored.data());
      to_float(stored.data(), to_index(stored.size()), out.data());
    } else {
      reader_.read_rows(range, out.data());
    }
    for (Index word = range.begin; word < range.end; ++word)
      if (valid_[to_size(word)] == 0) std::fill_n(out.begin() + (word - range.begin) * neurons, neurons, 0.0f);
  }

 private:
  Range range_of(Index sentence) const { return {offsets_[to_size(sentence)], offsets_[to_size(sentence) + 1]}; }

  ActivationReader reader_;
  std::vector<std::string> words_;
  std::vector<Index> offsets_;
  std::vector<std::uint8_t> valid_;
  VectorLayout layout_;
};

/// Whether a file begins with HDF5's signature, at its start or at 512, 1024, 2048, ...
bool is_hdf5(const fs::path& file) {
  const QuietHdf5 quiet;
  return H5Fis_hdf5(file.c_str()) > 0;
}

bool is_own(const fs::path& file) {
  const QuietHdf5 quiet;
  const Handle opened = open_hdf5_file(file, Access::read);
  return has_attribute(opened.id(), "format") && text_attribute(opened.id(), "format") == layout::format;
}

}  // namespace

std::unique_ptr<WordVectors> open_own_vectors(const fs::path& file) { return std::make_unique<OwnVectors>(file); }

std::unique_ptr<WordVectors> open_word_vectors(const fs::path& file) {
  expect_regular_file(file);
  if (!is_hdf5(file)) return open_neurox_json(file);
  return is_own(file) ? open_own_vectors(file) : open_neurox_hdf5(file);
}

VectorLayout neurox_layout(Index layers, Index width) {
  VectorLayout layout;
  layout.family = "neurox";
  layout.site = "residual";
  for (Index layer = 0; layer < layers; ++layer) {
    layout.layer_numbers.push_back(layer);
    layout.layer_names.push_back("layer_" + std::to_string(layer));
  }
  layout.depth = layers - 1;
  layout.width = width;
  return layout;
}

void expect_finite(std::span<const float> vectors, const VectorLayout& layout, const fs::path& file, Index sentence) {
  const auto bad = std::ranges::find_if_not(vectors, [](float value) { return std::isfinite(value); });
  if (bad == vectors.end()) return;
  const Index at = bad - vectors.begin(), neuron = at % layout.neurons();
  throw input_error(file.string() + ": sentence " + std::to_string(sentence + 1) + ", word " +
                        std::to_string(at / layout.neurons() + 1) + ", neuron " +
                        neuron_name(layout.layer_numbers[to_size(neuron / layout.width)], neuron % layout.width) +
                        ": is not a finite number",
                    "extract it again, in a format that holds the model's numbers");
}

}  // namespace neurank::store
