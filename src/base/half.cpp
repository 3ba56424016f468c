#include "base/half.hpp"

#include <bit>

#ifdef __F16C__
#include <immintrin.h>
#endif

namespace neurank {
namespace {

/// Converts whole vectors; returns how many numbers these were.
#ifdef __F16C__
Index convert_vectors(const Half* from, Index count, float* to) {
  Index i = 0;
  for (; i + 8 <= count; i += 8)
    _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i))));
  return i;
}

Index convert_vectors(const float* from, Index count, Half* to) {
  Index i = 0;
  for (; i + 8 <= count; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
  return i;
}
#else
template <class From, class To>
Index convert_vectors(const From*, Index, To*) {
  return 0;
}
#endif

}  // namespace

void to_float(const Half* from, Index count, float* to) {
  for (Index i = convert_vectors(from, count, to); i < count; ++i) to[i] = static_cast<float>(from[i]);
}

void bfloat16_to_float(const std::uint16_t* from, Index count, float* to) {
#pragma omp simd
  for (Index i = 0; i < count; ++i) to[i] = std::bit_cast<float>(static_cast<std::uint32_t>(from[i]) << 16);
}

void to_half(const float* from, Index count, Half* to) {
  for (Index i = convert_vectors(from, count, to); i < count; ++i) to[i] = static_cast<Half>(from[i]);
}

}  // namespace neurank
