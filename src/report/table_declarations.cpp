#include "report/table_declarations.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn cell[] = {
    {"model", text, "name of the model: `models[].name` of the grid"},
    {"task", text, "name of the task: `tasks[].name`"},
    {"variant", text, "name of the probe's settings: one of `variants`, or `default` in a grid without them"},
};

constexpr DeclaredColumn seed = {"seed", integer, "number of the repetition, 1 to `seeds` of the grid", "15"};
constexpr DeclaredColumn delta = {
    "delta", real, "δ, one of `analyses.minimal.delta`: points of dev accuracy that may be lost, 0 or more", "7.1"};
constexpr DeclaredColumn metric = {"metric", text, "as in `metrics.csv`", "11.1"};

constexpr DeclaredColumn accuracy_columns[] = {
    seed,
    {"labels", text,
     "what the head learned and is held against: `task`, the task's labels; `control`, labels drawn for each word type "
     "(for `full` heads and for `retrained` ones on `top` and `random` neurons; not with `analyses.control: false`)",
     "2.3"},
    {"split", text,
     "words on which it is measured: `dev`, `test`, or a part of the test words: `unseen`, whose type no training word "
     "has, or `ambiguous`, whose type has several labels among the training words",
     "2.4"},
    {"neurons", text,
     "neurons that the head reads, or that are not masked: `all`; the `top` or the `bottom` n of the repetition's "
     "ranking; or n `random` ones",
     "5.2"},
    {"how", text,
     "`full`: trained on all neurons with the cell's penalty; `unregularized`: the same without a penalty; `masked`: "
     "the task's full head, all other neurons set to zero, without retraining; `masked_mean`: the same, each of the "
     "others "
     "set to its mean over training words; `retrained`: trained on these neurons alone with the cell's penalty",
     "3.5"},
    {"keep", real,
     "share of the neurons, above 0, at most 1: for `masked` as `analyses.ablation.keep` asks for it, for `retrained` "
     "n / N, else 1",
     "3.5"},
    {"n", integer, "number of these neurons, 1 to N", "5.2"},
    {"draw", integer, "number of the random set, from 1; empty where `neurons` is not `random`", "3.5"},
    {"accuracy", real, "share of the words whose label the head names, 0 to 1; empty without such words", "3.5"},
};
constexpr DeclaredTable accuracy = {
    "accuracy",
    "A row is a measurement: a head of a repetition on some words. `full`, `unregularized` and `masked` heads are "
    "measured on all four kinds of words, `retrained` ones on dev, on test and on its unseen words. Those on the top "
    "neurons are there for every n that was tried (§7.2), the others for the sizes below N of minimal sets and for 1, "
    "2, 5 and 10 % of the neurons (§7.3).",
    "3.5", accuracy_columns};

constexpr DeclaredColumn baselines_columns[] = {
    {"split", text, "`dev` or `test`", "2.1"},
    {"majority", real, "accuracy of naming the most frequent training label for every word, 0 to 1", "8.2"},
    {"word_majority", real,
     "accuracy of naming the most frequent training label of the word's type, for unseen types that of all words; "
     "0 to 1",
     "8.2"},
    {"words", integer, "words of the split, those that accuracies are measured on", "2.2"},
    {"unseen_words", integer, "of these, words whose type no training word has", "2.4"},
    {"ambiguous_words", integer, "of these, words whose type has several labels among the training words", "2.4"},
    {"ambiguous_word_majority", real, "`word_majority` on the ambiguous words alone, 0 to 1; empty without such words",
     "8.2"},
    {"labels", integer, "L, labels of the task: those that training words have; the same for both splits", "2.2"},
    {"level", text, "`tasks[].level` of the grid, such as morphology; empty where the grid names none", "2.2"},
};
constexpr DeclaredTable baselines = {
    "baselines", "A row is a split of a cell, dev or test: how far one gets on it without any neuron.", "8.2",
    baselines_columns};

