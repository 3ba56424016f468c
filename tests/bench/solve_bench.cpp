// One certified head of a problem in plain files, for comparisons with other programs.
//   OMP_NUM_THREADS=1 solve_bench X Y WORDS NEURONS LABELS L1 L2 GAP HEAD
// X: float32 [words, neurons]; Y: int32 [words]; HEAD gets float32 [labels, neurons] and [labels]. Prints processor
// seconds of solving, from no weights, without reading; the loss with its penalty; the relative gap; passes.

#include <fstream>
#include <optional>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "probe/exact/exact_head.hpp"
#include "support/probe_support.hpp"

namespace neurank::bench {
namespace {

template <class Number>
std::vector<Number> numbers_of(const std::string& path, Index count) {
  std::vector<Number> numbers(to_size(count));
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * sizeof(Number)));
  if (!in) throw std::runtime_error(path + " is too short");
  return numbers;
}

void solve(const std::vector<std::string>& arguments) {
  const auto whole = [&](std::size_t i) { return static_cast<Index>(std::stol(arguments.at(i))); };
  const Index words = whole(2), neurons = whole(3), labels = whole(4);
  const auto values = numbers_of<float>(arguments[0], words * neurons);
  const Matrix x = ConstMatrixView(values.data(), words, neurons);
  const probe::MatrixRows source(x);
  const probe::ExactTask task = {test::targets(numbers_of<std::int32_t>(arguments[1], words)),
                                 labels,
                                 {std::stod(arguments.at(5)), std::stod(arguments.at(6))},
                                 {nullptr, neurons}};
  std::optional<probe::ExactHead> found;
  const double seconds = seconds_of([&] {
    const std::vector<Index> rows = test::all_rows(words);
    const probe::TrainingRows training = {
        source, rows, {}, std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source, rows))};
    found = probe::solve_exactly(training, task, {.gap = std::stod(arguments.at(7))}, Products(), test::always);
  });
  std::printf("%.3f %.12g %.3g %.1f\n", seconds, found->certificate.primal, found->certificate.relative_gap(),
              found->passes);
  std::ofstream out(arguments.at(8), std::ios::binary);
  for (const auto& part : {std::span<const float>(found->head.weights.data(), to_size(found->head.weights.size())),
                           std::span<const float>(found->head.bias.data(), to_size(found->head.bias.size()))})
    out.write(reinterpret_cast<const char*>(part.data()), static_cast<std::streamsize>(part.size_bytes()));
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  neurank::cli::start_with_best_kernels(argv);
  neurank::bench::solve({argv + 1, argv + argc});
}
