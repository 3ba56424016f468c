#include "model/untrained_weights.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::model {
namespace {

using checkpoint::Shape;

/// Sinusoids, which some checkpoints store beside what was learned.
bool is_fixed(std::string_view name) { return name.ends_with("positional_encoding"); }

bool is_vector(const Shape& shape) {
  return std::count_if(shape.begin(), shape.end(), [](std::int64_t size) { return size != 1; }) <= 1;
}

bool scales(std::string_view name) { return name.ends_with("weight") || name.ends_with("gamma"); }

float glorot_bound(const Shape& shape) {
  const std::int64_t rows = *std::find_if(shape.begin(), shape.end(), [](std::int64_t size) { return size != 1; });
  const std::int64_t columns = checkpoint::num_elements(shape) / rows;
  return static_cast<float>(std::sqrt(6.0 / to_double(rows + columns)));
}

}  // namespace

void UntrainedWeights::read(std::string_view name, std::span<float> out) const {
  const Shape& shape = *trained_->find(name);
  if (is_fixed(name)) {
    trained_->read(name, out);
  } else if (is_vector(shape)) {
    std::fill(out.begin(), out.end(), scales(name) ? scale_ : 0.0f);
  } else {
    Random random(derive_seed(to_uint64(draw_), name));
    const float bound = glorot_bound(shape);
    for (float& value : out) value = random.uniform(-bound, bound);
  }
}

}  // namespace neurank::model
