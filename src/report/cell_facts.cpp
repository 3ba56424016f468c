#include "report/cell_facts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/accuracy_rows.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Measured;
using analysis::Training;

/// A layer is named when in each repetition fewer random sets than this share, for all layers together, have as many
/// neurons in it.
constexpr double notable_chance = 0.01;

std::optional<double> real(const Table& table, std::size_t row, const char* column) {
  return table.is_empty(row, column) ? std::nullopt : std::optional(table.real(row, column));
}

std::optional<Index> integer(const Table& table, std::size_t row, const char* column) {
  return table.is_empty(row, column) ? std::nullopt : std::optional<Index>(table.integer(row, column));
}

/// Tables of one cell.
class CellReader {
 public:
  CellReader(const std::map<std::string, CellTables>& tables, CellName name, double delta)
      : tables_(tables), name_(std::move(name)), delta_(delta) {}

  CellFacts read() const {
    CellFacts facts{.name = name_};
    read_accuracy(facts);
    read_baselines(facts);
    facts.set = read_set();
    facts.size = read_size();
    const std::string at = std::string("@").append(to_text(delta_));
    facts.masked_gap = metric("masked_gap");
    facts.gap = metric("retrained_gap" + at);
    facts.selectivity_gap = metric("selectivity_gap" + at);
    facts.layer_0_gap = metric("layer_0_gap");
    facts.centre = metric("layer_centre" + at);
    read_chance(facts);
    facts.layers = read_layers();
    facts.site = read_site();
    facts.sharing = read_sharing();
    facts.rankings = judged_rankings(table("ranking_judges"));
    return facts;
  }

 private:
  const Table& table(const char* name) const { return tables_.at(name).of(name_); }
  bool here(const Table& table, std::size_t row) const { return is_of_delta(table, row, delta_); }

  std::optional<Estimate> metric(const std::string& name) const {
    const Table& metrics = table("architectures");
    for (std::size_t row = 0; row < metrics.num_rows(); ++row)
      if (metrics.text(row, "metric") == name)
        return Estimate{metrics.real(row, "value"), real(metrics, row, "ci_low"), real(metrics, row, "ci_high"),
                        real(metrics, row, "p_adjusted")};
    return std::nullopt;
  }

  /// Means over repetitions of the full head of the task.
  std::optional<double> accuracy_of_all(Measured split) const {
    const Table& accuracy = table("accuracy");
    const Samples found = by_seed(accuracy, "accuracy", [&](std::size_t i) {
      const AccuracyRow row = accuracy_row(accuracy, i);
      return row.labels == Labels::task && row.split == split && row.how == Training::full;
    });
    return found.empty() ? std::nullopt : std::optional(mean_of(found));
  }

  void read_accuracy(CellFacts& facts) const {
    facts.accuracy = metric("accuracy").value_or(Estimate{accuracy_of_all(Measured::test).value_or(0)});
    facts.ambiguous = accuracy_of_all(Measured::ambiguous);
    const Table& accuracy = table("accuracy");
    for (std::size_t i = 0; i < accuracy.num_rows() && facts.neurons == 0; ++i)
      if (const AccuracyRow row = accuracy_row(accuracy, i); row.neurons == Kept::all) facts.neurons = row.n;
  }

  void read_baselines(CellFacts& facts) const {
    const Table& baselines = table("baselines");
    if (const auto row = test_baselines(baselines)) {
      facts.is_trained = baselines.text(*row, "weights") == trained_weights;
      facts.equal_neurons = baselines.integer(*row, "equal_neurons");
      if (integer(baselines, *row, "first_words_stand_out").value_or(0) > 0)
        facts.long_first_words = real(baselines, *row, "first_word_length");
      facts.word_majority = baselines.real(*row, "word_majority");
      facts.suffix_majority = real(baselines, *row, "suffix_majority");
      facts.ambiguous_majority = real(baselines, *row, "ambiguous_word_majority");
      facts.corpus = {.sentences = baselines.integer(*row, "sentences"),
                      .repeated = baselines.integer(*row, "repeated_sentences"),
                      .words = baselines.integer(*row, "words"),
                      .without_vector = baselines.integer(*row, "words_without_vector")};
    }
    const Table& labels = table("labels");
    std::map<std::string, Index> counts;
    for (std::size_t row = 0; row < labels.num_rows(); ++row)
      counts[labels.text(row, "label")] = labels.integer(row, "train_count");
    for (const auto& [label, count] : counts) facts.corpus.label_counts.push_back(count);
    std::ranges::sort(facts.corpus.label_counts);
  }

