// One exact head on more neurons than memory holds at once, as the gated MLPs of today's models have.
//   OMP_NUM_THREADS=1 wide_bench FILE.h5 LABELS NEURONS FOLDER [--quick]
// Neurons are made of a file's: x a, gated by x b, with random a and b; they lie in an activation file in FOLDER
// (float16, removed at the end) and are read anew in each pass, z-scored. The head learns the 12 first labels of a
// column of the file at λ1 = λ2 = 1e-3, to a relative duality gap of 1e-3. Rows:
//   wide        processor time of 10 epochs of Adam / of the exact solver, from no weights
//   wide/gap    the relative duality gap where the solver ends
//   wide/bytes  most memory of the process / the neurons' activations in float16
// Seconds, passes and weights go to standard error.

#include <sys/resource.h>

#include <filesystem>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "probe/exact/exact_head.hpp"
#include "probe/train.hpp"
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

void run(const fs::path& path, std::vector<std::int32_t> labels, bool with_adam) {
  const store::ActivationReader file(path);
  const probe::FileRows source(file);
  probe::TrainingRows training{source, test::all_rows(file.num_words()), {}, {}};
  training.statistics = std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source, training.rows));
  training.standardization = probe::z_score(*training.statistics);
  for (auto& label : labels) label = std::min(label, static_cast<std::int32_t>(most_labels - 1));
  const auto targets = test::targets(std::move(labels));
  const probe::Penalty penalty = {1e-3, 1e-3};
  std::optional<probe::ExactHead> found;
  const double exact = seconds_of([&] {
    found = probe::solve_exactly(training, {targets, most_labels, penalty, {nullptr, source.neurons()}, nullptr},
                                 {.gap = 1e-3}, Products(), test::always);
  });
  const auto bytes = to_double(source.row_bytes()) * to_double(training.rows.size());
  const double memory = most_memory() / bytes;
  std::fprintf(stderr, "%.1f s, %.1f passes, %td neurons with weight\n", exact, found->passes,
               (found->head.weights.array() != 0).colwise().any().count());
  if (with_adam) {
    probe::BatchStream stream(training, 512);
    const double adam = seconds_of([&] {
      probe::train_heads(stream, {{targets, penalty, test::start(most_labels, source.neurons(), 1)}},
                         {.step = probe::StepRule::decay}, 4096, test::always);
    });
    print_row("wide", adam / exact);
  }
  print_row("wide/gap", found->certificate.relative_gap());
  print_row("wide/bytes", memory);
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  using namespace neurank;
  cli::start_with_best_kernels(argv);
  const bool quick = argc == 6;
  const store::ActivationReader file(argv[1]);
  const Index neurons = std::stol(argv[3]), words = std::min<Index>(file.num_words(), quick ? 2000 : 20000);
  const std::filesystem::path path = std::filesystem::path(argv[4]) / "wide.h5";
  bench::write(path, bench::Expansion(file, neurons), words, neurons);
  store::complete_activation_file(path);
  std::vector<std::int32_t> labels = file.labels(argv[2]).ids;
  labels.resize(to_size(words));
  bench::run(path, std::move(labels), true);
  std::filesystem::remove(path);
}
