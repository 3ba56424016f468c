#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn metric = {"metric", text, "as in `metrics.csv`", "11.1"};

constexpr DeclaredColumn metrics_columns[] = {
    seed,
    {"metric", text,
     "`accuracy`, `gini`, `masked_gap`, `masked_loss`, `layer_0_gap`, and for every δ `neurons@δ`, `fraction@δ`, "
     "`retrained_gap@δ`, "
     "`selectivity@δ`, "
     "`selectivity_gap@δ`, `selectivity_own@δ`, "
     "`layer_entropy@δ`, `layer_entropy_excess@δ`, `layer_centre@δ`, `sharing_ratio@δ`, `label_jaccard@δ`, written as "
     "in `neurons@0.5`; the last five for fixed sizes, too, as in `sharing_ratio@5%`",
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
    {"sd", real,
     "its sample standard deviation, 0 or more; empty for one repetition, and for what is of an exact head that all "
     "repetitions have",
     "11.2"},
    {"ci_low", real, "lower end of the 95 % interval of the mean; empty where `over` is", "11.2"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.2"},
    {"seeds", integer, "repetitions that have the metric, 1 or more", "11.2"},
    {"p_value", real,
     "of the hypothesis that the metric is 0, for metrics that are differences of accuracies, above 0, at most 1; "
     "empty "
     "for others and where nothing is drawn",
     "11.3"},
    {"p_adjusted", real,
     "the same, adjusted for all that `findings.txt` prints; empty for metrics that it prints no p-value of", "11.3"},
    {"over", text,
     "what the interval takes as a sample: `words and repetitions`; `words`, where there is one repetition or one "
     "exact "
     "head of all; or `repetitions` alone, for metrics that no words are counted for; empty without an interval",
     "11.2"},
};
constexpr DeclaredTable architectures = {
    "architectures",
    "A row is a metric of a cell, over its repetitions. Nothing here speaks of other trainings of the model.", "11.2",
    architectures_columns};

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
    {"difference", real,
     "`model_a` less `model_b` in the same repetition, mean over the repetitions in which both have the metric, in its "
     "unit",
     "11.3"},
    {"ci_low", real, "lower end of the 95 % interval of the difference; empty where `over` is", "11.3"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.3"},
    {"p_value", real,
     "of the hypothesis that the difference is 0, for metrics that are sums and differences of accuracies, above 0, at "
     "most 1; not corrected for the number of tests; empty for others and where nothing is drawn",
     "11.3"},
    {"p_adjusted", real,
     "the same, adjusted for all that `findings.txt` prints; empty where it prints none of this row", "11.3"},
    {"over", text, "as in `architectures.csv`", "11.2"},
};
constexpr DeclaredTable comparison = {"architecture_tests",
                                      "A row is a metric of two models on the same task and variant, if both have it; "
                                      "so the table has no column `model`. Models that are both runs of groups are "
                                      "compared in `group_tests.csv` instead.",
                                      "11.3", comparison_columns, false};

constexpr DeclaredColumn groups_columns[] = {
    {"task", text, "as in the other tables"},
    {"variant", text, "as in the other tables"},
    {"group", text, "name of the group: `models[].group`", "11.4"},
    metric,
    {"value", real, "its mean over runs and repetitions, in its unit", "11.4"},
    {"ci_low", real,
     "lower end of the 95 % interval of this mean, over pretraining runs, and over words where they are counted",
     "11.4"},
    {"ci_high", real, "upper end of this interval", "11.4"},
    {"runs", integer, "models of the group, 2 or more", "11.4"},
    {"sd_runs", real,
     "standard deviation between pretraining runs, 0 or more, without what the following two make of it", "11.4"},
    {"sd_starts", real, "standard deviation between probe starts on one run, 0 or more; 0 with one repetition", "11.4"},
    {"sd_words", real,
     "standard deviation of the group's mean between samples of words, 0 or more; empty for metrics that no words are "
     "counted for, and where nothing is drawn",
     "11.4"},
    {"weights", text, "`trained`, or `untrained`: draws of random weights", "1.1"},
};
constexpr DeclaredTable groups = {
    "groups",
    "A row is a metric of a group of models that differ in their pretraining run, and how far its variance is that of "
    "runs, probe starts and words. Only models with `models[].group` are in it, and only metrics that all repetitions "
    "have.",
    "11.4", groups_columns, false};

constexpr DeclaredColumn group_tests_columns[] = {
    {"task", text, "as in the other tables"},
    {"variant", text, "as in the other tables"},
    {"group_a", text, "name of a group", "11.4"},
    {"group_b", text, "name of another, which comes later in the grid", "11.4"},
    metric,
    {"difference", real, "mean of `group_a` less that of `group_b`, in the metric's unit", "11.4"},
    {"ci_low", real, "lower end of its 95 % interval, over runs and words as in `groups.csv`", "11.4"},
    {"ci_high", real, "upper end of this interval", "11.4"},
    {"p_value", real,
     "of the hypothesis that the difference is 0, above 0, at most 1; not corrected for the number of tests; empty "
     "where "
     "both groups never vary",
     "11.4"},
    {"p_adjusted", real,
     "the same, adjusted for all that `findings.txt` prints; empty where it does not ask for this row", "11.4"},
    {"runs_a", integer, "models of `group_a`, 2 or more", "11.4"},
    {"runs_b", integer, "models of `group_b`, likewise", "11.4"},
};
constexpr DeclaredTable group_tests = {"group_tests", "A row is a metric of two groups on the same task and variant.",
                                       "11.4", group_tests_columns, false};

constexpr DeclaredTable tables[] = {metrics, architectures, published, comparison, groups, group_tests};

}  // namespace

std::span<const DeclaredTable> tables_of_models() { return tables; }

}  // namespace neurank::report
