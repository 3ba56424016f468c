// One exact head on more neurons than memory holds at once, as the gated MLPs of today's models have.
//   OMP_NUM_THREADS=1 [mpirun -n R] wide_bench FILE.h5 LABELS NEURONS FOLDER [--quick]
// Neurons are made of a file's: x a, gated by x b, with random a and b; they lie in an activation file in FOLDER
// (float16, removed at the end) and are read anew in each pass, z-scored. The head learns the 12 first labels of a
// column of the file at λ1 = λ2 = 1e-3, to a relative duality gap of 1e-3; ranks share it. Rows:
//   wide        processor time of 10 epochs of Adam / of the exact solver on all ranks, from no weights
//   wide/gap    the relative duality gap where the solver ends
//   wide/bytes  most memory of all ranks / the neurons' activations in float16
// Seconds, passes, weights and a sum of these, which has the same bits on any ranks, go to standard error.

#include <sys/resource.h>

#include <filesystem>

#include "base/cast.hpp"
#include "base/stopwatch.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "mpi/session.hpp"
#include "probe/shared_work.hpp"
#include "probing/rank_team.hpp"
#include "store/activation_file.hpp"
#include "support/probe_support.hpp"

namespace neurank::bench {
namespace {

namespace fs = std::filesystem;

constexpr Index width = 1024;  // of a layer
constexpr Index most_labels = 12;

/// Of this process so far, in bytes.
double most_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * to_double(usage.ru_maxrss);
}

/// Neurons of a file's rows, gated.
class Expansion {
 public:
  Expansion(const store::ActivationReader& file, Index neurons)
      : file_(file), rows_(file), z_(probe::z_score(file.statistics())) {
    Random random(1);
    const float each = 1 / std::sqrt(static_cast<float>(rows_.neurons()));
    inner_ = each * test::normal_matrix(rows_.neurons(), neurons, random);
    gate_ = each * test::normal_matrix(rows_.neurons(), neurons, random);
  }

  Matrix rows(Range words) const {
    probe::BatchStream stream(rows_, between(words), words.size(), z_);
    stream.start(probe::RowOrder::sequential, 0, 0);
    stream.next();
    const Matrix gates = stream.batch() * gate_;
    return (stream.batch() * inner_).cwiseProduct((gates.array() / (1 + (-gates.array()).exp())).matrix());
  }

 private:
  static std::vector<Index> between(Range words) {
    std::vector<Index> rows;
    for (Index row = words.begin; row < words.end; ++row) rows.push_back(row);
    return rows;
  }

  const store::ActivationReader& file_;
  probe::FileRows rows_;
  probe::Standardization z_;
  Matrix inner_, gate_;
};

void write(const fs::path& path, const Expansion& expansion, Index words, Index neurons) {
  constexpr Index words_of_a_shard = 500;
  store::ActivationHeader header;
  header.model = header.family = "wide";
  header.layers = neurons / width;
  header.width = width;
  header.layer_names.assign(to_size(header.layers), "l");
  header.word_rule = "last";
  header.dtype = store::DType::float16;
  store::ActivationContent content{{}, {0, words}, {{{0, words}, {words, words}, {words, words}}}, {}, {}};
  content.words.assign(to_size(words), "w");
  std::vector<Range> shards;
  for (Index begin = 0; begin < words; begin += words_of_a_shard)
    shards.push_back({begin, std::min(words, begin + words_of_a_shard)});
  store::create_activation_file(path, header, content, shards);
  store::ActivationWriter writer(path, {});
  for (std::size_t shard = 0; shard < shards.size(); ++shard) {
    const Matrix x = expansion.rows(shards[shard]);
    store::ActivationRows rows(shards[shard], header.layers, width, header.dtype);
    for (Index layer = 0; layer < header.layers; ++layer) {
      const Matrix states = x.middleCols(layer * width, width);
      rows.put(test::all_rows(x.rows()), layer, {states.data(), states.rows(), states.cols()});
    }
    writer.write_shard(shard, rows, std::vector<std::uint8_t>(to_size(x.rows()), 1));
  }
}

/// The file's words, and the head that is asked for.
struct Problem {
  Problem(const fs::path& path, std::vector<std::int32_t> labels)
      : file(path), source(file), training{source, test::all_rows(file.num_words()), {}, {}} {
    training.statistics = std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source, training.rows));
    training.standardization = probe::z_score(*training.statistics);
    for (auto& label : labels) label = std::min(label, static_cast<std::int32_t>(most_labels - 1));
    targets = test::targets(std::move(labels));
  }

  store::ActivationReader file;
  probe::FileRows source;
  probe::TrainingRows training;
  probe::Targets targets;
  probe::Penalty penalty = {1e-3, 1e-3};
};

