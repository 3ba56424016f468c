#include <gtest/gtest.h>

#include <cmath>

#include "edited_model.hpp"
#include "golden_states.hpp"

namespace neurank::model {
namespace {

const std::filesystem::path folder = std::filesystem::path(NEURANK_TEST_DATA) / "xlnet";

ModelSettings settings(std::optional<Gelu> gelu = {}) {
  return {.name = "xlnet", .path = folder, .family = "", .gelu = gelu};
}

PieceBatch sequence(Index length) {
  PieceBatch batch{.length = length, .ids = {}, .lengths = {length}, .segments = {}};
  for (Index p = 0; p < length; ++p) batch.ids.push_back((7 * p + 11) % 203);
  return batch;
}

TEST(Xlnet, with_gelu_erf_states_equal_those_of_current_transformers) {
  const auto model = load_language_model(settings(Gelu::erf), Device::cpu);
  EXPECT_EQ(model->shape().activation, "gelu_erf");
  test::expect_golden_states(*model, folder, "expected.safetensors");
}

TEST(Xlnet, with_gelu_tanh_states_equal_those_of_older_transformers) {
  const auto model = load_language_model(settings(Gelu::tanh), Device::cpu);
  EXPECT_EQ(model->shape().activation, "gelu_tanh");
  test::expect_golden_states(*model, folder, "expected_tanh.safetensors");
}

TEST(Xlnet, gelu_is_tanh_unless_told_otherwise) {
  const auto model = load_language_model(settings(), Device::cpu);
  EXPECT_EQ(model->shape().activation, "gelu_tanh");
  EXPECT_EQ(test::all_layers(*model, sequence(9)),
            test::all_layers(*load_language_model(settings(Gelu::tanh), Device::cpu), sequence(9)));
}

TEST(Xlnet, shape_is_that_of_the_config) {
  const ModelShape shape = read_model_shape(settings());
  EXPECT_EQ(shape.family, "xlnet");
  EXPECT_EQ(shape.layers, 5);
  EXPECT_EQ(shape.width, 48);
  EXPECT_EQ(shape.layer_names, (std::vector<std::string>{"embeddings", "layer_1", "layer_2", "layer_3", "layer_4"}));
  EXPECT_EQ(shape.max_pieces, 0) << "no limit";
  EXPECT_EQ(shape.vocabulary, 203);
  EXPECT_EQ(shape.segments, 4);
}

TEST(Xlnet, what_stands_in_padding_does_not_matter) {
  const auto model = load_language_model(settings(), Device::cpu);
  const nlohmann::json inputs = test::read_json(folder / "inputs.json");
  PieceBatch batch = test::batch_from(inputs["batches"][1]);
  const std::vector<Matrix> before = test::all_layers(*model, batch);
  for (Index b = 0; b < batch.size(); ++b)
    for (Index p = batch.lengths[b]; p < batch.length; ++p)
      batch.ids[b * batch.length + p] = batch.segments[b * batch.length + p] = -12345;
  EXPECT_EQ(test::all_layers(*model, batch), before);
}

TEST(Xlnet, no_sequence_is_too_long) {
  for (const Matrix& states : test::all_layers(*load_language_model(settings(), Device::cpu), sequence(1100)))
    EXPECT_TRUE(states.allFinite());
}

TEST(Xlnet, weights_may_lack_the_prefix) {
  test::EditedModel changed(folder);
  changed.rename([](const std::string& name) {
    return name.starts_with("transformer.") ? name.substr(std::string("transformer.").size()) : name;
  });
  EXPECT_EQ(test::all_layers(*changed.load(), sequence(9)),
            test::all_layers(*load_language_model(settings(), Device::cpu), sequence(9)));
}

TEST(Xlnet, biases_of_each_layer_are_read_whatever_untie_r_says) {
  test::EditedModel changed(folder);
  changed.config["untie_r"] = false;
  EXPECT_EQ(test::all_layers(*changed.load(), sequence(9)),
            test::all_layers(*load_language_model(settings(), Device::cpu), sequence(9)));
  changed.rename([](const std::string& name) { return name.ends_with("1.rel_attn.r_w_bias") ? "r_w_bias" : name; });
  EXPECT_MENTIONS(changed.error_with("untie_r", false), "tensor transformer.layer.1.rel_attn.r_w_bias is missing");
}

TEST(Xlnet, configs_that_compute_otherwise_are_refused) {
  test::EditedModel changed(folder);
  EXPECT_MENTIONS(changed.error_with("attn_type", "uni"), "attn_type is \"uni\", only bi");
  EXPECT_MENTIONS(changed.error_with("bi_data", true), "bi_data is true");
  EXPECT_MENTIONS(changed.error_with("ff_activation", "quick_gelu"), "ff_activation is \"quick_gelu\"");
  EXPECT_MENTIONS(changed.error_with("d_model", 47), "d_model is odd");
  EXPECT_MENTIONS(changed.error_with("d_head", 13), "r_w_bias is [4, 12], expected [4, 13] from config.json");
  EXPECT_MENTIONS(changed.error_with("n_layer", 3), "lies beyond what n_layer in config.json counts");
  EXPECT_MENTIONS(changed.error_with("n_layer", 5), "tensor transformer.layer.4.rel_attn.r_w_bias is missing");
  EXPECT_MENTIONS(changed.error_with("clamp_len", 1.5), "clamp_len is 1.5, expected a whole number");
  changed.config["d_head"] = nullptr;
  EXPECT_NO_THROW(changed.load());
}

TEST(Xlnet, a_gelu_can_be_chosen_only_where_the_config_says_gelu) {
  test::EditedModel changed(folder);
  changed.config["ff_activation"] = "relu";
  EXPECT_NO_THROW(changed.load());
  changed.gelu = Gelu::erf;
  EXPECT_MENTIONS(changed.error_of_loading(),
                  "gelu of model tiny: the model's ff_activation is not \"gelu\" but relu; leave it out");
}

TEST(Xlnet, flops_are_those_of_the_matrix_products) {
  // 4 layers, 3 pieces, width 48, inner 80: projections 4 * 48^2, feed-forward 2 * 48 * 80; for each piece scores by
  // content with 3 keys, by distance with 5, and 3 values
  EXPECT_EQ(flops_per_sequence(settings(), 3), 2.0 * 4 * 3 * (4 * 48 * 48 + 2 * 48 * 80 + (3 + 5 + 3) * 48));
}

using Table = Eigen::MatrixXd;

/// The scores of one head of the first layer, number by number as the formula says them.
class SlowScores {
 public:
  SlowScores(test::EditedModel& model, Index head, Index clamp) : model_(model), head_(head), clamp_(clamp) {}

