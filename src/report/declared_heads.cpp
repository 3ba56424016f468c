#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn delta = {
    "delta", real, "δ, one of `analyses.minimal.delta`: points of dev accuracy that may be lost, 0 or more", "7.1"};

constexpr DeclaredColumn accuracy_columns[] = {
    seed,
    {"labels", text,
     "what the head learned and is held against: `task`, the task's labels; `control`, labels drawn for each word type "
     "(for `full` heads and for `retrained` ones on `top`, `random` and `own` neurons; not with `analyses.control: "
     "false`)",
     "2.3"},
    {"split", text,
     "words on which it is measured: `dev`, `test`, or a part of the test words: `unseen`, whose type no training word "
     "has, or `ambiguous`, whose type has several labels among the training words",
     "2.4"},
    {"neurons", text,
     "neurons that the head reads, or that are not masked: `all`; the `top` or the `bottom` n of the repetition's "
     "ranking; n `random` ones; the `own` n first ones in the ranking of the control task's full head; or those of "
     "`layer_0`, the embeddings",
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
    {"ci_low", real,
     "lower end of its 95 % interval over words, this head given; empty without such words, and with "
     "`analyses.bootstrap.draws: 0`",
     "11.2"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.2"},
};
constexpr DeclaredTable accuracy = {
    "accuracy",
    "A row is a measurement: a head of a repetition on some words. All heads are "
    "measured on all four kinds of words. `retrained` ones on the top "
    "neurons are there for every n that was tried (§7.2), the others for the sizes below N of minimal sets and for 1, "
    "2, 5 and 10 % of the neurons; those of the task, too, for the shares of `analyses.ablation.keep` (§7.3).",
    "3.5", accuracy_columns};

constexpr DeclaredColumn curves_columns[] = {
    {"labels", text, "as in `accuracy.csv`", "2.3"},
    {"neurons", text, "as in `accuracy.csv`", "5.2"},
    {"how", text, "`full`, `retrained`, and `masked` or `masked_mean`, as `analyses.ablation.masked` says", "3.5"},
    {"n", integer, "number of these neurons, 1 to N; of masked heads 20 sizes at equal ratios", "7.6"},
    {"accuracy", real, "test accuracy, mean over repetitions and draws, 0 to 1", "3.5"},
    {"ci_low", real,
     "lower end of the 95 % interval of this mean, over words and repetitions; empty with `analyses.bootstrap.draws: "
     "0`",
     "11.2"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.2"},
    {"seeds", integer,
     "repetitions that have such a head, 1 or more: sizes that the search for minimal sets tries differ", "15"},
};
constexpr DeclaredTable curves = {"curves", "A row is a point of a curve: accuracy by number of neurons.", "7.6",
                                  curves_columns};

constexpr DeclaredColumn training_columns[] = {
    seed,
    {"labels", text, "as in `accuracy.csv`"},
    {"neurons", text, "as in `accuracy.csv`"},
    {"how", text, "`full`, `unregularized` or `retrained`", "3.5"},
    {"n", integer, "number of the neurons that it reads, 1 to N", "5.2"},
    {"draw", integer, "as in `accuracy.csv`"},
    {"loss", real,
     "mean cross entropy of the last epoch's mini-batches, each before its step, without the penalty, in nats", "3.2"},
    {"loss_change", real, "`loss` less that of the epoch before; empty for one epoch", "3.2"},
    {"residual", real,
     "largest absolute value, over weights and bias, of the gradient of the whole loss on all training words, 0 at "
     "the optimum; empty for `retrained` heads, by which nothing is ranked",
     "3.2"},
};
constexpr DeclaredTable training = {"training", "A row is a head of a repetition: how far its training has converged.",
                                    "3.2", training_columns};

constexpr DeclaredColumn convergence_columns[] = {
    {"seed", integer, "as in `accuracy.csv`; empty for a head of the search for penalties", "4"},
    {"labels", text, "as in `accuracy.csv`"},
    {"neurons", text, "as in `accuracy.csv`"},
    {"how", text, "`full`, `unregularized` or `retrained`", "3.5"},
    {"n", integer, "number of the neurons that it reads, 1 to N", "5.2"},
    {"draw", integer, "as in `accuracy.csv`"},
    {"l1", real, "λ1 of the head, 0 or more", "3.1"},
    {"l2", real, "λ2 of the head, 0 or more", "3.1"},
    {"solver", text, "`adam` or `exact`, as `probe.solver` says", "3.6"},
    {"gap", real,
     "relative duality gap: no head has a loss that is lower by more than this share of its own, 0 or more; empty "
     "without a ridge and with `probe.ridge: norm`, where none is known",
     "3.6"},
    {"residual", real,
     "largest absolute value, over weights and bias, of the gradient of the whole loss on all training words, 0 at "
     "the optimum",
     "3.6"},
    {"zeros", integer, "weights that are exactly 0, 0 to L n", "3.6"},
    {"weighted_neurons", integer, "neurons with a weight that is not 0, 0 to n", "3.6"},
    {"passes", real, "over all training words and neurons, that finding the head took; epochs of `adam`", "3.6"},
    {"certified", integer,
     "1 where the gap is as small as was asked for, `probe.gap` or, for `retrained`, 0.001; else 0; empty for `adam`",
     "3.6"},
};
constexpr DeclaredTable convergence = {
    "convergence",
    "A row is a head: how near it is to the optimum of its loss. With `probe.solver: exact` all heads of the search "
    "for "
    "penalties and of the repetitions are there but the ones on random sets that are held against chance, with `adam` "
    "those on all neurons.",
    "3.6", convergence_columns};

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
    {"sentences", integer, "sentences of the split", "2.1"},
    {"repeated_sentences", integer, "of these, sentences that stand in training word for word", "8.2"},
    {"words_without_vector", integer, "words of the split that the model has no vector for, so that none counts them",
     "1.4"},
    {"equal_neurons", integer,
     "of the N neurons, those that copy one before them: the same mean, variance, minimum and maximum over training "
     "words to the last bit; the same for both splits",
     "1.1"},
    {"clusters", integer, "pieces of the split that are drawn as wholes", "11.2"},
    {"clustered_by", text, "what they are: `documents` or `sentences`", "11.2"},
    {"suffix_majority", real,
     "`word_majority`, but for unseen types the most frequent label of the training words that end in the same three "
     "characters, 0 to 1",
     "8.2"},
    {"weights", text, "`trained` or, with `models[].random_weights`, `untrained`; the same for both splits", "1.1"},
    {"first_word_length", real,
     "mean length of the vectors of sentences' first words over that of the others, in the layer where it is largest; "
     "empty for models that read a start token, or both sides of a piece; the same for both splits",
     "1.2"},
    {"first_words_stand_out", integer, "1 where neurons are z-scored and this is above 5, else 0; empty likewise",
     "1.2"},
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
    {"accuracy_unregularized", real,
     "dev accuracy without a penalty, the pair (0, 0) or, with `probe.solver: exact`, (0, 1e-5); the same in all rows "
     "of a cell",
     "4"},
    {"selected", integer, "1 for the pair that became the cell's penalty, else 0", "4"},
};
constexpr DeclaredTable lambda = {
    "lambda",
    "A row is a pair (λ1, λ2) that was tried in the search for the penalty. A cell is searched once, for all its "
    "repetitions; where the grid has one λ1 and one λ2 there is no search and no row. The pair without a penalty has a "
    "row even where the "
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
    {"random_test_sd", real,
     "sample standard deviation of single random sets around `random_test`, 0 or more: what the top is to be held "
     "against; empty for one set and for n = N",
     "7.3"},
    {"selectivity_seen_all", real,
     "`selectivity_all` on the test words whose type training has, -1 to 1; empty likewise, and without such words",
     "8.1"},
    {"selectivity_seen_top", real, "`selectivity_top` on these words, likewise", "8.1"},
    {"selectivity_seen_random", real, "`selectivity_random` on these words, likewise", "8.1"},
    {"control_ceiling", real,
     "largest accuracy that can be expected on the control task's test words, 0 to 1; empty with `analyses.control: "
     "false`",
     "8.1"},
    {"selectivity_own", real,
     "`selectivity_top` with a control head on as many neurons as the set has, which the control task's own head ranks "
     "first; for n = N `selectivity_all`; empty likewise, and with `analyses.own_ranking: false`",
     "8.1"},
    {"nuisance_neurons", integer,
     "neurons of the set that a nuisance explains better than the labels do, 0 to n; empty with `analyses.nuisances: "
     "false`",
     "9.5"},
};
constexpr DeclaredTable minimal = {
    "minimal",
    "A row is a minimal set, one for each repetition and δ: the smallest number of top neurons tried on which a "
    "retrained head loses at most δ points of dev accuracy.",
    "7", minimal_columns};

constexpr DeclaredColumn minimal_sizes_columns[] = {
    delta,
    {"n", integer, "median of n(δ) over the repetitions, 1 to N", "7.4"},
    {"seeds", integer, "repetitions, 1 or more", "15"},
    {"seeds_at_all", integer, "of these, repetitions with n(δ) = N: no smaller number tried is enough", "7.4"},
    {"ci_low", integer,
     "lower end of the 95 % interval of the smallest sufficient number, over dev words and repetitions; empty with "
     "`analyses.bootstrap.draws: 0`",
     "7.4"},
    {"ci_high", integer, "upper end of this interval; empty likewise", "7.4"},
    {"n_isotonic", integer, "the smallest sufficient number on the monotone curve of mean dev accuracies, 1 to N",
     "7.4"},
    {"standard_error", real,
     "of the mean difference in dev accuracy between the heads that are compared, at the first size that is not below "
     "`n`: where δ / 100 is less than two of them n(δ) is a matter of chance; empty likewise",
     "7.4"},
};
constexpr DeclaredTable minimal_sizes = {
    "minimal_sizes", "A row is a δ in a cell: how sure the size of its minimal set is.", "7.4", minimal_sizes_columns};

constexpr DeclaredColumn random_sets_columns[] = {
    delta,
    {"n", integer, "n(δ) of the first repetition, below N", "7.1"},
    {"accuracy", real, "test accuracy of the head retrained on the minimal set, 0 to 1", "7.5"},
    {"sets", integer, "random sets of n neurons on each of which a head was trained", "7.5"},
    {"as_good", integer, "of these, sets whose head has at least `accuracy`", "7.5"},
    {"p_value", real, "(1 + `as_good`) / (1 + `sets`), above 0, at most 1; not adjusted", "7.5"},
    {"mean", real, "mean test accuracy on the random sets, 0 to 1", "7.5"},
    {"sd", real, "their sample standard deviation, 0 or more; empty for one", "7.5"},
    {"least", real, "the least of them", "7.5"},
    {"largest", real, "the largest of them", "7.5"},
};
constexpr DeclaredTable random_sets = {
    "random_sets",
    "A row is a cell: the minimal set of its first repetition at the smallest δ, held against random sets of its size. "
    "There is none where the minimal set has all neurons, nor with `analyses.nulls.random_sets: 0`.",
    "7.5", random_sets_columns};

constexpr DeclaredTable tables[] = {accuracy, curves,  training,      convergence, baselines,
                                    lambda,   minimal, minimal_sizes, random_sets};

}  // namespace

std::span<const DeclaredTable> tables_of_heads() { return tables; }

}  // namespace neurank::report