constexpr DeclaredColumn lambda_columns[] = {
    {"l1", real, "λ1, weight of the sum of the weights' absolute values in the loss, 0 or more", "3.1"},
    {"l2", real, "λ2, weight of the ridge in the loss, 0 or more; `probe.ridge` names its form", "3.1"},
    {"score", real,
     "what is to be largest: `probe.lambda.alpha` × (`accuracy_top` - `accuracy_bottom`) - `probe.lambda.beta` × "
     "(`accuracy_unregularized` - `accuracy`); of either sign",
     "4"},
    {"accuracy", real, "dev accuracy of the head trained with this pair, on all neurons, 0 to 1", "4"},
    {"accuracy_top", real,
     "the same with all but the top neurons of the head's own ranking masked, where `probe.lambda.keep` is the "
     "share that stays",
     "4"},
    {"accuracy_bottom", real, "the same with as many bottom neurons in their place", "4"},
    {"accuracy_unregularized", real, "dev accuracy with the pair (0, 0), the same in all rows of a cell", "4"},
    {"selected", integer, "1 for the pair that became the cell's penalty, else 0", "4"},
};
constexpr DeclaredTable lambda = {
    "lambda",
    "A row is a pair (λ1, λ2) that was tried in the search for the penalty. A cell is searched once, for all its "
    "repetitions; where the grid has one λ1 and one λ2 there is no search and no row. (0, 0) has a row even where the "
    "grid lacks it, but is not chosen then.",
    "4", lambda_columns};

constexpr DeclaredColumn minimal_columns[] = {
    seed,
    delta,
    {"n", integer, "n(δ), neurons of the set, 1 to N; N where no smaller number tried is enough", "7.1"},
    {"fraction", real, "n / N, above 0, at most 1", "7.3"},
    {"oracle", real, "dev accuracy of the full head of the task, 0 to 1; the same for every δ", "7.1"},
    {"accuracy_dev", real, "dev accuracy of the head retrained on the set, 0 to 1; for n = N `oracle`", "7.3"},
    {"accuracy_test", real, "test accuracy of this head, 0 to 1; for n = N that of the full head", "7.3"},
    {"random_test", real,
     "mean test accuracy of heads retrained on n random neurons, over `analyses.minimal.draws` sets, 0 to 1; for n = N "
     "that of the full head",
     "7.3"},
    {"bottom_test", real,
     "test accuracy of the head retrained on the bottom n neurons, 0 to 1; for n = N that of the full head", "7.3"},
    {"selectivity_all", real,
     "test accuracy of the task less that of the control task, full heads; -1 to 1; empty with `analyses.control: "
     "false`",
     "8.1"},
    {"selectivity_top", real,
     "the same for heads retrained on the set, which is the task's for both; for n = N `selectivity_all`; empty "
     "likewise",
     "8.1"},
    {"selectivity_random", real,
     "the same for heads retrained on n random neurons, mean over the sets; for n = N `selectivity_all`; empty "
     "likewise",
     "8.1"},
    {"oracle_unregularized", real,
     "dev accuracy of the head of the task without penalty, 0 to 1; a set is held against the larger one of this and "
     "`oracle`, or with `analyses.minimal.reference: full` against `oracle` alone",
     "7.1"},
    {"oracle_test", real, "test accuracy of the full head of the task, 0 to 1", "7.3"},
};
constexpr DeclaredTable minimal = {
    "minimal",
    "A row is a minimal set, one for each repetition and δ: the smallest number of top neurons tried on which a "
    "retrained head loses at most δ points of dev accuracy.",
    "7", minimal_columns};

constexpr DeclaredColumn ranking_columns[] = {
    {"seed", text, "number of the repetition, 1 to `seeds` of the grid, or `merged`", "5.3"},
    {"method", text, "by what the repetitions' neurons are ranked: always `weight_mass`", "5.1"},
    {"rank", integer, "place in the order, from 1, the most important, to N", "5.1"},
    {"neuron", text, "its name: layer, in at least two digits, and index, as in `L07:123`", "1.1"},
    {"layer", integer, "its layer, from 0, the embeddings", "1.1"},
    {"index", integer, "its place in the layer, 0 to width - 1; its id is layer × width + index", "1.1"},
    {"score", real,
     "share of a label's weight mass that stands before the neuron, of all labels the least: 0 to 1, less is more "
     "important; where `seed` is `merged` the mean rank, 1 to N",
     "5.1"},
};
constexpr DeclaredTable ranking = {
    "ranking",
    "A row is a neuron in a ranking, most important first. Each repetition ranks all N by its full task head; `merged` "
    "orders them by mean rank over the repetitions, and no other number comes from it.",
    "5", ranking_columns};

