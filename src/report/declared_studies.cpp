#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn layer_accuracy_columns[] = {
    {"layers", text,
     "what the head reads: `alone`, the layer by itself, or `up_to`, it and all below it that are stored", "9.7"},
    {"site", text, "where in the model the neurons are read: `residual` or `mlp`", "1.1"},
    layer,
    {"n", integer, "neurons that the head reads, 1 to N", "9.7"},
    {"accuracy", real, "its test accuracy, 0 to 1; empty without such words", "9.7"},
    {"ci_low", real,
     "lower end of the 95 % interval over words; empty likewise, and with `analyses.bootstrap.draws: 0`", "11.2"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.2"},
    {"selectivity", real,
     "`accuracy` less that of a head on the same neurons that learns the control task, -1 to 1; empty with "
     "`analyses.control: false`",
     "8.1"},
};
constexpr DeclaredTable layer_accuracy = {
    "layer_accuracy",
    "A row is a layer: how much a head on its neurons tells, in the first repetition. There is none unless "
    "`analyses.single_layers` is true.",
    "9.7", layer_accuracy_columns};

constexpr DeclaredColumn basis_columns[] = {
    {"basis", text,
     "what takes the place of neurons: `neurons` themselves, `rotated`, random directions of each layer, or "
     "`principal`, its principal axes",
     "9.8"},
    {"draw", integer, "number of the random rotation, 1 to 3; 0 for the others", "9.8"},
    {"delta", real, "δ of the minimal set in points", "7.1"},
    {"n", integer, "directions in the smallest first part of their ranking that loses at most δ, 1 to N", "9.8"},
    {"fraction", real, "n / N, above 0, at most 1", "7.1"},
    {"accuracy", real, "test accuracy of a head trained on them, 0 to 1; empty without such words", "9.8"},
    {"accuracy_all", real, "test accuracy of the head on all of them; empty likewise", "9.8"},
    {"masked_top", real, "test accuracy of that head with all but the first 10 % of its ranking masked; empty likewise",
     "9.8"},
    {"masked_bottom", real, "the same with all but the last 10 % masked; empty likewise", "9.8"},
    {"sharing_ratio", real,
     "sizes of the labels' own sets among the n, added up, in those of their union, 1 or more; "
     "empty where all are empty",
     "9.3"},
};
constexpr DeclaredTable basis = {
    "basis",
    "A row is a minimal set among neurons or other directions, in the first repetition. There is none unless "
    "`analyses.basis` is true.",
    "9.8", basis_columns};

constexpr DeclaredColumn mdl_columns[] = {
    {"labels", text, "whose code it is: those of the `task` or of the `control` task", "9.9"},
    {"neurons", text,
     "what the heads read: `all`, the `top` ones that are the minimal set at the smallest δ, or as many "
     "`random` ones",
     "9.9"},
    {"n", integer, "number of these neurons, 1 to N", "9.9"},
    {"words", integer, "training words that are coded", "9.9"},
    {"classes", integer, "labels with training words", "9.9"},
    {"uniform_bits", real, "length of the uniform code, words × log2 classes", "9.9"},
    {"bits", real, "length of the online code", "9.9"},
    {"compression", real, "uniform_bits / bits: about 1 where neurons tell nothing", "9.9"},
};
constexpr DeclaredTable mdl = {"mdl",
                               "A row is a code of the training words' labels by what heads predict, in the first "
                               "repetition. There is none unless "
                               "`analyses.mdl` is true.",
                               "9.9", mdl_columns};

constexpr DeclaredColumn redundancy_columns[] = {
    {"what", text,
     "`representatives`, the most important neuron of each cluster, or `set`, one of several disjoint sets", "9.10"},
    {"number", integer, "of the set, from 1, the minimal set; 0 for representatives", "9.10"},
    {"among", integer, "neurons from which they were chosen", "9.10"},
    {"n", integer, "how many were chosen, 1 to N", "9.10"},
    {"suffices", integer, "1 where the head on them loses at most the smallest δ on dev, else 0", "9.10"},
    {"dev_accuracy", real, "dev accuracy of that head, 0 to 1; empty without such words", "9.10"},
    {"accuracy", real, "its test accuracy; empty likewise", "9.10"},
    {"random_accuracy", real, "test accuracy of a head on as many random ones of those; empty likewise", "9.10"},
};
constexpr DeclaredTable redundancy = {
    "redundancy",
    "A row is a choice of neurons that may do as well as the minimal set, in the first repetition. There is none "
    "unless "
    "`analyses.redundancy` is true; sets end with the first that does not suffice, or with the tenth.",
    "9.10", redundancy_columns};

constexpr DeclaredColumn clusters_columns[] = {
    {"cluster", integer, "its number, from 1, by the rank of its most important neuron", "9.10"},
    {"size", integer, "neurons in it, 2 or more", "9.10"},
    {"place", integer, "of the neuron in it by rank, from 1, the representative", "9.10"},
    {"neuron", text, "its name, as in `ranking.csv`", "1.1"},
    layer,
    {"index", integer, "its place in the layer, 0 to width - 1", "1.1"},
};
constexpr DeclaredTable clusters = {"clusters",
                                    "A row is a neuron that says the same as others do: its correlations with them are "
                                    "above 0.7 in the mean. There is none unless "
                                    "`analyses.redundancy` is true.",
                                    "9.10", clusters_columns};

