// Training of probes against what the machine can do and against the usual way.
//   OMP_NUM_THREADS=1 bank_bench [--quick | --speed | --products]
// Rows of run.sh:
//   step/N/C      a step of a bank of C stacked labels (heads of 44), its reading from the page cache, conversion and
//                 everything else included: bare products of its shapes with the faster library / the step
//   autograd      one step of one head of 44 labels on 9984 neurons with LibTorch's Linear, Adam and backward(), rows
//   in
//                 memory / a step of one of 11 heads of a bank
//   search        training of 64 penalties one after another with LibTorch / a search of them by chains, N = 640
// Other options print one number alone, 10^9 operations a second: --speed of a bank's step, --products of bare
// products.

#include <torch/torch.h>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "probe/penalty_chain.hpp"
#include "probe/train.hpp"
#include "store/activation_file.hpp"
#include "support/probe_support.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::bench {
namespace {

using probe::HeadTask;

constexpr Index batch = 512, labels = 44;

/// Rows of float16 in an activation file, as a run has them.
class RowFile {
 public:
  RowFile(Index words, Index neurons) : path_(folder_ / "rows.h5") {
    store::ActivationHeader header;
    header.layers = 1, header.width = neurons;
    header.layer_names = {"layer"};
    store::ActivationContent content{{}, {0, words}, {Range{0, words}, {words, words}, {words, words}}, {}, {}};
    content.words.assign(to_size(words), "word");
    const std::vector<Range> shards = {{0, words}};
    store::create_activation_file(path_, header, content, shards);
    Random random(1);
    const Matrix states = test::normal_matrix(1024, neurons, random).replicate((words + 1023) / 1024, 1).topRows(words);
    store::ActivationRows rows({0, words}, 1, neurons, store::DType::float16);
    rows.put(test::all_rows(words), 0, {states.data(), words, neurons});
    {
      store::ActivationWriter writer(path_, {});
      writer.write_shard(0, rows, std::vector<std::uint8_t>(to_size(words), 1));
    }
    store::complete_activation_file(path_);
    file_ = std::make_unique<store::ActivationReader>(path_);
  }

  const store::ActivationReader& file() const { return *file_; }

 private:
  test::ScratchFolder folder_;
  std::filesystem::path path_;
  std::unique_ptr<store::ActivationReader> file_;
};

std::vector<HeadTask> tasks_of(Index heads, Index neurons, Index words) {
  std::vector<std::int32_t> of_words(to_size(words));
  for (std::size_t i = 0; i < of_words.size(); ++i) of_words[i] = static_cast<std::int32_t>(i * 7919 % labels);
  const auto targets = test::targets(of_words);
  const auto start = test::start(labels, neurons, 1);
  std::vector<HeadTask> tasks;
  for (Index head = 0; head < heads; ++head) tasks.push_back({targets, {1e-4, 1e-4}, start});
  return tasks;
}

/// One epoch of so many heads on all words of a file.
void train(const RowFile& rows, Index heads, Index columns) {
  const probe::FileRows source(rows.file());
  probe::BatchStream stream(source, test::all_rows(source.num_rows()), batch, {});
  probe::train_heads(stream, tasks_of(heads, source.neurons(), source.num_rows()), {.epochs = 1}, columns,
                     test::always);
}

/// The two products of a step, `steps` times.
void multiply(const Products& products, Index columns, Index neurons, Index steps) {
  static Matrix x, weights, scores, gradient;
  if (x.cols() != neurons) x = Matrix::Constant(batch, neurons, 0.5f);
  weights.setConstant(columns, neurons, 0.25f);
  scores.resize(batch, columns);
  gradient.resize(columns, neurons);
  for (Index i = 0; i < steps; ++i) {
    products.scores(x, weights, scores);
    products.gradient(scores, x, gradient);
  }
}

Products faster(Index columns, Index neurons) {
  const Products blas(ProductLibrary::openblas);
  try {
    const Products onednn(ProductLibrary::onednn);
    const double gain = ratio(
        3, [&] { multiply(blas, columns, neurons, 4); }, [&] { multiply(onednn, columns, neurons, 4); });
    return gain > 1 ? onednn : blas;
  } catch (const Error&) {
    return blas;
  }
}

void print_steps(Index words, int pairs) {
  for (const Index neurons : {640, 3072, 9984}) {
    const RowFile rows(words, neurons);
    for (const Index heads : {1, 3, 11}) {
      const Products best = faster(heads * labels, neurons);
      const double value = ratio(
          pairs, [&] { multiply(best, heads * labels, neurons, words / batch); },
          [&] { train(rows, heads, heads * labels); });
      print_row("step/" + std::to_string(neurons) + "/" + std::to_string(heads * labels), value);
    }
  }
}

/// Trains one head as most people do: rows in memory, one optimiser a head.
class Autograd {
 public:
  explicit Autograd(Index neurons)
      : linear_(neurons, labels),
        optimizer_(linear_->parameters(), torch::optim::AdamOptions(1e-3)),
        x_(torch::randn({batch, neurons})),
        y_(torch::randint(0, labels, {batch}, torch::kLong)) {}

