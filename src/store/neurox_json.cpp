#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/json_text.hpp"
#include "store/word_vectors.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t most_line_bytes = std::uint64_t{1} << 31;

class NeuroxJson final : public WordVectors {
 public:
  explicit NeuroxJson(const fs::path& file) : file_(file, File::Mode::read) {
    find_lines();
    if (num_sentences() == 0) throw bad(0, "no line: neither HDF5 nor NeuroX's JSON");
    const json first = line(0);
    if (words_of(first, 0) == 0) throw bad(0, "has no word");
    const json& layers = first["features"][0]["layers"];
    layout_ = neurox_layout(to_index(layers.size()), to_index(layers[0]["values"].size()));
    if (layout_.neurons() == 0) throw bad(0, "has no neuron");
    expect_last_is_whole();
  }

  const VectorLayout& layout() const override { return layout_; }
  Index num_sentences() const override { return to_index(starts_.size()) - 1; }
  Index num_words(Index sentence) const override { return words_of(line(sentence), sentence); }
  std::optional<std::vector<std::string>> words(Index) const override { return std::nullopt; }  // of its own spelling

  void read(Index sentence, std::span<float> out) const override {
    const json parsed = line(sentence);
    NEURANK_EXPECT(to_index(out.size()) == words_of(parsed, sentence) * layout_.neurons());
    auto to = out.begin();
    for (const json& word : parsed["features"]) {
      if (to_index(word["layers"].size()) != to_index(layout_.layer_numbers.size()))
        throw bad(sentence, "has another number of layers than the first line");
      for (const json& layer : word["layers"]) {
        const json values = layer.is_object() && layer.contains("values") ? layer["values"] : json();
        if (!values.is_array() || to_index(values.size()) != layout_.width)
          throw bad(sentence, "has another number of neurons than the first line");
        for (const json& value : values)
          *to++ = value.is_number() ? value.get<float>() : std::numeric_limits<float>::quiet_NaN();
      }
    }
    expect_finite(out, layout_, file_.path(), sentence);
  }

 private:
  Error bad(Index sentence, const std::string& problem) const {
    return input_error(at(file_.path(), sentence + 1) + problem, "extract it again");
  }

  /// Where lines start, and where the last one ends; empty lines at the end are none.
  void find_lines() {
    std::vector<char> buffer(1 << 20);
    const std::uint64_t size = file_.size();
    starts_ = {0};
    for (std::uint64_t position = 0; position < size; position += buffer.size()) {
      const std::uint64_t count = std::min<std::uint64_t>(buffer.size(), size - position);
      file_.read_at(position, buffer.data(), count);
      for (std::uint64_t i = 0; i < count; ++i)
        if (buffer[i] == '\n') starts_.push_back(position + i + 1);
    }
    if (starts_.back() != size) starts_.push_back(size);
    while (starts_.size() > 1 && starts_.back() - starts_[starts_.size() - 2] <= 1) starts_.pop_back();
  }

  json line(Index sentence) const {
    const std::uint64_t begin = starts_[to_size(sentence)], bytes = starts_[to_size(sentence) + 1] - begin;
    if (bytes > most_line_bytes) throw bad(sentence, "is longer than 2 GiB");
    std::string text(bytes, '\0');
    file_.read_at(begin, text.data(), bytes);
    json parsed = parsed_json<json>(text);
    const bool is_sentence = parsed.is_object() && parsed.contains("features") && parsed["features"].is_array();
    if (!is_sentence) throw bad(sentence, "is not a sentence of NeuroX's JSON, whose extraction may have been stopped");
    if (parsed.contains("linex_index") && parsed["linex_index"] != sentence)
      throw bad(sentence, "has linex_index " + json_text(parsed["linex_index"], -1, true) + ", expected " +
                              std::to_string(sentence));
    return parsed;
  }

  Index words_of(const json& parsed, Index sentence) const {
    for (const json& word : parsed["features"]) {
      const bool has_layers = word.is_object() && word.contains("layers") && word["layers"].is_array() &&
                              !word["layers"].empty() && word["layers"][0].is_object() &&
                              word["layers"][0].contains("values");
      if (!has_layers) throw bad(sentence, "has a word without layers");
    }
    return to_index(parsed["features"].size());
  }

  void expect_last_is_whole() const { line(num_sentences() - 1); }

  File file_;
  std::vector<std::uint64_t> starts_;  ///< [sentences + 1] bytes
  VectorLayout layout_;
};

}  // namespace

std::unique_ptr<WordVectors> open_neurox_json(const fs::path& file) { return std::make_unique<NeuroxJson>(file); }

}  // namespace neurank::store