  Table operator()(const Table& hidden, const std::vector<std::int64_t>& segments) const {
    const Table query = hidden * projection("q"), key = hidden * projection("k"), r = projection("r");
    const Table segment = rows("seg_embed", 2);
    Table scores(hidden.rows(), hidden.rows());
    for (Index i = 0; i < scores.rows(); ++i)
      for (Index j = 0; j < scores.cols(); ++j) {
        const double content = (query.row(i) + rows("r_w_bias", 1)).dot(key.row(j));
        const double distance = (query.row(i) + rows("r_r_bias", 1)).dot(position(i - j) * r);
        const Index differ = segments[i] == segments[j] ? 0 : 1;
        scores(i, j) = content + distance + (query.row(i) + rows("r_s_bias", 1)).dot(segment.row(differ));
      }
    return scores / std::sqrt(static_cast<double>(d));
  }

  /// Columns of this head of a weight [width, heads, d].
  Table projection(const char* name) const { return rows(name, width); }

 private:
  static constexpr Index width = 48, heads = 4, d = 12;

  /// Of a tensor [n, heads, d], or [heads, d] with n = 1: [n, d] of this head
  Table rows(const std::string& name, Index n) const {
    const auto& values = model_.tensor("transformer.layer.0.rel_attn." + name).values;
    Table found(n, d);
    for (Index i = 0; i < n; ++i)
      for (Index k = 0; k < d; ++k) found(i, k) = values[static_cast<std::size_t>((i * heads + head_) * d + k)];
    return found;
  }

  Eigen::RowVectorXd position(Index p) const {
    if (clamp_ > 0) p = std::clamp(p, -clamp_, clamp_);
    Eigen::RowVectorXd row(width);
    for (Index k = 0; k < width / 2; ++k) {
      const double angle = static_cast<double>(p) * std::pow(10000.0, -2.0 * static_cast<double>(k) / width);
      row[k] = std::sin(angle);
      row[width / 2 + k] = std::cos(angle);
    }
    return row;
  }

  test::EditedModel& model_;
  Index head_, clamp_;
};

/// LN(x) without weights.
Table normalised(const Table& x) {
  Table result = x.colwise() - x.rowwise().mean();
  for (Index i = 0; i < x.rows(); ++i) result.row(i) /= std::sqrt(result.row(i).squaredNorm() / x.cols() + 1e-12);
  return result;
}

/// Makes the first layer LN(LN(attention(h) + h)) with plain norms, which is all of it that depends on positions.
void silence_feed_forward(test::EditedModel& model) {
  for (auto& tensor : model.weights) {
    const bool is_norm = tensor.name.find("layer_norm.weight") != std::string::npos;
    const bool is_silent =
        tensor.name.find("layer_norm.bias") != std::string::npos || tensor.name.find("ff.layer_2") != std::string::npos;
    if (is_norm || is_silent) std::fill(tensor.values.begin(), tensor.values.end(), is_norm ? 1.0f : 0.0f);
  }
}

Table slow_first_layer(test::EditedModel& model, const Table& hidden, const std::vector<std::int64_t>& segments,
                       Index clamp) {
  Table sum = hidden;
  for (Index head = 0; head < 4; ++head) {
    const SlowScores scores(model, head, clamp);
    Table weights = scores(hidden, segments).array().exp();
    weights.array().colwise() /= weights.rowwise().sum().array().eval();
    sum += weights * hidden * scores.projection("v") * scores.projection("o").transpose();
  }
  return normalised(normalised(sum));
}

TEST(Xlnet, clamped_distances_follow_the_formula) {
  test::EditedModel changed(folder);
  silence_feed_forward(changed);
  PieceBatch batch = sequence(10);
  batch.segments = {0, 0, 0, 0, 1, 1, 1, 1, 1, 2};
  Matrix unclamped;
  for (const Index clamp : {-1, 9, 4, 1, 0}) {
    changed.config["clamp_len"] = clamp;
    const std::vector<Matrix> layers = test::all_layers(*changed.load(), batch);
    const Table expected = slow_first_layer(changed, layers[0].cast<double>(), batch.segments, clamp);
    EXPECT_LT((layers[1].cast<double>() - expected).cwiseAbs().maxCoeff(), test::golden_tolerance) << clamp;
    if (clamp == -1) unclamped = layers[1];
    const float change = (layers[1] - unclamped).cwiseAbs().maxCoeff();
    EXPECT_EQ(change > 1e-3f, clamp == 4 || clamp == 1) << clamp << ": " << change;
    if (clamp == 9) {
      EXPECT_EQ(change, 0) << "no two pieces are farther apart";
    }
  }
}

}  // namespace
}  // namespace neurank::model
