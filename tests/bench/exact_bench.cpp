// Heads of 25 penalties on real activations, to a relative duality gap of 1e-4.
//   OMP_NUM_THREADS=1 exact_bench FILE.h5... LABELS WORDS NEURONS [--quick]
// The heads read the first neurons of all files together, z-scored, and learn a label column of the first one. Rows:
//   exact       processor time of 10 epochs of Adam, all heads in one bank / of the exact solver, which starts from no
//               weights at the largest λ1 of each λ2, then from the head before
//   exact/gap   the largest relative duality gap where the solver ends
// A table of all pairs goes to standard error: Adam's gap, the solver's, how many weights are not 0, passes, seconds.

#include <optional>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "probe/exact/exact_head.hpp"
#include "probe/train.hpp"
#include "store/activation_file.hpp"
#include "support/probe_support.hpp"

namespace neurank::bench {
namespace {

/// The first columns of a row that several files hold.
Matrix joined(const std::vector<std::string>& paths, Index words, Index neurons) {
  Matrix all(words, neurons);
  Index first = 0;
  for (const std::string& path : paths) {
    const store::ActivationReader file(path);
    const Index width = file.header().neurons(), used = std::min(width, neurons - first);
    std::vector<Half> row(to_size(width));
    for (Index word = 0; word < words; ++word) {
      file.read_rows({word, word + 1}, row.data());
      for (Index n = 0; n < used; ++n) all(word, first + n) = static_cast<float>(row[to_size(n)]);
    }
    first += used;
  }
  NEURANK_EXPECT(first == neurons);
  return all;
}

class ExactBench {
 public:
  ExactBench(const std::vector<std::string>& paths, const std::string& column, Index words, Index neurons)
      : rows_(joined(paths, words, neurons)), source_(rows_), training_{source_, test::all_rows(words), {}, {}} {
    training_.statistics =
        std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source_, training_.rows));
    training_.standardization = probe::z_score(*training_.statistics);
    std::vector<std::int32_t> ids = store::ActivationReader(paths.front()).labels(column).ids;
    ids.resize(to_size(words));
    labels_ = 1 + *std::max_element(ids.begin(), ids.end());
    targets_ = test::targets(std::move(ids));
  }

  void run(const std::vector<double>& values) {
    for (const double l2 : values)
      for (const double l1 : values) penalties_.push_back({l1, l2});
    const double adam = seconds_of([&] { train(); });
    double exact = 0, largest = 0;
    std::optional<probe::ExactHead> found;
    for (std::size_t i = 0; i < penalties_.size(); ++i) {
      const probe::ExactHead adams = solve(i, &heads_[i], 0);  // a look alone
      const probe::Head* const start = found && penalties_[i].l2 == penalties_[i - 1].l2 ? &found->head : nullptr;
      const double seconds = seconds_of([&] { found = solve(i, start, 1000); });
      exact += seconds;
      largest = std::max(largest, found->certificate.relative_gap());
      std::fprintf(stderr, "l1 %g l2 %g: Adam's gap %.2g, gap %.2g, weights %.4f, passes %.0f, %.1f s\n",
                   penalties_[i].l1, penalties_[i].l2, adams.certificate.relative_gap(),
                   found->certificate.relative_gap(),
                   to_double((found->head.weights.array() != 0).count()) / to_double(found->head.weights.size()),
                   found->passes, seconds);
    }
    print_row("exact", adam / exact);
    print_row("exact/gap", largest);
  }

 private:
  void train() {
    std::vector<probe::HeadTask> tasks;
    for (const probe::Penalty& penalty : penalties_)
      tasks.push_back({targets_, penalty, test::start(labels_, rows_.cols(), 1)});
    probe::BatchStream stream(source_, training_.rows, 512, training_.standardization);
    constexpr Index columns = 4096;
    heads_ = probe::train_heads(stream, tasks, {.step = probe::StepRule::decay}, columns, test::always);
  }

  probe::ExactHead solve(std::size_t i, const probe::Head* start, double max_passes) const {
    const probe::ExactTask task = {targets_, labels_, penalties_[i], {nullptr, rows_.cols()}, start};
    return probe::solve_exactly(training_, task,
                                {.max_passes = max_passes, .memory_bytes = memory_bytes, .columns_bytes = memory_bytes},
                                Products(), test::always);
  }

  static constexpr std::uint64_t memory_bytes = std::uint64_t{4} << 30;  // of a rank that may take 16 GiB

  Matrix rows_;
  probe::MatrixRows source_;
  probe::TrainingRows training_;
  Index labels_ = 0;
  probe::Targets targets_;
  std::vector<probe::Penalty> penalties_;
  std::vector<probe::Head> heads_;
};

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  neurank::cli::start_with_best_kernels(argv);
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool quick = arguments.back() == "--quick";
  if (quick) arguments.pop_back();
  const std::size_t files = arguments.size() - 3;
  neurank::bench::ExactBench bench({arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(files)},
                                   arguments[files], std::stol(arguments[files + 1]), std::stol(arguments[files + 2]));
  bench.run(quick ? std::vector<double>{1e-2, 1e-3} : std::vector<double>{1e-1, 1e-2, 1e-3, 1e-4, 1e-5});
}
