#include "model/parts/rotary_plan.hpp"

#include <algorithm>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

constexpr const char* parameters_key = "rope_parameters";

/// What a config says of stretching, beside the base: a section of it, or nothing.
std::optional<ModelConfig> scaling_of(const ModelConfig& config, const RotaryKeys& keys, const std::string& kind) {
  const bool has_scaling = !keys.scaling.empty() && config.has(keys.scaling);
  if (!config.has(parameters_key)) return has_scaling ? std::optional(config.section(keys.scaling)) : std::nullopt;
  if (has_scaling)
    throw input_error(config.file().string() + ": " + parameters_key + " and " + keys.scaling + " are both there",
                      "leave out the one that is not the model's");
  const ModelConfig parameters = config.section(parameters_key);
  return kind.empty() || !parameters.has(kind) ? parameters : parameters.section(kind);
}

RotaryType type_of(const ModelConfig& scaling) {
  const std::string name = scaling.text("rope_type", scaling.text("type", name_of(RotaryType::plain)));
  if (const auto type = parse<RotaryType>(name)) return *type;
  throw input_error(
      scaling.file().string() + ": rotary positions of type " + in_quotes(name) + " are not computed here",
      "supported: " + join(all_names<RotaryType>(), ", "));
}

Index width_of(const ModelConfig& config, double part, Index head_width) {
  const auto width = to_index(part * to_double(head_width));
  if (part <= 1 && width >= 2 && width % 2 == 0) return width;
  throw input_error(config.file().string() + ": rotary positions turn " + std::to_string(width) + " of " +
                    std::to_string(head_width) + " numbers of a head, expected an even part of them");
}

double base_of(const ModelConfig& config, const RotaryKeys& keys, const std::optional<ModelConfig>& scaling) {
  const std::optional<double> outer =
      config.has(keys.base) ? std::optional(config.positive_number(keys.base)) : std::nullopt;
  if (!scaling || !scaling->has("rope_theta")) return outer.value_or(keys.default_base);
  const double inner = scaling->positive_number("rope_theta");
  if (outer && *outer != inner)
    throw input_error(config.file().string() + ": " + keys.base + " and rope_theta of " + parameters_key + " differ",
                      "leave out the one that is not the model's");
  return inner;
}

void read_stretching(const ModelConfig& scaling, RotaryPlan& plan) {
  plan.type = type_of(scaling);
  if (plan.type != RotaryType::plain) plan.factor = scaling.positive_number("factor");
  if (plan.type != RotaryType::llama3) return;
  plan.low_factor = scaling.positive_number("low_freq_factor");
  plan.high_factor = scaling.positive_number("high_freq_factor");
  plan.original_length = to_double(scaling.count("original_max_position_embeddings"));
  if (plan.low_factor >= plan.high_factor)
    throw input_error(scaling.file().string() + ": low_freq_factor is not below high_freq_factor");
}

}  // namespace

RotaryPlan read_rotary(const ModelConfig& config, Index head_width, const RotaryKeys& keys, const std::string& kind) {
  const std::optional<ModelConfig> scaling = scaling_of(config, keys, kind);
  double part = config.positive_number(keys.part, keys.default_part);
  if (scaling) part = scaling->positive_number("partial_rotary_factor", part);
  RotaryPlan plan;
  plan.width = width_of(config, part, head_width);
  plan.base = base_of(config, keys, scaling);
  if (scaling) read_stretching(*scaling, plan);
  return plan;
}

}  // namespace neurank::model
