#include "probe/softmax.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/cast.hpp"

namespace neurank::probe {
namespace {

/// e^x for x <= 88, without branches, so that loops of it become vectors: 2^n times a polynomial (Cephes' expf).
inline float exponential(float x) {
  constexpr float least = -70.0f;  // a product with it stays a normal number, which are fast
  constexpr float log2_e = 1.44269504f, ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  constexpr float rounder = 12582912.0f;  // 1.5 * 2^23: adding it leaves a whole number in the lowest bits
  x = x > least ? x : least;
  const float shifted = x * log2_e + rounder;
  const float n = shifted - rounder;
  const float r = (x - n * ln2_high) - n * ln2_low;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float mantissa = p * r * r + r + 1.0f;
  return mantissa * std::bit_cast<float>((std::bit_cast<std::int32_t>(shifted) + 127) << 23);
}

}  // namespace

float largest_of(std::span<const float> z, const float* bias) {
  const float* const values = z.data();
  const auto count = to_index(z.size());
  float largest = -std::numeric_limits<float>::infinity();
#pragma omp simd reduction(max : largest)
  for (Index i = 0; i < count; ++i) {
    const float value = values[i] + bias[i];
    largest = value > largest ? value : largest;
  }
  return largest;
}

void subtract(std::span<float> z, const float* bias, float largest) {
  float* const values = z.data();
  const auto count = to_index(z.size());
#pragma omp simd
  for (Index i = 0; i < count; ++i) values[i] = values[i] + bias[i] - largest;
}

void exponentiate(std::span<float> values) {
  float* const x = values.data();
  const auto count = to_index(values.size());
#pragma omp simd
  for (Index i = 0; i < count; ++i) x[i] = exponential(x[i]);
}

float sum_of(std::span<const float> values) {
  const float* const x = values.data();
  const auto count = to_index(values.size());
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < count; ++i) sum += x[i];
  return sum;
}

void scale(std::span<float> values, float factor) {
  float* const x = values.data();
  const auto count = to_index(values.size());
#pragma omp simd
  for (Index i = 0; i < count; ++i) x[i] *= factor;
}

void finish_gradient(std::span<float> z, Index labels, Index target, float weight) {
  scale(z, weight / sum_of(z));
  std::fill(z.begin() + labels, z.end(), 0.0f);
  z[to_size(target)] -= weight;
}

float loss_of(float gradient, float weight) {
  constexpr float least = 1e-30f;  // of a probability, so that its logarithm is finite
  return -std::log(std::max(1 + gradient / weight, least));
}

float weight_of_each_known(const std::vector<std::int32_t>& targets, std::span<const Index> rows, Index labels) {
  const auto known = std::count_if(rows.begin(), rows.end(), [&](Index row) {
    const std::int32_t target = targets[to_size(row)];
    return target >= 0 && target < labels;
  });
  return known > 0 ? 1.0f / static_cast<float>(known) : 0.0f;
}

float ridge_factor(RidgeForm form, double l2, double squares) {
  if (form == RidgeForm::squared) return static_cast<float>(2 * l2);
  return squares > 0 ? static_cast<float>(l2 / std::sqrt(squares)) : 0.0f;
}

}  // namespace neurank::probe