constexpr DeclaredColumn layers_columns[] = {
    seed,
    delta,
    {"layer", integer, "the layer, from 0, the embeddings", "1.1"},
    {"count", integer, "neurons of the minimal set that lie in it, 0 to n(δ)", "9.1"},
    {"fraction", real, "count / n(δ), 0 to 1; the sum over all layers is 1", "9.1"},
    {"expected", real, "mean count of random sets of n(δ) neurons, n(δ) / layers", "9.1"},
    {"ratio", real, "count / expected, 0 or more: how many times its share the layer holds", "9.1"},
    {"z", real, "count - expected in standard deviations of the counts of random sets; empty for n(δ) = N or one layer",
     "9.1"},
    {"chance", real, "share of the random sets of n(δ) neurons of which as many lie in the layer, or more, 0 to 1",
     "9.1"},
};
constexpr DeclaredTable layers = {
    "layers", "A row is a layer in a minimal set; layers in which no neuron of the set lies have one, too.", "9.1",
    layers_columns};

constexpr DeclaredColumn labels_columns[] = {
    seed,
    delta,
    {"label", text, "the label as the corpus has it", "2.2"},
    {"train_count", integer, "training words with this label", "9.2"},
    {"neurons", integer,
     "size of the label's own set, those neurons of the minimal set that come first by the label's weights, 0 to n(δ); "
     "0 if these weights are all 0",
     "9.2"},
    {"top_layer", integer, "layer with most neurons of the own set, of equals the lower; empty if the set is", "9.2"},
    {"recall", real,
     "share of the test words with this label for which the head retrained on the minimal set names it, 0 to 1; for "
     "n(δ) = N of the full head; empty without such words",
     "9.2"},
};
constexpr DeclaredTable labels = {
    "labels",
    "A row is a label in a minimal set. All L labels have one; the size of a label's own set follows its frequency, "
    "for no linguistic reason.",
    "9.2", labels_columns};

constexpr DeclaredColumn sharing_columns[] = {
    seed,
    delta,
    {"union", integer, "neurons in the own set (see `labels.csv`) of at least one of the labels, 0 to n(δ)", "9.3"},
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
};
constexpr DeclaredTable sharing = {
    "sharing",
    "A row is a minimal set: how far labels share its neurons. The labels with at least `analyses.labels.min_count` "
    "training words are compared. The ratio is biased towards 1: compare it between models, and beside chance.",
    "9.3", sharing_columns};

constexpr DeclaredColumn stability_columns[] = {
    {"k", integer, "number of top neurons compared, 1 to N", "10"},
    {"pairs", integer, "pairs of repetitions; 0 if there is one repetition", "10"},
    {"jaccard", real,
     "Jaccard index of the top k of two repetitions, mean over the pairs, 0 to 1; empty without a pair", "10"},
    {"jaccard_chance", real, "its expectation for random sets of k out of N neurons, 0 to 1", "10"},
    {"kendall", real,
     "Kendall's τ-b of the scores of all N neurons, mean over the pairs for which it is defined, -1 to 1; the same for "
     "every k; empty without such a pair",
     "10"},
    {"spearman", real, "Spearman's ρ of the same scores, likewise", "10"},
};
constexpr DeclaredTable stability = {
    "stability",
    "A row is a number k of neurons in a cell: how far the rankings of its repetitions agree. k is 1, 2, 5, 10, 20 and "
    "50 % of N, rounded down, at least 1; of equal ones there is one row.",
    "10", stability_columns};

