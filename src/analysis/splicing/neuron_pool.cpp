#include "analysis/splicing/neuron_pool.hpp"

#include <memory>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/batch_stream.hpp"

namespace neurank::analysis {

NeuronPool::NeuronPool(const probe::TrainingRows& training, const probe::Targets& targets, std::vector<Index> neurons,
                       const std::function<bool()>& keep_going)
    : neurons_(std::move(neurons)), values_(to_index(training.rows.size()), to_index(neurons_.size())) {
  constexpr Index rows_of_a_batch = 1024;
  const probe::NeuronPrefix wanted = {std::make_shared<const std::vector<Index>>(neurons_), values_.cols()};
  std::vector<std::int32_t> labels;
  probe::BatchStream stream(training, rows_of_a_batch);
  stream.want({&wanted, 1});
  stream.start(probe::RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "the search for a set was stopped");
    values_.middleRows(to_index(labels.size()), to_index(stream.rows().size())) = stream.columns(wanted);
    for (const Index row : stream.rows()) labels.push_back((*targets)[to_size(row)]);
  }
  targets_ = std::make_shared<const std::vector<std::int32_t>>(std::move(labels));
  training_.rows.resize(to_size(values_.rows()));
  std::iota(training_.rows.begin(), training_.rows.end(), Index{0});
  training_.statistics = std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source_, training_.rows));
}

}  // namespace neurank::analysis
