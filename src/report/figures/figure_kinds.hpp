#pragma once

#include <optional>
#include <string>

#include "report/figures/figure_parts.hpp"

namespace neurank::report {

// One function a kind of figure; each gives nothing where the results have no data for it.

/// Neurons of the minimal set by layer and model, with the band of chance (Durrani et al. 2020, figure 1).
std::optional<Figure> layer_figure(const FigureRun& run, const Place& place);

/// The same by the variants of a task, where it has several: raw beside z-scored activations.
std::optional<Figure> variant_figure(const FigureRun& run, const std::string& task);

/// Accuracy of heads on each layer, alone and with all below (Tenney et al. 2019).
std::optional<Figure> layer_accuracy_figure(const FigureRun& run, const Place& place);

/// Accuracy by number of neurons: top, random, bottom and the control task, masked and retrained.
std::optional<Figure> curve_figure(const FigureRun& run, const Place& place);

/// Neurons per label and model (Durrani et al. 2020, figures 2 to 4).
std::optional<Figure> label_figure(const FigureRun& run, const Place& place);

/// Where in the network the neurons of each label lie (Durrani et al. 2020, figure 5).
std::optional<Figure> label_layer_figure(const FigureRun& run, const Place& place);

/// How far labels share neurons, beside random sets of the same sizes.
std::optional<Figure> label_overlap_figure(const FigureRun& run, const Place& place);

/// Metrics of the models, with intervals.
std::optional<Figure> metric_figure(const FigureRun& run, const Place& place);

/// What the first neurons of each ranking tell each judge: a matrix, of which no mean is taken.
std::optional<Figure> ranking_figure(const FigureRun& run, const Place& place);

/// How far rankings agree on the first neurons, at one size.
std::optional<Figure> ranking_agreement_figure(const FigureRun& run, const Place& place);

/// The search for the penalty: its score, and what it costs in accuracy.
std::optional<Figure> penalty_figure(const FigureRun& run, const Place& place);

/// Agreement of rankings by number of neurons, over repetitions and over halves of the sentences.
std::optional<Figure> stability_figure(const FigureRun& run, const Place& place);

/// Published numbers beside the measured ones.
std::optional<Figure> published_figure(const FigureRun& run, const Place& place);

}  // namespace neurank::report
