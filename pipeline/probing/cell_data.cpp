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
#include "base/random.hpp"
#include "corpus/nuisance.hpp"
#include "probing/memory.hpp"

namespace neurank::probing {
namespace {

using corpus::Split;

/// Documents of a split below which their resampling says little.
constexpr Index fewest_documents = 30;

Split split_of(Measured which) { return which == Measured::dev ? Split::dev : Split::test; }

/// Words of a range at which pieces start, the first word among them. @param offsets of the pieces of the whole text
std::vector<Index> starts_within(Range words, const std::vector<Index>& offsets) {
  std::vector<Index> starts;
  if (words.size() > 0) starts.push_back(words.begin);
  for (const Index offset : offsets)
    if (offset > words.begin && offset < words.end && offset > starts.back()) starts.push_back(offset);
  return starts;
}

}  // namespace

OpenActivations::OpenActivations(const std::filesystem::path& path, const grid::Experiment& experiment,
                                 const std::filesystem::path& copy)
    : is_copy_(!copy.empty()),
      file_(path, copy),
      rows_(file_, keeps_rows(experiment, to_uint64(file_.num_words()), file_.header().neurons())) {}

const std::vector<std::string>& OpenActivations::words() const {
  if (!words_) words_ = file_.words();
  return *words_;
}

const std::vector<Index>& OpenActivations::sentence_offsets() const {
  if (!sentence_offsets_) sentence_offsets_ = file_.sentence_offsets();
  return *sentence_offsets_;
}

const std::vector<Index>& OpenActivations::document_offsets() const {
  if (!document_offsets_) document_offsets_ = file_.document_offsets();
  return *document_offsets_;
}

std::filesystem::path activations_of(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                     const grid::Cell& cell) {
  return folder.activations(experiment.models[cell.model].name, experiment.tasks[cell.task].corpus);
}

std::shared_ptr<const OpenActivations> open_activations(const schedule::RunFolder& folder,
                                                        const grid::Experiment& experiment, const grid::Cell& cell,
                                                        const store::LocalCopies* copies) {
  const auto file = activations_of(folder, experiment, cell);
  const auto copy = copies == nullptr ? std::nullopt : copies->find(file);
  return std::make_shared<const OpenActivations>(file, experiment, copy.value_or(""));
}

namespace {

corpus::EncodedLabels labels_of(const OpenActivations& activations, const grid::Experiment& experiment,
                                const grid::Task& task) {
  const auto& file = activations.file();
  const corpus::Selection selection = task.selection();
  const auto column = [&] {
    const bool is_own =
        !corpus::is_nuisance(task.column) || grid::corpus_of(experiment, task).columns.contains(task.column);
    if (is_own) return file.labels(task.column);
    const Range train = file.split(Split::train);
    return corpus::encode_labels(
        corpus::nuisance_labels(task.column, activations.words(), activations.sentence_offsets(), train), train);
  };
  return corpus::selected(column(), selection.needs_words() ? activations.words() : std::vector<std::string>(),
                          {file.split(Split::train), file.split(Split::dev), file.split(Split::test)}, selection,
                          grid::selection_seed(experiment, task));
}

}  // namespace

CellData::CellData(std::shared_ptr<const OpenActivations> activations, const grid::Experiment& experiment,
                   const grid::Cell& cell)
    : activations_(std::move(activations)),
      labels_(labels_of(*activations_, experiment, experiment.tasks[cell.task])),
      used_(file().valid()),
      targets_(std::make_shared<const std::vector<std::int32_t>>(labels_.ids)),
      batch_(experiment.variants[cell.variant].probe.batch),
      is_exact_(experiment.variants[cell.variant].probe.is_exact()),
      products_(experiment.resources.products) {
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (labels_.ids[i] == corpus::no_label) used_[i] = 0;
  if (experiment.variants[cell.variant].probe.standardize) standardization_ = probe::z_score(statistics());
}

std::vector<Index> CellData::rows_of(corpus::Split which) const {
  std::vector<Index> rows;
  for (Index row = split(which).begin; row < split(which).end; ++row)
    if (used_[row]) rows.push_back(row);
  return rows;
}

const std::vector<Index>& CellData::rows_of(Measured which) const {
  if (const auto known = rows_.find(which); known != rows_.end()) return known->second;
  const Range train = split(Split::train), test = split(Split::test);
  const auto find = [&]() -> std::vector<Index> {
    switch (which) {
      case Measured::dev:
        return rows_of(Split::dev);
      case Measured::test:
        return rows_of(Split::test);
      case Measured::unseen:
        return analysis::unseen_words(words(), used_, train, test);
      case Measured::ambiguous:
        return analysis::ambiguous_words(words(), used_, labels_, train, test);
    }
    NEURANK_EXPECT(false);
    return {};
  };
  return rows_[which] = find();
}

probe::BatchStream CellData::stream(corpus::Split which) const { return stream_of(rows_of(which)); }

probe::BatchStream CellData::stream(Measured which) const { return stream_of(rows_of(which)); }

probe::BatchStream CellData::stream_of(std::vector<Index> rows) const {
  return {activations_->rows(), std::move(rows), batch_, standardization_};
}

probe::Groups CellData::sentences(Measured which) const {
  const Range words = split(split_of(which));
  const std::vector<Index> starts = starts_within(words, activations_->sentence_offsets());
  probe::Groups groups{words.begin, std::vector<std::int32_t>(to_size(words.size())), to_index(starts.size())};
  std::int32_t sentence = -1;
  for (Index row = words.begin; row < words.end; ++row) {
    const auto next = to_size(sentence + 1);
    if (next < starts.size() && starts[next] == row) ++sentence;
    groups.of_row[to_size(row - words.begin)] = sentence;
  }
  return groups;
}

std::vector<float> CellData::words_of_sentences(Measured which) const {
  const probe::Groups groups = sentences(which);
  std::vector<float> counts(to_size(groups.count));
  for (const Index row : rows_of(which)) ++counts[to_size(groups.of_row[to_size(row - groups.first_row)])];
  return counts;
}

Clusters CellData::clusters(corpus::Split which) const {
  const std::vector<Index> sentences = starts_within(split(which), activations_->sentence_offsets());
  const std::vector<Index> documents = starts_within(split(which), activations_->document_offsets());
  Clusters clusters{{}, to_index(documents.size()), to_index(documents.size()) >= fewest_documents};
  if (!clusters.are_documents) clusters.count = to_index(sentences.size());
  for (std::size_t sentence = 0; sentence < sentences.size(); ++sentence) {
    const auto document = std::ranges::upper_bound(documents, sentences[sentence]) - documents.begin() - 1;
    clusters.of_sentence.push_back(clusters.are_documents ? document : to_index(sentence));
  }
  return clusters;
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
  statistics_ = std::make_shared<const store::NeuronStatistics>(
      uses_all || rows.empty() ? file().statistics() : probe::statistics_of(activations_->rows(), rows));
  return *statistics_;
}

probe::TrainingRows CellData::training() const {
  if (is_exact_) statistics();
  return {source(), rows_of(Split::train), standardization_, statistics_};
}

const Vector& CellData::means() const {
  if (means_) return *means_;
  const std::vector<double>& means = statistics().mean;
  means_ = Vector::Zero(neurons());
  for (std::size_t n = 0; n < means.size() && standardization_.is_identity(); ++n)
    (*means_)[to_index(n)] = static_cast<float>(means[n]);
  return *means_;
}

Index CellData::training_sentences() const {
  return to_index(starts_within(split(Split::train), activations_->sentence_offsets()).size());
}

probe::TrainingRows CellData::resampled(std::uint64_t seed) const {
  std::vector<int> taken(to_size(training_sentences()), 0);
  Random random(derive_seed(seed, "sentences"));
  for (std::size_t i = 0; i < taken.size(); ++i) ++taken[random.below(taken.size())];
  probe::TrainingRows training = {source(), rows_of_sentences(taken), standardization_};
  if (is_exact_)
    training.statistics =
        std::make_shared<const store::NeuronStatistics>(probe::statistics_of(source(), training.rows));
  return training;
}

std::vector<Index> CellData::rows_of_sentences(const std::vector<int>& taken) const {
  const Range train = split(Split::train);
  const std::vector<Index> starts = starts_within(train, activations_->sentence_offsets());
  NEURANK_EXPECT(taken.size() == starts.size());
  std::vector<Index> rows;
  for (std::size_t sentence = 0; sentence < starts.size(); ++sentence) {
    const Index end = sentence + 1 < starts.size() ? starts[sentence + 1] : train.end;
    for (Index row = starts[sentence]; row < end; ++row)
      if (used_[to_size(row)]) rows.insert(rows.end(), to_size(taken[sentence]), row);
  }
  return rows;
}

std::vector<double> CellData::deviations() const {
  if (!standardization_.is_identity()) return std::vector<double>(to_size(neurons()), 1);
  std::vector<double> deviations;
  for (const double variance : statistics().variance) deviations.push_back(std::sqrt(variance));
  return deviations;
}

std::vector<Index> CellData::training_counts() const {
  return analysis::training_counts(used_, labels_, split(Split::train));
}

Index CellData::words_without_vector(corpus::Split which) const {
  const std::vector<std::uint8_t> valid = file().valid();
  return std::count(valid.begin() + split(which).begin, valid.begin() + split(which).end, 0);
}

Index copies_among(const store::NeuronStatistics& statistics) {
  std::set<std::array<double, 4>> different;
  for (std::size_t n = 0; n < statistics.mean.size(); ++n)
    different.insert({statistics.mean[n], statistics.variance[n], statistics.minimum[n], statistics.maximum[n]});
  return to_index(statistics.mean.size() - different.size());
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
