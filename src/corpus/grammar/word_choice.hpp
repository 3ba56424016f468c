#pragma once

#include <iterator>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "corpus/grammar/lexicon.hpp"

namespace neurank::corpus::grammar {

/// Draws words and rules. Never call it twice in the arguments of one function: their order is the compiler's choice.
class WordChoice {
 public:
  explicit WordChoice(std::uint64_t seed) : random_(seed) {}

  bool chance(double probability) { return random_.uniform() < probability; }

  /// One of a list, each as likely as the others.
  template <class List>
  const auto& any(const List& list) {
    NEURANK_EXPECT(std::size(list) > 0);
    return list[random_.below(std::size(list))];
  }

  /// One of a list, the one at place r (from 1) with a probability in proportion to 1 / (r + 2): words are drawn about
  /// as Zipf and Mandelbrot found them in text.
  template <class List>
  const auto& frequent(const List& list) {
    return list[rank(std::size(list))];
  }

  /// A position among weights, in proportion to them. @pre one is positive
  std::size_t weighted(const std::vector<double>& weights);

 private:
  std::size_t rank(std::size_t size);

  Random random_;
};

}  // namespace neurank::corpus::grammar
