#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "base/cast.hpp"
#include "base/products.hpp"
#include "corpus/corpus.hpp"
#include "grid/experiment.hpp"
#include "probe/batch_stream.hpp"
#include "probe/evaluate.hpp"
#include "probe/head.hpp"
#include "schedule/run_folder.hpp"
#include "store/activation_file.hpp"
#include "store/local_copies.hpp"

namespace neurank::probing {

using analysis::Measured;

/// An activation file that is open, with what cells on it share.
class OpenActivations {
 public:
  /// Throws Error when the file is missing or not complete.
  /// @param copy on this host's disk, from which rows are read; empty: from the file
  OpenActivations(const std::filesystem::path& path, const grid::Experiment& experiment,
                  const std::filesystem::path& copy = {});

  const store::ActivationReader& file() const { return file_; }
  const probe::FileRows& rows() const { return rows_; }
  bool is_copy() const { return is_copy_; }            ///< whether rows are read from a copy
  const std::vector<std::string>& words() const;       ///< [T], read when first asked for
  const std::vector<Index>& sentence_offsets() const;  ///< [S + 1], likewise
  const std::vector<Index>& document_offsets() const;  ///< [D + 1] or empty, likewise

 private:
  bool is_copy_;
  store::ActivationReader file_;
  probe::FileRows rows_;
  mutable std::optional<std::vector<std::string>> words_;
  mutable std::optional<std::vector<Index>> sentence_offsets_, document_offsets_;
};

/// Pieces of a split that are resampled as wholes: its documents where the corpus tells enough of them, else its
/// sentences.
struct Clusters {
  std::vector<Index> of_sentence;  ///< cluster of each of the split's sentences
  Index count = 0;
  bool are_documents = false;
};

/// Neurons that have, to the last bit, the mean, variance, minimum and maximum of one before them: copies, as half of
/// the layer 0 of ELMo is.
Index copies_among(const store::NeuronStatistics& statistics);

/// The activation file of a cell.
std::filesystem::path activations_of(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                     const grid::Cell& cell);

/// Opens it. Throws Error when it is missing or not complete. @param copies of this host; nullptr: none
std::shared_ptr<const OpenActivations> open_activations(const schedule::RunFolder& folder,
                                                        const grid::Experiment& experiment, const grid::Cell& cell,
                                                        const store::LocalCopies* copies = nullptr);

/// Activations and labels of one cell, as its probes use them. Words without a vector and words whose label the task
/// ignores are left out.
class CellData {
 public:
  /// @param activations the cell's
  CellData(std::shared_ptr<const OpenActivations> activations, const grid::Experiment& experiment,
           const grid::Cell& cell);
  CellData(const CellData&) = delete;
  CellData& operator=(const CellData&) = delete;

  const store::ActivationReader& file() const { return activations_->file(); }
  const store::ActivationHeader& header() const { return file().header(); }
  Index neurons() const { return header().neurons(); }
  Index num_labels() const { return labels_.num_training; }            ///< L
  Index all_labels() const { return to_index(labels_.names.size()); }  ///< with those of dev and test alone
  Range split(corpus::Split which) const { return file().split(which); }
  const std::vector<std::string>& words() const { return activations_->words(); }  ///< [T]
  const std::vector<std::uint8_t>& used() const { return used_; }                  ///< [T], 0 where a word is left out
  const std::vector<Index>& sentence_offsets() const { return activations_->sentence_offsets(); }  ///< [S + 1]
  const corpus::EncodedLabels& labels() const { return labels_; }
  std::vector<Index> training_counts() const;  ///< [L] training words of each label

  /// Words of a split that the model has no vector for.
  Index words_without_vector(corpus::Split which) const;

  /// copies_among() all training words with a vector.
  Index equal_neurons() const { return copies_among(file().statistics()); }

  const Products& products() const { return products_; }  ///< what heads on this data are multiplied with

  /// Batches of a split's words, standardised as the cell asks.
  probe::BatchStream stream(corpus::Split which) const;
  probe::BatchStream stream(Measured which) const;

  /// The sentences of the words that are measured.
  probe::Groups sentences(Measured which) const;

  /// Measured words of each sentence.
  std::vector<float> words_of_sentences(Measured which) const;

  Clusters clusters(corpus::Split which) const;

  /// What streams are made of: rows as they are stored, rows of a split's words, how they are standardised.
  const probe::RowSource& source() const { return activations_->rows(); }
  std::vector<Index> rows_of(corpus::Split which) const;
  const std::vector<Index>& rows_of(Measured which) const;
  const probe::Standardization& standardization() const { return standardization_; }
  Index batch() const { return batch_; }

  /// All training words, on which heads are found.
  probe::TrainingRows training() const;

  /// The words of as many training sentences as there are, drawn with replacement.
  probe::TrainingRows resampled(std::uint64_t seed) const;

  /// Rows of training words that stand in some of the training sentences. @param taken [training sentences] how often
  std::vector<Index> rows_of_sentences(const std::vector<int>& taken) const;
  Index training_sentences() const;

  /// Population deviations of the neurons over training words that the task uses, as heads see them: 1 where they are
  /// standardised. @return [N]
  std::vector<double> deviations() const;

  /// Means of the neurons over training words, standardised as the cell asks; [N].
  const Vector& means() const;

  /// Largest absolute value of a training word's activation, standardised as the cell asks.
  double largest_activation() const;

  probe::Targets targets() const { return targets_; }        ///< the task's labels
  probe::Targets control_targets(std::uint64_t seed) const;  ///< of the control task

 private:
  probe::BatchStream stream_of(std::vector<Index> rows) const;

  const store::NeuronStatistics& statistics() const;

  std::shared_ptr<const OpenActivations> activations_;
  corpus::EncodedLabels labels_;
  std::vector<std::uint8_t> used_;
  probe::Targets targets_;
  probe::Standardization standardization_;
  Index batch_;
  bool is_exact_;
  Products products_;
  mutable std::shared_ptr<const store::NeuronStatistics> statistics_;  ///< of the training words that the task uses
  mutable std::optional<Vector> means_;
  mutable std::map<Measured, std::vector<Index>> rows_;  ///< found when first asked for: some take all words
};

}  // namespace neurank::probing
