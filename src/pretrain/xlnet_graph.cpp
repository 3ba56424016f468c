#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/zeros.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/json.hpp"
#include "pretrain/training_graph.hpp"
#include "pretrain/two_streams.hpp"
#include "tokenizer/sentence_piece_library.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;

constexpr double epsilon = 1e-12;

/// Positions are relative, so that no length is too long for the model; very long sequences cost memory.
constexpr Index pieces_a_word = 4;

class Xlnet final : public TrainingGraph {
 public:
  Xlnet(const Architecture& architecture, const std::filesystem::path& vocabulary, std::uint64_t seed)
      : architecture_(architecture),
        text_(vocabulary, architecture.max_words, pieces_a_word * architecture.max_words),
        vocabulary_(tokenizer::SentencePieceModel(vocabulary / "spiece.model").size()) {
    NEURANK_EXPECT(architecture.width % architecture.heads == 0);
    Random random(derive_seed(seed, "xlnet"));
    streams_ = std::make_unique<TwoStreams>(TwoStreamSizes{.layers = architecture.layers,
                                                           .width = architecture.width,
                                                           .heads = architecture.heads,
                                                           .head_width = architecture.width / architecture.heads,
                                                           .inner_width = architecture.feed_forward,
                                                           .vocabulary = vocabulary_,
                                                           .epsilon = epsilon},
                                            random);
    parameters_.add_part("streams", streams_->parameters());
  }

  Loss loss(std::span<const Words> sentences, std::uint64_t seed) override {
    const std::vector<Pieces> sequences = text_.sequences(sentences);
    if (sequences.empty()) return {at::zeros({}).set_requires_grad(true), 0};
    Random random(seed);
    const PackedBatch batch = pack(sequences);
    const PredictionOrder order = draw_order(batch, text_.before(), text_.after(), random);
    const double rate = is_training() ? architecture_.dropout : 0;
    const Tensor scores = streams_->predict(batch, order, Dropout{rate, random}).view({-1, vocabulary_});
    return {at::cross_entropy_loss(scores, order.targets.view({-1}), {}, at::Reduction::Sum, -1), order.predictions};
  }

  std::vector<std::int64_t> units(const Words& sentence) const override { return text_.pieces(sentence); }

  void write(const std::filesystem::path& folder) const override {
    make_folder(folder);
    write_parameters(streams_->parameters(), folder / "model.safetensors");
    text_.copy_to(folder);
    write_file(folder / "config.json", json_text(config(), 2) + "\n");
  }

 private:
  std::vector<Tensor> compute_states(const Words& sentence) override {
    const PackedBatch batch = pack({text_.framed(sentence)});
    std::vector<Tensor> layers = streams_->content(batch, all_context(batch));
    for (Tensor& layer : layers) layer = layer[0];
    return layers;
  }

  /// The activation is called gelu_new, which means the tanh formula everywhere; XLNet's published configs say gelu and
  /// leave open which.
  checkpoint::Json config() const {
    return {{"architectures", {"XLNetLMHeadModel"}},
            {"model_type", "xlnet"},
            {"attn_type", "bi"},
            {"bi_data", false},
            {"bos_token_id", 1},
            {"clamp_len", -1},
            {"d_head", architecture_.width / architecture_.heads},
            {"d_inner", architecture_.feed_forward},
            {"d_model", architecture_.width},
            {"dropout", architecture_.dropout},
            {"eos_token_id", 2},
            {"ff_activation", "gelu_new"},
            {"layer_norm_eps", epsilon},
            {"mem_len", nullptr},
            {"n_head", architecture_.heads},
            {"n_layer", architecture_.layers},
            {"pad_token_id", 5},
            {"reuse_len", nullptr},
            {"same_length", false},
            {"untie_r", true},
            {"vocab_size", vocabulary_}};
  }

  Architecture architecture_;
  PieceText text_;
  Index vocabulary_;
  std::unique_ptr<TwoStreams> streams_;
};

}  // namespace

std::shared_ptr<TrainingGraph> make_xlnet(const Architecture& architecture, const std::filesystem::path& vocabulary,
                                          std::uint64_t seed) {
  return std::make_shared<Xlnet>(architecture, vocabulary, seed);
}

}  // namespace neurank::pretrain