  std::string read_site() const {
    const Table& layers = table("layers");
    return layers.num_rows() > 0 ? layers.text(0, "site") : "";
  }

  std::optional<double> mean_of_sets(const char* column) const {
    const Table& minimal = table("minimal");
    const Samples found = by_seed(minimal, column, [&](std::size_t row) { return here(minimal, row); });
    return found.empty() ? std::nullopt : std::optional(mean_of(found));
  }

  SetFacts read_set() const {
    SetFacts set{.n = mean_of_sets("n").value_or(0),
                 .fraction = mean_of_sets("fraction").value_or(0),
                 .top = mean_of_sets("accuracy_test").value_or(0),
                 .random = mean_of_sets("random_test").value_or(0),
                 .bottom = mean_of_sets("bottom_test").value_or(0),
                 .selectivity_all = mean_of_sets("selectivity_all"),
                 .selectivity_top = mean_of_sets("selectivity_top"),
                 .selectivity_random = mean_of_sets("selectivity_random"),
                 .selectivity_own = mean_of_sets("selectivity_own")};
    if (const auto nuisances = mean_of_sets("nuisance_neurons"); nuisances && set.n > 0)
      set.of_nuisances = *nuisances / set.n;
    return set;
  }

  SizeFacts read_size() const {
    const Table& sizes = table("minimal_sizes");
    for (std::size_t row = 0; row < sizes.num_rows(); ++row)
      if (here(sizes, row))
        return {.n = sizes.integer(row, "n"),
                .low = integer(sizes, row, "ci_low"),
                .high = integer(sizes, row, "ci_high"),
                .repetitions = sizes.integer(row, "seeds"),
                .at_all = sizes.integer(row, "seeds_at_all"),
                .standard_error = real(sizes, row, "standard_error")};
    return {};
  }

  void read_chance(CellFacts& facts) const {
    if (const Table& sets = table("random_sets"); sets.num_rows() > 0) {
      facts.random_sets = sets.integer(0, "sets");
      facts.as_good = sets.integer(0, "as_good");
    }
    if (const Table& shadows = table("shadows"); shadows.num_rows() > 0)
      facts.above_noise = shadows.integer(0, "n_real");
  }

  std::vector<LayerFacts> read_layers() const {
    const Table& layers = table("layers");
    Index count = 0;
    for (std::size_t row = 0; row < layers.num_rows(); ++row)
      count = std::max<Index>(count, layers.integer(row, "layer") + 1);
    std::vector<LayerFacts> named;
    for (Index layer = 0; layer < count; ++layer) {
      const auto of_layer = [&](std::size_t row) { return here(layers, row) && layers.integer(row, "layer") == layer; };
      const Samples chances = by_seed(layers, "chance", of_layer), z = by_seed(layers, "z", of_layer);
      if (z.empty() || *std::ranges::max_element(chances) * static_cast<double>(count) >= notable_chance) continue;
      named.push_back({layer, mean_of(by_seed(layers, "ratio", of_layer)), mean_of(z)});
    }
    return named;
  }

  /// Nothing where it was not held against unrelated labels: of few labels the softmax alone decides.
  std::optional<SharingFacts> read_sharing() const {
    const Table& sharing = table("sharing");
    for (std::size_t row = 0; row < sharing.num_rows(); ++row)
      if (here(sharing, row) && !sharing.is_empty(row, "ratio_low"))
        return SharingFacts{sharing.real(row, "sharing_ratio"), sharing.real(row, "ratio_unrelated"),
                            sharing.real(row, "ratio_low"), sharing.real(row, "ratio_high")};
    return std::nullopt;
  }

  const std::map<std::string, CellTables>& tables_;
  CellName name_;
  double delta_;
};

}  // namespace

std::vector<CellFacts> cell_facts(const std::map<std::string, Table>& tables, double delta) {
  std::map<std::string, CellTables> by_cell;
  for (const char* name : {"accuracy", "architectures", "baselines", "labels", "layers", "minimal", "minimal_sizes",
                           "random_sets", "ranking_judges", "shadows", "sharing"})
    by_cell.emplace(name, CellTables(tables.at(name)));
  std::vector<CellFacts> facts;
  for (const CellName& name : by_cell.at("minimal").cells()) facts.push_back(CellReader(by_cell, name, delta).read());
  return facts;
}

}  // namespace neurank::report
