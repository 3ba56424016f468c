#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn delta_or_share = {
    "delta", real, "δ of the minimal set, as in `minimal.csv`; empty for a set of a fixed size", "7.1"};
constexpr DeclaredColumn size_of_set = {"n", integer, "number of the top neurons, 1 to N", "5.2"};
constexpr DeclaredColumn share_of_set = {
    "share", real, "0.01, 0.02, 0.05 or 0.1, the share of N that a set of a fixed size has; empty for a minimal set",
    "7.3"};

constexpr DeclaredColumn ranking_columns[] = {
    {"seed", text, "number of the repetition, 1 to `seeds` of the grid, or `merged`", "5.3"},
    {"method", text,
     "by what neurons are ranked: `weight_mass`, and in the first repetition all others of `analyses.rankings`; of "
     "these, rankings without a head are the same in all repetitions",
     "5.4"},
    {"rank", integer, "place in the order, from 1, the most important, to N", "5.1"},
    {"neuron", text, "its name: layer, in at least two digits, and index, as in `L07:123`", "1.1"},
    site,
    layer,
    {"index", integer,
     "its place in the layer, 0 to width - 1; its id is position of the layer among those stored × width + index",
     "1.1"},
    {"score", real,
     "share of a label's weight mass that stands before the neuron, of all labels the least: 0 to 1, less is more "
     "important; where `seed` is `merged` the mean rank, 1 to N; of other methods what they order by, less being more "
     "important, too",
     "5.4"},
    {"selected", real,
     "where `seed` is `merged`, the share of heads trained on halves of the sentences that rank the neuron among as "
     "many "
     "as the minimal set has at the smallest δ, 0 to 1; empty otherwise and with `analyses.stability.pairs: 0`",
     "10.1"},
    {"label_effect", real,
     "where `seed` is `merged`, what the labels explain of the neuron beyond all nuisances, partial ε²: about 0 for "
     "nothing, at most 1; empty otherwise and with `analyses.nuisances: false`",
     "9.5"},
    {"nuisance", text, "the nuisance column that explains most of it beyond labels and the other ones; empty likewise",
     "9.5"},
    {"nuisance_effect", real, "what that one explains, in the same measure; empty likewise", "9.5"},
};
constexpr DeclaredTable ranking = {
    "ranking",
    "A row is a neuron in a ranking, most important first. Each repetition ranks all N by its full task head; `merged` "
    "orders them by mean rank over the repetitions, and no other number comes from it. Rankings by other methods are "
    "of the first repetition.",
    "5", ranking_columns};

constexpr DeclaredColumn layers_columns[] = {
    seed,
    delta_or_share,
    {"site", text, "where in the model the neurons are read: `residual` or `mlp`", "1.1"},
    layer,
    {"count", integer, "neurons of the set that lie in it, 0 to n", "9.1"},
    {"fraction", real, "count / n, 0 to 1; the sum over all layers is 1", "9.1"},
    {"expected", real, "mean count of random sets of n neurons, n / stored layers", "9.1"},
    {"ratio", real, "count / expected, 0 or more: how many times its share the layer holds", "9.1"},
    {"z", real, "count - expected in standard deviations of the counts of random sets; empty for n = N or one layer",
     "9.1"},
    {"chance", real, "share of the random sets of n neurons of which as many lie in the layer, or more, 0 to 1", "9.1"},
    size_of_set,
    share_of_set,
};
constexpr DeclaredTable layers = {
    "layers",
    "A row is a layer in a set of top neurons, a minimal set or one of 1, 2, 5 or 10 % of N; layers in which no neuron "
    "of the set lies have one, too.",
    "9.1", layers_columns};

constexpr DeclaredColumn seeds_of_mean = {"seeds", integer, "repetitions that the row is a mean of, 1 or more", "15"};

constexpr DeclaredColumn layer_means_columns[] = {
    delta_or_share,
    {"site", text, "where in the model the neurons are read: `residual` or `mlp`", "1.1"},
    layer,
    {"count", real, "mean over the repetitions of the set's neurons that lie in it", "9.1"},
    {"expected", real, "mean of `expected` of `layers.csv`", "9.1"},
    {"low", real,
     "lower end of the band in which 95 % of random sets have their neurons in a layer, exact; its mean over the "
     "repetitions, whose sets differ in size",
     "9.1"},
    {"high", real, "upper end of this band", "9.1"},
    seeds_of_mean,
    share_of_set,
};
constexpr DeclaredTable layer_means = {"layer_means", "A row is a layer in a kind of set: `layers.csv`, averaged.",
                                       "9.1", layer_means_columns};

