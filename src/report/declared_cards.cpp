#include "report/declared_tables.hpp"

namespace neurank::report {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;
constexpr auto real = ColumnType::real;

constexpr DeclaredColumn model = {"model", text, "as in the other tables"};
constexpr DeclaredColumn corpus = {"corpus", text, "the corpus whose training words are meant: `corpora[].name`"};
constexpr DeclaredColumn neuron = {"neuron", text, "as in `ranking.csv`", "1.1"};
constexpr DeclaredColumn sign = {"sign", text, "`positive` for the highest, `negative` for the lowest", "9.6"};

constexpr DeclaredColumn cards_columns[] = {
    model,
    corpus,
    neuron,
    site,
    layer,
    {"index", integer, "its place in the layer, 0 to width - 1", "1.1"},
    {"words", integer, "training words with a vector", "1.1"},
    {"mean", real, "mean of its activation over these words, as stored", "9.6"},
    {"sd", real, "standard deviation over these words, 0 or more; all below is in units of it", "9.6"},
    {"minimum", real, "least activation, as stored", "9.6"},
    {"maximum", real, "largest activation, as stored", "9.6"},
};
constexpr DeclaredTable cards = {"cards",
                                 "A row is a neuron that is described by the words of a corpus: one of the first "
                                 "`analyses.top_words.neurons` in the merged ranking of a cell of the model, at most "
                                 "300 of a model.",
                                 "9.6", cards_columns, false};

constexpr DeclaredColumn histograms_columns[] = {
    model,
    corpus,
    neuron,
    {"low", real, "lower end of an interval of z, its values 0.5 apart; the first holds all below, too", "9.6"},
    {"words", integer, "training words whose activation lies from there to 0.5 above, 0 or more", "9.6"},
};
constexpr DeclaredTable histograms = {"histograms",
                                      "A row is an interval of the z-scored activations of a neuron of `cards.csv`; "
                                      "the last one holds all above, too.",
                                      "9.6", histograms_columns, false};

constexpr DeclaredColumn top_words_columns[] = {
    model,
    corpus,
    neuron,
    sign,
    {"rank", integer, "place among the words of this sign, 1 to 10", "9.6"},
    {"word", text, "the word type as the corpus has it", "9.6"},
    {"count", integer, "training words of the type with a vector, at least `analyses.top_words.min_count`", "9.6"},
    {"mean", real, "mean of the neuron's z-scored activation over them", "9.6"},
};
constexpr DeclaredTable top_words = {"top_words",
                                     "A row is a word type at which a neuron of `cards.csv` is highest or lowest on "
                                     "average. Of equal means the type with "
                                     "more words comes first, then the one that is first by its bytes.",
                                     "9.6", top_words_columns, false};

constexpr DeclaredColumn sentences_columns[] = {
    model,
    corpus,
    neuron,
    sign,
    {"rank", integer, "place among the words of this sign, 1 to 3", "9.6"},
    {"z", real, "the neuron's z-scored activation at the word", "9.6"},
    {"position", integer, "the word's place in its sentence, from 0", "9.6"},
    {"sentence", text, "the words of the sentence between blanks", "9.6"},
};
constexpr DeclaredTable sentences = {
    "sentences",
    "A row is a training word at which a neuron of `cards.csv` is highest or lowest, each "
    "of another sentence.",
    "9.6", sentences_columns, false};

constexpr DeclaredColumn label_means_columns[] = {
    model,
    {"task", text, "as in the other tables"},
    neuron,
    {"label", text, "one of the 60 labels with most training words"},
    {"words", integer, "training words with this label that the task uses, 1 or more", "9.6"},
    {"mean", real, "mean of the neuron's z-scored activation over them", "9.6"},
};
constexpr DeclaredTable label_means = {
    "label_means", "A row is a label of a task and a neuron of `cards.csv`; the same for all variants.", "9.6",
    label_means_columns, false};

constexpr DeclaredColumn label_neurons_columns[] = {
    {"label", text, "one of the 60 labels with most training words"},
    neuron,
    {"repetitions", integer,
     "repetitions in which the neuron is in the label's own set of the minimal set with the smallest δ, 1 to `seeds`",
     "9.2"},
};
constexpr DeclaredTable label_neurons = {
    "label_neurons", "A row is a label and a neuron of `cards.csv` that serves it in some repetition.", "9.6",
    label_neurons_columns};

constexpr DeclaredColumn card_ranks_columns[] = {
    neuron,
    {"method", text, "as in `ranking.csv`", "5.1"},
    {"rank", integer, "its place in the merged ranking, 1 to N", "5.3"},
    {"selected", real, "as in `ranking.csv`", "10.1"},
    {"label_effect", real, "as in `ranking.csv`", "9.5"},
    {"nuisance", text, "as in `ranking.csv`", "9.5"},
    {"nuisance_effect", real, "as in `ranking.csv`", "9.5"},
};
constexpr DeclaredTable card_ranks = {
    "card_ranks",
    "A row is a neuron of `cards.csv` in a cell of its model: the row of `ranking.csv` "
    "with the merged ranking, most important first.",
    "5.3", card_ranks_columns};

constexpr DeclaredTable tables[] = {cards, card_ranks, histograms, top_words, sentences, label_means, label_neurons};

}  // namespace

std::span<const DeclaredTable> tables_of_cards() { return tables; }

}  // namespace neurank::report
