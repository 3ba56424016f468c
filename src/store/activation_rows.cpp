#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/half.hpp"
#include "base/neuron_name.hpp"
#include "base/text.hpp"
#include "store/activation_layout.hpp"

namespace neurank::store {
namespace {

constexpr float max_half = 65504.0f;

void convert(const float* from, Index width, Half* to) { to_half(from, width, to); }
void convert(const float* from, Index width, float* to) { std::copy_n(from, width, to); }

/// Stores one vector; says whether every value is a number that the format holds.
template <class Number>
bool store_vector(const float* from, Index width, float largest, Number* to) {
  convert(from, width, to);
  int bad = 0;
#pragma omp simd reduction(| : bad)
  for (Index i = 0; i < width; ++i) bad |= !(std::fabs(from[i]) <= largest);  // NaN compares false
  return bad == 0;
}

[[noreturn]] void reject(Index word, Index layer, const float* values, Index width, float largest) {
  Index i = 0;
  while (i + 1 < width && std::fabs(values[i]) <= largest) ++i;
  const std::string place = "word " + std::to_string(word) + " (counted from 0), neuron " + neuron_name(layer, i);
  if (std::isnan(values[i])) throw input_error(place + ": is not a number", "check the checkpoint's weights");
  if (std::isinf(values[i])) throw input_error(place + ": is infinite", "check the checkpoint's weights");
  throw input_error(place + ": " + to_text(values[i]) + " does not fit into float16 (largest 65504)",
                    "set extract.dtype: float32 (--dtype float32), which stores activations as they are");
}

}  // namespace

ActivationRows::ActivationRows(Range words, Index layers, Index width, DType dtype, std::vector<Index> layer_numbers)
    : words_(words), layers_(layers), width_(width), dtype_(dtype), layer_numbers_(std::move(layer_numbers)) {
  NEURANK_EXPECT(layer_numbers_.empty() || to_index(layer_numbers_.size()) == layers);
  NEURANK_EXPECT(words.size() >= 0 && layers > 0 && width > 0);
  bytes_.resize(to_size(words.size() * neurons()) * layout::number_bytes(dtype));
}

void ActivationRows::put(std::span<const Index> words, Index layer, ConstMatrixView states) {
  NEURANK_EXPECT(0 <= layer && layer < layers_);
  NEURANK_EXPECT(states.rows() == to_index(words.size()) && states.cols() == width_);
  const float largest = dtype_ == DType::float16 ? max_half : std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < words.size(); ++i) {
    NEURANK_EXPECT(0 <= words[i] && words[i] < words_.size());
    const float* from = states.data() + to_index(i) * width_;
    const Index to = (words[i] * layers_ + layer) * width_;
    const bool good = dtype_ == DType::float16
                          ? store_vector(from, width_, largest, reinterpret_cast<Half*>(bytes_.data()) + to)
                          : store_vector(from, width_, largest, reinterpret_cast<float*>(bytes_.data()) + to);
    if (!good) {
      const Index number = layer_numbers_.empty() ? layer : layer_numbers_[to_size(layer)];
      reject(words_.begin + words[i], number, from, width_, largest);
    }
  }
}

}  // namespace neurank::store