/// The sum of a number over ranks. Collective.
double sum_of(const mpi::Communicator& world, double mine) {
  float number = static_cast<float>(mine);
  world.sum({&number, 1});
  return to_double(number);
}

/// Processor time of 10 epochs of Adam.
double seconds_of_adam(const Problem& problem) {
  probe::BatchStream stream(problem.training, 512);
  return seconds_of([&] {
    probe::train_heads(stream,
                       {{problem.targets, problem.penalty, test::start(most_labels, problem.source.neurons(), 1)}},
                       {.step = probe::StepRule::decay}, 4096, test::always);
  });
}

/// @return processor time of this rank
double solve(const Problem& problem, const mpi::Communicator& world, std::optional<probe::ExactHead>& found) {
  const probing::RankTeam team(world);
  return seconds_of([&] {
    if (!team.is_leader()) return team.follow([&] { return problem.training; }, test::always);
    const probing::LedUnit unit(world);
    const probe::ExactTask task = {
        problem.targets, most_labels, problem.penalty, {nullptr, problem.source.neurons()}, nullptr};
    constexpr std::uint64_t columns = std::uint64_t{1} << 28;
    found = probe::solve_exactly(problem.training, task, {.gap = 1e-3, .columns_bytes = columns}, Products(),
                                 test::always, team);
  });
}

void run(const fs::path& path, const std::vector<std::int32_t>& labels, const mpi::Communicator& world) {
  const Problem problem(path, labels);
  std::optional<probe::ExactHead> found;
  const Stopwatch watch;
  const double exact = sum_of(world, solve(problem, world, found)), wall = watch.seconds();
  const double bytes = to_double(problem.source.row_bytes()) * to_double(problem.training.rows.size());
  const double memory = sum_of(world, most_memory()) / bytes;
  if (!world.is_root()) return;
  const Matrix& weights = found->head.weights;
  std::fprintf(stderr, "%.1f s of processors, %.1f s, %.1f passes, %td neurons with weight, sum %.9g\n", exact, wall,
               found->passes, (weights.array() != 0).colwise().any().count(), weights.cast<double>().sum());
  print_row("wide", seconds_of_adam(problem) / exact);
  print_row("wide/gap", found->certificate.relative_gap());
  print_row("wide/bytes", memory);
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  using namespace neurank;
  cli::start_with_best_kernels(argv);
  const mpi::Session session(argc, argv);
  const bool quick = argc == 6;
  const store::ActivationReader file(argv[1]);
  const Index neurons = std::stol(argv[3]), words = std::min<Index>(file.num_words(), quick ? 2000 : 20000);
  const std::filesystem::path path = std::filesystem::path(argv[4]) / "wide.h5";
  if (session.world().is_root()) {
    bench::write(path, bench::Expansion(file, neurons), words, neurons);
    store::complete_activation_file(path);
  }
  session.world().barrier();
  std::vector<std::int32_t> labels = file.labels(argv[2]).ids;
  labels.resize(to_size(words));
  bench::run(path, labels, session.world());
  session.world().barrier();
  if (session.world().is_root()) std::filesystem::remove(path);
}
