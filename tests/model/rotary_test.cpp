#include "model/parts/rotary.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/refusal.hpp"

namespace neurank::model {
namespace {

RotaryPlan plan_of(const std::string& config, const RotaryKeys& keys = {}, const std::string& kind = "") {
  return read_rotary(checkpoint::ModelConfig::from_text(config, "config.json"), 8, keys, kind);
}

std::string refused(const std::string& config) {
  return test::refusal([&] { plan_of(config); }, Cause::input);
}

TEST(RotaryPlan, is_read_from_both_spellings) {
  const RotaryPlan plain = plan_of("{}");
  EXPECT_EQ(plain.width, 8);
  EXPECT_EQ(plain.base, 10000);
  EXPECT_EQ(plain.type, RotaryType::plain);
  EXPECT_EQ(plan_of(R"({"rope_theta": 5e5, "rope_scaling": {"type": "linear", "factor": 4}})"),
            plan_of(R"({"rope_parameters": {"rope_theta": 5e5, "rope_type": "linear", "factor": 4}})"));
  EXPECT_EQ(plan_of(R"({"rope_theta": 7, "rope_scaling": null})"),
            plan_of(R"({"rope_parameters": {"rope_theta": 7}})"));
  EXPECT_EQ(plan_of(R"({"rotary_pct": 0.25, "rotary_emb_base": 9})",
                    {.base = "rotary_emb_base", .part = "rotary_pct", .default_part = 1})
                .width,
            2);
  const std::string nested = R"({"rope_parameters": {"full_attention": {"rope_theta": 5}, "sliding_attention":
                               {"rope_theta": 6}}})";
  EXPECT_EQ(plan_of(nested, {}, "full_attention").base, 5);
  EXPECT_EQ(plan_of(nested, {}, "sliding_attention").base, 6);
}

TEST(RotaryPlan, what_is_not_computed_or_contradicts_itself_is_refused) {
  for (const char* type : {"dynamic", "yarn", "longrope"})
    EXPECT_EQ(refused(std::string(R"({"rope_scaling": {"factor": 2, "rope_type": ")").append(type).append("\"}}")),
              std::string("config.json: rotary positions of type \"")
                  .append(type)
                  .append("\" are not computed here; supported: default, linear, llama3"));
  EXPECT_EQ(
      refused(R"({"rope_parameters": {"rope_type": "default"}, "rope_scaling": {"type": "linear", "factor": 2}})"),
      "config.json: rope_parameters and rope_scaling are both there; leave out the one that is not the model's");
  EXPECT_EQ(
      refused(R"({"rope_theta": 3, "rope_parameters": {"rope_theta": 4}})"),
      "config.json: rope_theta and rope_theta of rope_parameters differ; leave out the one that is not the model's");
  EXPECT_EQ(refused(R"({"rope_parameters": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 1}})"),
            "config.json: key rope_parameters.high_freq_factor is missing");
  EXPECT_EQ(refused(R"({"partial_rotary_factor": 0.4})"),
            "config.json: rotary positions turn 3 of 8 numbers of a head, expected an even part of them");
}

/// The angle by which pair i is turned at a position.
double angle(const RotaryPlan& plan, Index position, Index pair) {
  const Rotation rotation = rotation_of(plan, position + 1, at::kCPU);
  return std::atan2(rotation.sines[position][pair].item<double>(), rotation.cosines[position][pair].item<double>());
}

TEST(Rotation, follows_the_formula) {
  const RotaryPlan plain{.width = 8, .base = 100};
  for (const Index pair : {0, 1, 3}) EXPECT_NEAR(angle(plain, 2, pair), 2 * std::pow(100.0, -pair / 4.0), 1e-6) << pair;
  const RotaryPlan linear{.width = 8, .base = 100, .type = RotaryType::linear, .factor = 4};
  EXPECT_NEAR(angle(linear, 2, 1), 2 * std::pow(100.0, -0.25) / 4, 1e-6);
}

TEST(Rotation, of_llama_3_stretches_slow_frequencies_alone) {
  RotaryPlan plan{.width = 4, .base = 1, .type = RotaryType::llama3, .factor = 8, .low_factor = 1, .high_factor = 4};
  const auto turning = [&](double turns) {  // all frequencies are 1 with base 1: it turns so often in this length
    plan.original_length = turns * 2 * std::numbers::pi;
    return angle(plan, 1, 0);
  };
  EXPECT_NEAR(turning(0.9), 1.0 / 8, 1e-6);
  EXPECT_NEAR(turning(5), 1, 1e-6);
  EXPECT_NEAR(turning(2.5), 0.5 / 8 + 0.5, 1e-6) << "half way between 1 and 4 turns";
}

TEST(Rotation, turns_numbers_half_the_width_apart_and_leaves_the_rest) {
  const at::Tensor heads = at::arange(1, 7, at::kFloat).view({1, 6}).repeat({2, 1}).view({1, 2, 6}).contiguous();
  rotate(heads, rotation_of({.width = 4, .base = 1}, 2, at::kCPU));
  const auto at = [&](Index number) { return heads[0][1][number].item<double>(); };
  const double c = std::cos(1.0), s = std::sin(1.0);
  EXPECT_NEAR(at(0), 1 * c - 3 * s, 1e-6);
  EXPECT_NEAR(at(2), 3 * c + 1 * s, 1e-6);
  EXPECT_NEAR(at(1), 2 * c - 4 * s, 1e-6);
  EXPECT_EQ(at(4), 5);
  EXPECT_EQ(at(5), 6);
  EXPECT_EQ(heads[0][0][0].item<double>(), 1) << "position 0 stays";
}

}  // namespace
}  // namespace neurank::model