  void step() {
    optimizer_.zero_grad();
    const auto& weights = linear_->weight;
    auto loss = torch::nn::functional::cross_entropy(linear_->forward(x_), y_);
    loss = loss + 1e-4 * weights.abs().sum() + 1e-4 * weights.square().sum();
    loss.backward();
    optimizer_.step();
  }

 private:
  torch::nn::Linear linear_;
  torch::optim::Adam optimizer_;
  torch::Tensor x_, y_;
};

/// Heads trained for all epochs to which a search of 64 penalties by its six chains comes down.
double heads_of_chains() {
  probe::ProbeSettings probe;
  probe.search.l1 = probe.search.l2 = {0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  constexpr Index epochs = 10;
  const double link = to_double(probe::link_epochs(epochs)) / to_double(epochs);
  double heads = 0;
  for (const auto& chain : probe::penalty_chains(probe)) heads += 1 + link * to_double(chain.l1.size() - 1);
  return heads;
}

void print_against_autograd(Index words, int pairs) {
  const Index steps = words / batch;
  {
    const RowFile rows(words, 9984);
    Autograd usual(9984);
    const double value = ratio(
        pairs,
        [&] {
          for (Index i = 0; i < steps; ++i) usual.step();
        },
        [&] { train(rows, 11, 484); });
    print_row("autograd", 11 * value);
  }
  const RowFile rows(words, 640);
  Autograd usual(640);
  const double value = ratio(
      pairs,
      [&] {
        for (Index i = 0; i < 8 * steps; ++i) usual.step();
      },
      [&] { train(rows, 6, 6 * labels); });
  print_row("search", 64.0 / 8 * value / (heads_of_chains() / 6));
}

void print_speed() {
  const RowFile rows(4096, 3072);
  train(rows, 11, 484);
  std::vector<double> speeds;
  for (int i = 0; i < 5; ++i)
    speeds.push_back(4.0 * 4096 * 3072 * 484 / 1e9 / seconds_of([&] { train(rows, 11, 484); }));
  print_row("speed", median(speeds));
}

void print_products() {
  const Products best = faster(484, 3072);
  std::vector<double> speeds;
  for (int i = 0; i < 9; ++i)
    speeds.push_back(4.0 * 50 * batch * 3072 * 484 / 1e9 / seconds_of([&] { multiply(best, 484, 3072, 50); }));
  print_row("products", median(speeds));
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  neurank::cli::start_with_best_kernels(argv);
  const std::string option = argc > 1 ? argv[1] : "";
  if (option == "--speed") return neurank::bench::print_speed(), 0;
  if (option == "--products") return neurank::bench::print_products(), 0;
  const bool quick = option == "--quick";
  neurank::bench::print_steps(quick ? 2048 : 16384, quick ? 1 : 5);
  neurank::bench::print_against_autograd(quick ? 2048 : 8192, quick ? 1 : 5);
}
