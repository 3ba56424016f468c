// Extraction against the bare matrix products of the same model on the same batches.
//   OMP_NUM_THREADS=1 extraction_bench MODEL_FOLDER|bert|xlnet|llama CONLL_FILE SENTENCES PAIRS [LAYERS]
// MODEL_FOLDER holds one of 4 layers x 128; "bert" and "xlnet" are as large as the published base models, "llama" has
// LAYERS of the 22 layers of 1.1 billion parameters in bfloat16; their weights are random. Both sides are run in turn,
// PAIRS times. For "llama" a row memory/llama tells the most memory that loading and running it took, mapped pages
// included, as a part of 1.15 times the stored bytes and 1 GiB.

#include <fstream>
#include <iostream>

#include "base/text.hpp"
#include "bench/bench.hpp"
#include "bench/random_xlnet.hpp"
#include "cli/start.hpp"
#include "model/batch_plan.hpp"
#include "model/piece_alignment.hpp"
#include "model/tiny_bert.hpp"
#include "model/word_states.hpp"
#include "support/large_llama.hpp"
#include "support/peak_memory.hpp"
#include "support/scratch_folder.hpp"

namespace neurank {
namespace {

/// Two pieces for a long word, one for a short one: about as many as a real vocabulary gives.
class LengthTokenizer final : public tokenizer::Tokenizer {
 public:
  tokenizer::TokenizedSentence tokenize(std::span<const std::string> words) const override {
    tokenizer::TokenizedSentence sentence;
    for (const std::string& word : words) {
      const auto begin = static_cast<std::int32_t>(sentence.ids.size());
      sentence.ids.insert(sentence.ids.end(), word.size() > 8 ? 2 : 1, 5);
      sentence.words.push_back({begin, static_cast<std::int32_t>(sentence.ids.size())});
    }
    return sentence;
  }
  std::string spell(std::span<const std::int32_t>) const override { return "x"; }
  tokenizer::Framing framing() const override { return {{1}, {2}}; }
  std::optional<std::int32_t> unknown_id() const override { return 0; }
};

struct Text {
  std::vector<std::string> words;
  std::vector<Index> offsets{0};
};

Text read_words(const char* file, std::size_t sentences) {
  std::ifstream in(file);
  Text text;
  for (std::string line; text.offsets.size() <= sentences && std::getline(in, line);) {
    const auto fields = split_whitespace(line);
    if (!fields.empty())
      text.words.emplace_back(fields[0]);
    else if (text.offsets.back() < static_cast<Index>(text.words.size()))
      text.offsets.push_back(static_cast<Index>(text.words.size()));
  }
  text.words.resize(static_cast<std::size_t>(text.offsets.back()));
  return text;
}

std::vector<Index> lengths_of(const Text& text, const tokenizer::Tokenizer& tokenizer) {
  std::vector<Index> lengths;
  for (std::size_t s = 0; s + 1 < text.offsets.size(); ++s)
    lengths.push_back(
        2 + static_cast<Index>(
                tokenizer.tokenize({text.words.begin() + text.offsets[s], text.words.begin() + text.offsets[s + 1]})
                    .ids.size()));
  return lengths;
}

struct Sizes {
  Index layers, width, heads, inner_width;
  bool distances = false;  ///< attention has scores by distance
  Index key_heads = heads;
  bool is_gated = false;

  Index head_width() const { return width / heads; }
  Index projected() const { return (heads + 2 * key_heads) * head_width(); }
};

/// The products of all blocks for one batch, on preallocated matrices.
class BareProducts {
 public:
  BareProducts(const Sizes& sizes, Index max_pieces)
      : sizes_(sizes),
        hidden_(Matrix::Random(max_pieces, sizes.width)),
        context_(hidden_),
        output_(hidden_),
        qkv_(Matrix::Random(max_pieces, sizes.projected())),
        inner_(Matrix::Random(max_pieces, sizes.inner_width)),
        w_qkv_(Matrix::Random(sizes.projected(), sizes.width)),
        w_out_(Matrix::Random(sizes.width, sizes.width)),
        w_in_(Matrix::Random(sizes.inner_width, sizes.width)),
        w_down_(Matrix::Random(sizes.width, sizes.inner_width)) {}

  void run(Index sequences, Index length) {
    const Index n = sequences * length, d = sizes_.head_width(), shared = sizes_.heads / sizes_.key_heads;
    scores_.resize(length, length);
    for (Index layer = 0; layer < sizes_.layers; ++layer) {
      qkv_.topRows(n).noalias() = hidden_.topRows(n) * w_qkv_.transpose();
      if (sizes_.distances) score_distances(n, length);
      for (Index b = 0; b < sequences; ++b)
        for (Index h = 0; h < sizes_.heads; ++h) {
          const auto head = [&](Index which) { return qkv_.block(b * length, which * d, length, d); };
          const Index key = sizes_.heads + h / shared, value = key + sizes_.key_heads;
          scores_.noalias() = head(h) * head(key).transpose();
          context_.block(b * length, h * d, length, d).noalias() = scores_ * head(value);
        }
      output_.topRows(n).noalias() = context_.topRows(n) * w_out_.transpose();
      for (int product = 0; product < (sizes_.is_gated ? 2 : 1); ++product)
        inner_.topRows(n).noalias() = hidden_.topRows(n) * w_in_.transpose();
      output_.topRows(n).noalias() = inner_.topRows(n) * w_down_.transpose();
    }
  }