constexpr DeclaredColumn monosemanticity_columns[] = {
    {"neuron", text, "its name, as in `ranking.csv`", "1.1"},
    layer,
    {"index", integer, "its place in the layer, 0 to width - 1", "1.1"},
    {"told", integer, "labels with d' above 1 or below -1, of those with `analyses.labels.min_count` training words",
     "9.11"},
    {"label", text, "the label whose d' is furthest from 0; empty without such labels", "9.11"},
    {"distance", real, "its d': positive where the neuron is stronger at its words; empty likewise", "9.11"},
    {"second_label", text, "the label whose d' is next to it; empty with less than two such labels", "9.11"},
    {"second_distance", real, "its d'; empty likewise", "9.11"},
};
constexpr DeclaredTable monosemanticity = {
    "monosemanticity",
    "A row is a neuron: how many labels its activation on training words tells from all others. There is none unless "
    "`analyses.monosemanticity` is true.",
    "9.11", monosemanticity_columns};

constexpr DeclaredColumn sparse_probes_columns[] = {
    {"label", text, "one of the 20 labels with most training words"},
    {"train_count", integer, "training words with this label", "9.2"},
    {"n", integer,
     "neurons that the head reads, those at which the label's d' is furthest from 0: 1, 2, 4, 8, 16, 32 or 64", "9.11"},
    {"f1", real, "F1 on test words of a head that tells the label from all others, 0 to 1; empty without such words",
     "9.11"},
};
constexpr DeclaredTable sparse_probes = {
    "sparse_probes",
    "A row is a head on few neurons that tells one label from all others, in the first repetition; none likewise.",
    "9.11", sparse_probes_columns};

constexpr DeclaredColumn knockoffs_columns[] = {
    layer,
    {"width", integer, "its neurons", "1.1"},
    {"words", integer, "training words that were looked at, one of each sentence, 20,000 at most", "9.12"},
    {"fdr", real, "`analyses.knockoffs.fdr`, the share of false ones that sets may have in the mean", "9.12"},
    {"selected", integer, "neurons of the layer in the cell's set", "9.12"},
    {"uncertified", integer, "draws whose head was not at its optimum", "9.12"},
};
constexpr DeclaredTable knockoffs = {"knockoffs",
                                     "A row is a layer: how many of its neurons tell something of the label that its "
                                     "others do not. There is none unless "
                                     "`analyses.knockoffs.draws` is above 0.",
                                     "9.12", knockoffs_columns};

constexpr DeclaredColumn knockoff_neurons_columns[] = {
    {"neuron", text, "its name, as in `ranking.csv`", "1.1"},
    layer,
    {"index", integer, "its place in the layer, 0 to width - 1", "1.1"},
    {"e_value", real, "its evidence, mean over the draws, 0 to width", "9.12"},
    {"draws", real, "share of the draws in which it is above the threshold, above 0, at most 1", "9.12"},
    {"in_set", integer, "1 where it is in the cell's set, else 0", "9.12"},
};
constexpr DeclaredTable knockoff_neurons = {"knockoff_neurons",
                                            "A row is a neuron that was above the threshold of at least one draw of "
                                            "knockoffs, those of most evidence first; none "
                                            "likewise.",
                                            "9.12", knockoff_neurons_columns};

constexpr DeclaredColumn best_sets_columns[] = {
    {"set", text, "`prefix`, first neurons of the ranking, or `exchanged`, what they became", "9.13"},
    {"delta", real, "the smallest δ, that the minimal set may lose", "7.1"},
    {"n", integer, "neurons of the set, 1 to N", "9.13"},
    {"suffices", integer, "1 where the head on them loses at most δ on dev, else 0", "9.13"},
    {"kept", integer, "of these, neurons among the first n of the ranking", "9.13"},
    {"loss", real, "what the head's training makes least, at the set: cross entropy and penalty, in nats", "3.1"},
    {"dev_accuracy", real, "dev accuracy of the head, 0 to 1; empty without such words", "9.13"},
    {"accuracy", real, "its test accuracy; empty likewise", "9.13"},
};
constexpr DeclaredTable best_sets = {
    "best_sets",
    "A row is a set of neurons: the minimal set, what exchanges make of it, and the smallest set found by exchanges "
    "that "
    "suffices, in the first repetition. There is none unless `analyses.best_set.max` is at least the minimal set's n.",
    "9.13", best_sets_columns};

constexpr DeclaredColumn best_set_neurons_columns[] = {
    {"neuron", text, "its name, as in `ranking.csv`", "1.1"},
    layer,
    {"index", integer, "its place in the layer, 0 to width - 1", "1.1"},
    {"rank", integer, "its rank in the first repetition, from 1", "5.1"},
};
constexpr DeclaredTable best_set_neurons = {
    "best_set_neurons", "A row is a neuron of the smallest set found by exchanges that suffices; none likewise.",
    "9.13", best_set_neurons_columns};

constexpr DeclaredTable tables[] = {layer_accuracy,  basis,         mdl,       redundancy,       clusters,
                                    monosemanticity, sparse_probes, knockoffs, knockoff_neurons, best_sets,
                                    best_set_neurons};

}  // namespace

std::span<const DeclaredTable> tables_of_studies() { return tables; }

}  // namespace neurank::report
