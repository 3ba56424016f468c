#include "probing/cell_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "analysis/ambiguous_words.hpp"
#include "analysis/control_task.hpp"
#include "analysis/label_counts.hpp"
#include "analysis/unseen_words.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/memory.hpp"

namespace neurank::probing {
namespace {

using corpus::Split;

}  // namespace

OpenActivations::OpenActivations(const std::filesystem::path& path, const grid::Experiment& experiment)
    : file_(path), rows_(file_, keeps_rows(experiment, to_uint64(file_.num_words()), file_.header().neurons())) {}

const std::vector<std::string>& OpenActivations::words() const {
  if (!words_) words_ = file_.words();
  return *words_;
}

const std::vector<Index>& OpenActivations::sentence_offsets() const {
  if (!sentence_offsets_) sentence_offsets_ = file_.sentence_offsets();
  return *sentence_offsets_;
}

std::shared_ptr<const OpenActivations> open_activations(const schedule::RunFolder& folder,
                                                        const grid::Experiment& experiment, const grid::Cell& cell) {
  const auto path = folder.activations(experiment.models[cell.model].name, experiment.tasks[cell.task].corpus);
  return std::make_shared<const OpenActivations>(path, experiment);
}

CellData::CellData(std::shared_ptr<const OpenActivations> activations, const grid::Experiment& experiment,
                   const grid::Cell& cell)
    : activations_(std::move(activations)),
      labels_(corpus::without(file().labels(experiment.tasks[cell.task].column), experiment.tasks[cell.task].ignore)),
      used_(file().valid()),
      targets_(std::make_shared<const std::vector<std::int32_t>>(labels_.ids)),
      batch_(experiment.variants[cell.variant].probe.batch),
      products_(experiment.resources.products) {
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (labels_.ids[i] == corpus::no_label) used_[i] = 0;
  if (experiment.variants[cell.variant].probe.standardize) standardization_ = probe::z_score(statistics());
}

probe::BatchStream CellData::stream(corpus::Split which) const {
  std::vector<Index> rows;
  for (Index row = split(which).begin; row < split(which).end; ++row)
    if (used_[row]) rows.push_back(row);
  return stream_of(std::move(rows));
}

probe::BatchStream CellData::stream(Measured which) const {
  const Range train = split(Split::train), test = split(Split::test);
  switch (which) {
    case Measured::dev:
      return stream(Split::dev);
    case Measured::test:
      return stream(Split::test);
    case Measured::unseen:
      if (!unseen_) unseen_ = analysis::unseen_words(words(), used_, train, test);
      return stream_of(*unseen_);
    case Measured::ambiguous:
      if (!ambiguous_) ambiguous_ = analysis::ambiguous_words(words(), used_, labels_, train, test);
      return stream_of(*ambiguous_);
  }
  NEURANK_EXPECT(false);
  return stream(Split::test);
}

probe::BatchStream CellData::stream_of(std::vector<Index> rows) const {
  return {activations_->rows(), std::move(rows), batch_, standardization_};
}

/// The file has those of all training words with a vector; a task that ignores some is read for its own.
const store::NeuronStatistics& CellData::statistics() const {
  if (statistics_) return *statistics_;
  const std::vector<std::uint8_t> valid = file().valid();
  std::vector<Index> rows;
  bool uses_all = true;
  for (Index row = split(Split::train).begin; row < split(Split::train).end; ++row) {
    if (used_[row]) rows.push_back(row);
    uses_all &= used_[row] == valid[row];
  }
  statistics_ = uses_all || rows.empty() ? file().statistics() : probe::statistics_of(activations_->rows(), rows);
  return *statistics_;
}

const Vector& CellData::means() const {
  if (means_) return *means_;
  const std::vector<double>& means = statistics().mean;
  means_ = Vector::Zero(neurons());
  for (std::size_t n = 0; n < means.size() && standardization_.is_identity(); ++n)
    (*means_)[to_index(n)] = static_cast<float>(means[n]);
  return *means_;
}

std::vector<Index> CellData::training_counts() const {
  return analysis::training_counts(used_, labels_, split(Split::train));
}

Index CellData::words_without_vector(corpus::Split which) const {
  const std::vector<std::uint8_t> valid = file().valid();
  return std::count(valid.begin() + split(which).begin, valid.begin() + split(which).end, 0);
}

Index CellData::equal_neurons() const {
  const store::NeuronStatistics all = file().statistics();
  std::set<std::array<double, 4>> different;
  for (std::size_t n = 0; n < all.mean.size(); ++n)
    different.insert({all.mean[n], all.variance[n], all.minimum[n], all.maximum[n]});
  return neurons() - to_index(different.size());
}

double CellData::largest_activation() const {
  const store::NeuronStatistics& of_words = statistics();
  double largest = 0;
  for (std::size_t n = 0; n < of_words.mean.size(); ++n)
    for (const double bound : {of_words.minimum[n], of_words.maximum[n]}) {
      const auto at = to_index(n);
      const double value =
          standardization_.is_identity() ? bound : (bound - of_words.mean[n]) * to_double(standardization_.scale[at]);
      largest = std::max(largest, std::abs(value));
    }
  return largest;
}

probe::Targets CellData::control_targets(std::uint64_t seed) const {
  return std::make_shared<const std::vector<std::int32_t>>(
      analysis::control_labels(words(), labels_, split(Split::train), seed));
}

}  // namespace neurank::probing