 private:
  /// Each head's queries with all distances, and these through the layer's weights.
  void score_distances(Index n, Index length) {
    const Index head_width = sizes_.head_width(), columns = 2 * length - 1;
    projected_distances_.noalias() = w_out_ * hidden_.topRows(columns).transpose();
    distance_scores_.resize(n, columns);
    for (Index h = 0; h < sizes_.heads; ++h)
      distance_scores_.noalias() =
          qkv_.block(0, h * head_width, n, head_width) * projected_distances_.middleRows(h * head_width, head_width);
  }

  Sizes sizes_;
  Matrix projected_distances_, distance_scores_;
  Matrix hidden_, context_, output_, qkv_, inner_, scores_, w_qkv_, w_out_, w_in_, w_down_;
};

/// Prints extraction/NAME, bare products / extraction, and padding/NAME, the share of what is computed that is padding.
void compare(const std::string& name, const std::filesystem::path& folder, const Sizes& sizes, const Text& text,
             int pairs) {
  const LengthTokenizer tokenizer;
  const auto model = model::load_language_model({.name = "", .path = folder, .family = ""}, model::Device::cpu);
  const model::WordStateSettings settings;
  const auto batches = model::plan_batches(lengths_of(text, tokenizer), settings.batch_pieces, model->batch_cost());
  BareProducts products(sizes, settings.batch_pieces);
  model::WordStateSummary summary;
  const double value = bench::ratio(
      pairs,
      [&] {
        for (const auto& batch : batches) products.run(static_cast<Index>(batch.sequences.size()), batch.length);
      },
      [&] {
        summary = model::compute_word_states(
            *model, tokenizer, {text.words, text.offsets}, settings, [](auto, Index, ConstMatrixView) {},
            [] { return true; });
      });
  bench::print_row("extraction/" + name, value);
  const Index pieces = model::align(model->shape(), tokenizer, text.words, text.offsets).pieces;
  const double computed = static_cast<double>(pieces + summary.padded_pieces) + 2 * (text.offsets.size() - 1);
  bench::print_row("padding/" + name, summary.padded_pieces / computed);
}

void compare_llama(const std::filesystem::path& folder, const Text& text, int pairs, Index layers) {
  const test::LargeLlama llama{.layers = layers};
  const auto stored = static_cast<double>(test::write_llama(folder, llama));
  constexpr double gib = 1 << 30;
  test::reset_peak_memory();
  const double before = static_cast<double>(test::peak_memory());
  const LengthTokenizer tokenizer;
  {
    const auto model = model::load_language_model({.name = "", .path = folder, .family = ""}, model::Device::cpu);
    model::compute_word_states(
        *model, tokenizer, {text.words, text.offsets}, {}, [](auto, Index, ConstMatrixView) {}, [] { return true; });
  }
  bench::print_row("memory/llama", (static_cast<double>(test::peak_memory()) - before) / (1.15 * stored + gib));
  compare("llama", folder,
          {.layers = layers,
           .width = llama.width,
           .heads = llama.heads,
           .inner_width = llama.inner_width,
           .key_heads = llama.key_heads,
           .is_gated = true},
          text, pairs);
}

}  // namespace
}  // namespace neurank

int main(int argc, char** argv) {
  using namespace neurank;
  cli::start_with_best_kernels(argv);
  if (argc != 5 && argc != 6) {
    std::cerr << "usage: extraction_bench MODEL_FOLDER|bert|xlnet|llama CONLL_FILE SENTENCES PAIRS [LAYERS]\n";
    return 1;
  }
  const auto text = read_words(argv[2], std::stoul(argv[3]));
  const std::string model = argv[1];
  const int pairs = std::stoi(argv[4]);
  const test::ScratchFolder folder;
  if (model == "bert") {
    test::write_bert(
        folder.path(),
        {.layers = 12, .width = 768, .heads = 12, .inner_width = 3072, .vocabulary = 28996, .positions = 512});
    compare(model, folder.path(), {12, 768, 12, 3072, false}, text, pairs);
  } else if (model == "xlnet") {
    test::write_xlnet(folder.path(), {12, 768, 12, 3072, 1000});
    compare(model, folder.path(), {12, 768, 12, 3072, true}, text, pairs);
  } else if (model == "llama") {
    compare_llama(folder.path(), text, pairs, argc == 6 ? std::stol(argv[5]) : test::LargeLlama().layers);
  } else {
    const auto shape = model::read_model_shape({.name = "", .path = model, .family = ""});
    compare(std::filesystem::path(model).filename(), model, {4, 128, 4, 512, shape.family == "xlnet"}, text, pairs);
  }
}