constexpr DeclaredColumn label_sizes_columns[] = {
    {"delta", real, "the smallest δ, that of the minimal sets", "7.1"},
    {"label", text, "the label as the corpus has it", "2.2"},
    {"train_count", integer, "training words with this label", "9.2"},
    {"neurons", real, "mean size of the label's own set", "9.2"},
    {"sd", real,
     "sample standard deviation of this size, 0 or more; empty for one repetition, and of an exact head that all have",
     "9.2"},
    {"recall", real, "mean of `recall` of `labels.csv`; empty without such words", "9.2"},
    seeds_of_mean,
};
constexpr DeclaredTable label_sizes = {
    "label_sizes", "A row is a label in the minimal sets with the smallest δ: `labels.csv`, averaged.", "9.2",
    label_sizes_columns};

constexpr DeclaredColumn label_layers_columns[] = {
    {"label", text, "one of the 60 labels with most training words, most first"},
    layer,
    {"neurons", real,
     "neurons of the label's own set that lie in it, in the minimal set with the smallest δ; mean over repetitions",
     "9.2"},
};
constexpr DeclaredTable label_layers = {"label_layers", "A row is a label and a layer.", "9.2", label_layers_columns};

constexpr DeclaredColumn label_overlap_columns[] = {
    {"label_a", text, "one of the 30 labels with most training words, most first"},
    {"label_b", text, "another, with more of them"},
    {"jaccard", real,
     "neurons in both own sets / neurons in either, in the minimal set with the smallest δ, 0 to 1; mean over the "
     "repetitions where neither is empty, empty without one",
     "9.3"},
    {"jaccard_chance", real, "its expectation for random sets of the same sizes out of all N neurons; empty likewise",
     "9.3"},
};
constexpr DeclaredTable label_overlap = {"label_overlap", "A row is a pair of labels.", "9.3", label_overlap_columns};

constexpr DeclaredColumn labels_columns[] = {
    seed,
    delta_or_share,
    {"label", text, "the label as the corpus has it", "2.2"},
    {"train_count", integer, "training words with this label", "9.2"},
    {"neurons", integer,
     "size of the label's own set, those neurons of the set that come first by the label's weights, 0 to n; "
     "0 if these weights are all 0",
     "9.2"},
    {"top_layer", integer, "layer with most neurons of the own set, of equals the lower; empty if the set is", "9.2"},
    {"recall", real,
     "share of the test words with this label for which the head retrained on the set names it, 0 to 1; for "
     "n = N of the full head; empty without such words",
     "9.2"},
    size_of_set,
    share_of_set,
    {"size_residual", real,
     "ln(`neurons`) less what the labels' line of ln(`neurons`) on ln(`train_count`) gives for it: above 0 for more "
     "neurons than its frequency lets expect; empty for labels that are not compared or have none, and for fewer than "
     "three labels",
     "9.2"},
};
constexpr DeclaredTable labels = {"labels",
                                  "A row is a label in a minimal set or in the top 1, 2, 5 or 10 % of N. All L labels "
                                  "have one; the size of a label's own set follows its frequency, "
                                  "for no linguistic reason.",
                                  "9.2", labels_columns};

constexpr DeclaredColumn sharing_columns[] = {
    seed,
    delta_or_share,
    {"union", integer, "neurons in the own set (see `labels.csv`) of at least one of the labels, 0 to n", "9.3"},
    {"sum", integer, "sizes of the labels' own sets, added up", "9.3"},
    {"sharing_ratio", real,
     "sum / union, the labels that a neuron of the union serves on average: 1 where the sets are disjoint, at most the "
     "number of labels; empty where all sets are",
     "9.3"},
    {"mean_jaccard", real,
     "neurons in both sets / neurons in either, mean over pairs of labels, 0 to 1; labels with an empty set are in no "
     "pair; empty without a pair",
     "9.3"},
    {"expected_jaccard", real,
     "its expectation for random sets of the same sizes out of all N neurons, 0 to 1; empty likewise", "9.3"},
    {"size_frequency_correlation", real,
     "Spearman's ρ of the labels' set sizes, empty sets included, and numbers of training words, -1 to 1; empty for "
     "fewer than two labels, or if all have the same size or number",
     "9.3"},
    {"labels", integer, "number of the labels compared, those with an empty set included", "9.3"},
    {"size_frequency_correlation_all", real,
     "`size_frequency_correlation` over all L labels, rare ones included, where it is strongest; empty likewise",
     "9.3"},
    size_of_set,
    share_of_set,
    {"ratio_unrelated", real,
     "mean `sharing_ratio` of labels that have nothing to do with each other but that the softmax makes them alike, "
     "over "
     "`analyses.nulls.draws`; for the first repetition and 6 compared labels or more, else empty",
     "9.3"},
    {"ratio_low", real, "lower end of its 95 % band; empty likewise", "9.3"},
    {"ratio_high", real, "upper end of this band; empty likewise", "9.3"},
    {"ratio_p", real, "two-sided p-value of `sharing_ratio` by these draws, above 0, at most 1, not adjusted", "9.3"},
    {"jaccard_unrelated", real, "the same of `mean_jaccard`", "9.3"},
    {"jaccard_low", real, "the same of `mean_jaccard`", "9.3"},
    {"jaccard_high", real, "the same of `mean_jaccard`", "9.3"},
    {"jaccard_p", real, "the same of `mean_jaccard`", "9.3"},
};
constexpr DeclaredTable sharing = {
    "sharing",
    "A row is a minimal set or the top 1, 2, 5 or 10 % of N: how far labels share its neurons. The labels with at "
    "least `analyses.labels.min_count` "
    "training words are compared. The ratio is biased towards 1: compare it between models, and beside chance.",
    "9.3", sharing_columns};