constexpr DeclaredColumn metrics_columns[] = {
    seed,
    {"metric", text,
     "`gini`, `masked_gap`, and for every δ `neurons@δ`, `fraction@δ`, `retrained_gap@δ`, `selectivity@δ`, "
     "`layer_entropy@δ`, `layer_entropy_excess@δ`, `layer_centre@δ`, `sharing_ratio@δ`, `label_jaccard@δ`, written as "
     "in `neurons@0.5`",
     "11.1"},
    {"value", real,
     "`neurons@δ`: neurons, 1 to N; `sharing_ratio@δ`: 1 or more; gaps, selectivity and excess: differences, -1 to 1; "
     "all others 0 to 1",
     "11.1"},
};
constexpr DeclaredTable metrics = {
    "metrics",
    "A row is a metric of a repetition, a number that characterises the model on the task. One that is not defined has "
    "no row, as `selectivity@δ` with `analyses.control: false`.",
    "11.1", metrics_columns};

constexpr DeclaredColumn architectures_columns[] = {
    metric,
    {"value", real, "its mean over the repetitions, in its unit", "11.2"},
    {"sd", real, "its sample standard deviation, 0 or more; empty for one repetition", "11.2"},
    {"ci_low", real, "lower end of the 95 % bootstrap interval of the mean; empty for one repetition", "11.2"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.2"},
    {"seeds", integer, "repetitions that have the metric, 1 or more", "11.2"},
};
constexpr DeclaredTable architectures = {
    "architectures",
    "A row is a metric of a cell, over its repetitions. The interval speaks of repetitions on one corpus and one "
    "checkpoint, not of other texts or other trainings of the model.",
    "11.2", architectures_columns};

constexpr DeclaredColumn published_columns[] = {
    {"quantity", text,
     "`accuracy_all`, all neurons; `masked_top`, `masked_random`, `masked_bottom`, all but 20 % of the neurons set to "
     "zero; `neurons@δ`, n(δ); `retrained_top@δ`, `retrained_random@δ`, `retrained_bottom@δ`, accuracies with n(δ) "
     "neurons; `selectivity_all`, `selectivity_top@δ`; `layer_L@δ`, neurons of the minimal set in layer L; "
     "`lambda_l1`, `lambda_l2`",
     "12"},
    {"published", real, "the published number; accuracies and selectivities in percent", "12"},
    {"measured", real, "the cell's in the same unit, on test words: mean over repetitions and random sets", "12"},
    {"difference", real, "measured - published", "12"},
    {"source", text, "where it was published, as in `EMNLP 2020 table 1`", "12"},
    {"corpus", text, "the cell's corpus: `corpora[].name`", "12"},
    {"ridge", text, "the cell's `probe.ridge`; the published λ2 is of `norm`", "12"},
};
constexpr DeclaredTable published = {"published",
                                     "A row is a published number beside the cell's own. There is one for a model of "
                                     "the same family and N, trained, and a "
                                     "task that `tasks[].published` says is the published one, if the cell measured "
                                     "the quantity; checkpoints may differ.",
                                     "12", published_columns};

constexpr DeclaredColumn comparison_columns[] = {
    {"task", text, "as in the other tables"},
    {"variant", text, "as in the other tables"},
    {"model_a", text, "name of a model"},
    {"model_b", text, "name of another, which comes later in the grid"},
    metric,
    {"difference", real, "mean over the repetitions of `model_a` less that of `model_b`, in the metric's unit", "11.3"},
    {"ci_low", real, "lower end of the 95 % bootstrap interval of the difference; empty if a model has one repetition",
     "11.3"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.3"},
    {"p_value", real,
     "of the two-sided permutation test that the repetitions' values are exchangeable, above 0, at most 1; not "
     "corrected for the number of tests",
     "11.3"},
};
constexpr DeclaredTable comparison = {"architecture_tests",
                                      "A row is a metric of two models on the same task and variant, if both have it; "
                                      "so the table has no column `model`.",
                                      "11.3", comparison_columns, false};

constexpr DeclaredTable tables[] = {accuracy, baselines, lambda,  minimal,       ranking,   layers,    labels,
                                    sharing,  stability, metrics, architectures, published, comparison};

}  // namespace

std::span<const DeclaredColumn> cell_columns() { return cell; }

std::span<const DeclaredTable> table_declarations() { return tables; }

}  // namespace neurank::report
