// Sets of neurons by model-X knockoffs on real activations, where it is known which neurons make the labels.
//   OMP_NUM_THREADS=1 knockoff_bench FILE.h5 LAYER [--quick]
// One word of each sentence; 100 times 20 neurons of the layer are drawn, and a label of three for each word from a
// softmax over them; five draws of knockoffs each. Rows, at q of 0.1 and 0.2:
//   knockoffs/false/Q  mean share of false ones in the sets less two standard errors / q
//   knockoffs/found/Q  mean share of the known neurons that is found
// The mean shares themselves go to standard error.

#include <cmath>
#include <span>

#include "analysis/knockoff_problems.hpp"
#include "analysis/knockoffs/e_values.hpp"
#include "analysis/knockoffs/layer_knockoffs.hpp"
#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "probe/batch_stream.hpp"
#include "store/activation_file.hpp"
#include "support/probe_support.hpp"

namespace neurank::bench {
namespace {

/// One layer of a word of each sentence, z-scored. [sentences, width]
Matrix states_of(const store::ActivationReader& file, Index layer) {
  const probe::FileRows source(file);
  const std::vector<Index> usable = test::all_rows(file.num_words());
  const auto words = analysis::one_word_a_sentence(file.sentence_offsets(), usable, 1);
  probe::BatchStream stream(source, words, to_index(words.size()), probe::z_score(file.statistics()));
  stream.start(probe::RowOrder::sequential, 0, 0);
  stream.next();
  const Index width = file.header().width;
  return stream.batch().middleCols(layer * width, width);
}

/// Mean and its standard error.
class Mean {
 public:
  void add(double value) { sum_ += value, squares_ += value * value, ++count_; }
  double value() const { return sum_ / count_; }
  double error() const { return std::sqrt(std::max(0.0, squares_ / count_ - value() * value()) / count_); }

 private:
  double sum_ = 0, squares_ = 0, count_ = 0;
};

void measure(const Matrix& states, const analysis::LayerKnockoffs& layer, double q, Index sets) {
  constexpr Index planted_neurons = 20, labels = 3;
  Mean false_ones, found;
  for (Index set = 0; set < sets; ++set) {
    Random random(derive_seed(1, std::to_string(set)));
    const auto planted = test::planted_labels(states, planted_neurons, labels, 1, random);
    const analysis::KnockoffSettings settings = {.q = q, .draws = 5};
    const auto chosen =
        analysis::e_bh(layer.evidence(planted.labels, labels, settings, Products(), test::always).e_values, q);
    const double right = to_double(
        std::ranges::count_if(chosen, [&](Index n) { return std::ranges::binary_search(planted.neurons, n); }));
    false_ones.add(chosen.empty() ? 0 : 1 - right / to_double(chosen.size()));
    found.add(right / to_double(planted_neurons));
  }
  std::fprintf(stderr, "%td words, %td neurons, q %g: false %.3f (standard error %.3f), found %.3f\n", states.rows(),
               states.cols(), q, false_ones.value(), false_ones.error(), found.value());
  const std::string name = "/" + std::to_string(q).substr(0, 3);
  print_row("knockoffs/false" + name, (false_ones.value() - 2 * false_ones.error()) / q);
  print_row("knockoffs/found" + name, found.value());
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  using namespace neurank;
  cli::start_with_best_kernels(argv);
  const store::ActivationReader file(argv[1]);
  const Matrix states = bench::states_of(file, std::stol(argv[2]));
  const analysis::LayerKnockoffs layer(states);
  for (const double q : {0.1, 0.2}) bench::measure(states, layer, q, argc > 3 ? 2 : 100);
}