constexpr DeclaredColumn stability_columns[] = {
    {"k", integer, "number of top neurons compared, 1 to N", "10"},
    {"pairs", integer, "pairs of repetitions; 0 if there is one repetition", "10"},
    {"jaccard", real,
     "Jaccard index of the top k of two repetitions, mean over the pairs, 0 to 1; empty without a pair, and where all "
     "repetitions have one exact head",
     "10"},
    {"jaccard_chance", real, "its expectation for random sets of k out of N neurons, 0 to 1", "10"},
    {"kendall", real,
     "Kendall's τ-b of the scores of all N neurons, mean over the pairs for which it is defined, -1 to 1; the same for "
     "every k; empty without such a pair, and likewise",
     "10"},
    {"spearman", real, "Spearman's ρ of the same scores, likewise", "10"},
    {"rank_biased_overlap", real,
     "rank-biased overlap of the orders, p = 0.98 (the first 50 neurons have 86 % of the weight), likewise, 0 to 1",
     "10"},
};
constexpr DeclaredTable stability = {
    "stability",
    "A row is a number k of neurons in a cell: how far the rankings of its repetitions agree, which differ in starts "
    "and "
    "orders and share their training words: nothing is said of other words. k is 1, 2, 5, 10, 20 and "
    "50 % of N, rounded down, at least 1; of equal ones there is one row.",
    "10", stability_columns};

constexpr DeclaredColumn shadows_columns[] = {
    {"shadows", integer, "permuted copies of neurons in a draw", "9.4"},
    {"draws", integer, "draws, each with a head of its own", "9.4"},
    {"n_real", integer,
     "the largest n for which at most a tenth of the first n neurons are estimated to rank there by noise, 0 to N: "
     "neurons that outrank noise, not neurons that are needed beside the others",
     "9.4"},
    {"fraction", real, "n_real / N, 0 to 1", "9.4"},
};
constexpr DeclaredTable shadows = {
    "shadows",
    "A row is a cell: how many of its neurons outrank noise, by heads on neurons and permuted copies of them, in the "
    "first repetition. There is none with `analyses.nulls.shadows: false`.",
    "9.4", shadows_columns};

constexpr DeclaredColumn data_stability_columns[] = {
    {"k", integer, "number of top neurons compared, 1 to N", "10.1"},
    {"halves", integer, "heads trained on halves of the sentences, two a pair", "10.1"},
    {"stable_60", integer, "neurons among the first k of at least 60 % of them", "10.1"},
    {"false_60", real, "bound on how many of these are there by chance, on average, 0 or more", "10.1"},
    {"stable_80", integer, "the same of at least 80 %", "10.1"},
    {"false_80", real, "the same of at least 80 %", "10.1"},
    {"stable_90", integer, "the same of at least 90 %", "10.1"},
    {"false_90", real, "the same of at least 90 %", "10.1"},
    {"jaccard", real, "Jaccard index of the top k of the two halves of a pair, mean over the pairs, 0 to 1", "10.1"},
    {"jaccard_chance", real, "its expectation for random sets of k out of N neurons, 0 to 1", "10.1"},
    {"rank_biased_overlap", real, "rank-biased overlap of the two orders, mean over the pairs, 0 to 1", "10.1"},
};
constexpr DeclaredTable data_stability = {
    "data_stability",
    "A row is a number k of neurons in a cell: how far rankings agree that share no training sentence. k is 1, 2, 5, "
    "10, "
    "20 and 50 % of N, rounded down, at least 1. There is none with `analyses.stability.pairs: 0`.",
    "10.1", data_stability_columns};

constexpr DeclaredTable tables[] = {ranking,       layers,  layer_means, labels,    label_sizes,   label_layers,
                                    label_overlap, sharing, shadows,     stability, data_stability};

}  // namespace

std::span<const DeclaredTable> tables_of_neurons() { return tables; }

}  // namespace neurank::report
