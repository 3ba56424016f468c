#include "run/calibration.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>

#include "base/cast.hpp"
#include "base/stopwatch.hpp"
#include "model/language_model.hpp"
#include "probe/bank.hpp"

namespace neurank::run {
namespace {

constexpr Index sentences = 48, pieces = 42, rows = 512, columns = 512;

template <class Work>
double seconds_of(Work work) {
  const Stopwatch watch;
  work();
  return watch.seconds();
}

/// The faster of two runs: the first one also warms caches and thread pools.
template <class Work>
double best_seconds(Work work) {
  const double first = seconds_of(work);
  return std::min(first, seconds_of(work));
}

double encoder_speed(const model::ModelSettings& settings, model::Device device) {
  const auto model = model::load_language_model(settings, device);
  model::PieceBatch batch{.length = pieces, .ids = {}, .lengths = {}, .segments = {}};
  batch.ids.assign(sentences * pieces, 0);
  batch.lengths.assign(sentences, pieces);
  std::vector<std::int64_t> wanted(sentences * pieces);
  std::iota(wanted.begin(), wanted.end(), std::int64_t{0});
  const double seconds = best_seconds([&] { model->run(batch, wanted, [](Index, ConstMatrixView) {}); });
  return to_double(sentences) * model::flops_per_sequence(settings, pieces) / seconds;
}

double bank_speed(Index neurons, const Products& products) {
  const auto start = std::make_shared<const probe::Head>(probe::uniform_start(columns, neurons, 1));
  const auto targets = std::make_shared<const std::vector<std::int32_t>>(rows, 0);
  const std::vector<probe::HeadTask> tasks = {{targets, {1e-3, 1e-3}, start}};
  probe::Bank bank(tasks, {.products = products});
  const Matrix batch = Matrix::Constant(rows, neurons, 0.1f);
  std::vector<Index> order(rows);
  std::iota(order.begin(), order.end(), Index{0});
  const double seconds = best_seconds([&] { bank.step(batch, order, 1e-3); });
  return 4.0 * to_double(rows) * to_double(columns) * to_double(neurons) / seconds;
}

double unit_seconds(const PlannedUnit& planned, const Speeds& speeds) {
  const auto* extract = std::get_if<ExtractWork>(&planned.work);
  return planned.unit.cost / (extract != nullptr ? speeds.encoders[extract->model] : speeds.bank);
}

}  // namespace

Speeds calibrate(const grid::Experiment& experiment, const Facts& facts) {
  Speeds speeds;
  Index widest = 0;
  for (std::size_t m = 0; m < experiment.models.size(); ++m) {
    speeds.encoders.push_back(encoder_speed(experiment.models[m], experiment.resources.device));
    widest = std::max(widest, facts.models[m].shape.neurons());
  }
  speeds.bank = bank_speed(widest, Products(experiment.resources.products));
  return speeds;
}

double predicted_seconds(const Plan& plan, const Speeds& speeds, int ranks) {
  double total = 0, longest = 0;
  std::vector<double> finished(plan.size());  // were there no end of ranks
  for (std::size_t u = 0; u < plan.size(); ++u) {
    const double seconds = unit_seconds(plan[u], speeds);
    for (std::size_t before : plan[u].unit.after) finished[u] = std::max(finished[u], finished[before]);
    finished[u] += seconds;
    longest = std::max(longest, finished[u]);
    total += seconds;
  }
  return std::max(total / ranks, longest);
}

}  // namespace neurank::run
