#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn method = {"method", text, "the ranking: one of `analyses.rankings` of the grid", "5.4"};
constexpr DeclaredColumn first = {"n", integer, "number of first neurons, 1 to N - 1", "5.5"};

constexpr DeclaredColumn judges_columns[] = {
    method,
    {"judge", text, "`linear`: a head, or `gaussian`: a Gaussian for each label, trained on these neurons alone",
     "5.5"},
    first,
    {"share", real, "n / N, above 0, below 1", "5.5"},
    {"accuracy", real, "test accuracy of the judge, 0 to 1; empty without such words", "5.5"},
    {"ci_low", real,
     "lower end of its 95 % interval over words; empty likewise, and with `analyses.bootstrap.draws: 0`", "11.2"},
    {"ci_high", real, "upper end of this interval; empty likewise", "11.2"},
    {"selectivity", real,
     "`accuracy` less that of a judge that learns the control task on the same neurons, -1 to 1; empty with "
     "`analyses.control: false`",
     "8.1"},
    {"masked_top", real,
     "test accuracy of the task's full head with all but these neurons masked, 0 to 1; empty for `gaussian`", "5.5"},
    {"masked_bottom", real, "the same for the last n neurons of the ranking; empty likewise", "5.5"},
};
constexpr DeclaredTable judges = {
    "ranking_judges",
    "A row is what a judge makes of the first neurons of a ranking, in the first repetition. There is none unless "
    "`analyses.rankings` or `analyses.judges` asks for more than their defaults. Gaussians judge at most 100 neurons.",
    "5.5", judges_columns};

constexpr DeclaredColumn labels_columns[] = {
    method,
    {"label", text, "one of the 60 labels with most training words"},
    {"train_count", integer, "training words with this label", "9.2"},
    first,
    {"f1_retrained", real,
     "F1 of the label on test words, of the head trained on the ranking's first n neurons, 0 to 1; empty without such "
     "words",
     "5.5"},
    {"f1_masked", real,
     "the same of the task's full head with all neurons masked but the first n of the label's own ranking; empty "
     "likewise, and for rankings that have none for labels",
     "5.5"},
};
constexpr DeclaredTable labels = {
    "ranking_labels", "A row is a label and a number of first neurons, in the first repetition; none likewise.", "5.5",
    labels_columns};

constexpr DeclaredColumn agreement_columns[] = {
    method,
    {"other", text, "another ranking, behind it in the grid", "5.4"},
    {"k", integer, "number of first neurons, 1 to N - 1", "10.2"},
    {"jaccard", real, "Jaccard index of the two sets of k neurons, 0 to 1", "10.2"},
    {"jaccard_chance", real, "its expectation for two random sets of k neurons out of N", "10.2"},
};
constexpr DeclaredTable agreement = {
    "ranking_agreement", "A row is a pair of rankings, in the first repetition; none with a single ranking.", "10.2",
    agreement_columns};

constexpr DeclaredColumn methods_columns[] = {
    method,
    {"k", integer, "number of first neurons, 1 to N - 1", "10.2"},
    {"average_overlap", real, "mean of `jaccard` with all other rankings, 0 to 1; empty with a single ranking", "10.2"},
    {"neuron_vote", real,
     "Jaccard index with the k neurons that the other rankings put first together, 0 to 1; empty likewise", "10.2"},
    {"halves", real,
     "Jaccard index of the method's rankings by the two halves of the training sentences in the first pair, 0 to 1; "
     "empty for `random` and with `analyses.stability.pairs: 0`",
     "10.2"},
    {"repetitions", real,
     "mean Jaccard index of its rankings by the heads of two repetitions, 0 to 1; empty for methods without a head, "
     "for one repetition, and where all have one head",
     "10.2"},
    {"jaccard_chance", real, "expectation of all of these for random sets of k neurons out of N", "10.2"},
};
constexpr DeclaredTable methods = {
    "ranking_methods",
    "A row is a ranking at a number of first neurons: how far others, and other words, agree with it.", "10.2",
    methods_columns};

constexpr DeclaredColumn tasks_columns[] = {
    {"model", text, "as in the other tables"},
    {"variant", text, "as in the other tables"},
    {"task", text, "as in the other tables"},
    {"other_task", text, "another task of the model with this variant, behind it in the grid"},
    method,
    {"k", integer, "number of first neurons, 1 to N - 1", "10.2"},
    {"jaccard", real, "Jaccard index of the first k neurons for the two tasks, in the first repetition, 0 to 1",
     "10.2"},
    {"jaccard_chance", real, "its expectation for two random sets of k neurons out of N", "10.2"},
};
constexpr DeclaredTable tasks = {
    "ranking_tasks",
    "A row is a ranking of a model's neurons for two tasks. There is none unless the grid compares rankings.", "10.2",
    tasks_columns, false};

constexpr DeclaredTable tables[] = {judges, labels, agreement, methods, tasks};

}  // namespace

std::span<const DeclaredTable> tables_of_rankings() { return tables; }

}  // namespace neurank::report
