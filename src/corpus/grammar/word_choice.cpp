#include "corpus/grammar/word_choice.hpp"

#include <numeric>

#include "base/cast.hpp"

namespace neurank::corpus::grammar {
namespace {

constexpr double shift = 3;  // of the first place: Mandelbrot's constant, so that no word crowds out the others

}  // namespace

std::size_t WordChoice::weighted(const std::vector<double>& weights) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  NEURANK_EXPECT(all > 0);
  double left = random_.uniform() * all;
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < weights.size() && left >= 0; ++i) {
    if (weights[i] > 0) chosen = i;
    left -= weights[i];
  }
  return chosen;
}

std::size_t WordChoice::rank(std::size_t size) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < size; ++i) weights.push_back(1 / (to_double(i) + shift));
  return weighted(weights);
}

}  // namespace neurank::corpus::grammar
