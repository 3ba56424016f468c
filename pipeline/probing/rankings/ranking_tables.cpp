#include "probing/rankings/ranking_tables.hpp"

#include <algorithm>

#include "analysis/agreement.hpp"
#include "analysis/moments.hpp"
#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probing/rankings/ranking_units.hpp"
#include "probing/rankings/verdicts.hpp"
#include "probing/repetition.hpp"
#include "probing/right_words.hpp"
#include "probing/uncertainty.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;
using ranking::Method;
using ranking::NeuronRanking;
using schedule::Stage;
using Rankings = std::map<Method, NeuronRanking>;

/// Makes the tables of one cell.
class RankingTables {
 public:
  RankingTables(const ProbingContext& context, const grid::Cell& cell)
      : context_(context),
        cell_(cell),
        data_(context.open(cell)),
        methods_(context.experiment.analyses.rankings),
        judged_(read(Stage::minimal, JudgeWork{first(), cell}.name())),
        rankings_(to_rankings(ranking_prefix, methods_, judged_)),
        sizes_(analysis::judged_sizes(data_.neurons(), true)),
        compared_(compared()) {}

  ComparedRankings tables(const grid::Cell& ranked) const {
    ComparedRankings found;
    found.tables = {{"ranking_judges", judges()},
                    {"ranking_labels", labels()},
                    {"ranking_agreement", agreement()},
                    {"ranking_methods", methods(ranked)}};
    found.rankings = rankings_;
    found.rankings.erase(Method::weight_mass);
    return found;
  }

 private:
  RepetitionId first() const { return {cell_, chance_repetition}; }

  store::ResultSet read(Stage stage, const std::string& name) const {
    return read_unit(context_, cell_, stage, part_of(first(), name));
  }

  void add_row(Table& table, std::vector<Value> values) const {
    table.add_row(report::cell_row(cell_names(context_.experiment, cell_), std::move(values)));
  }

  using Accuracies = std::map<Question, std::optional<double>>;

  static std::optional<double> accuracy_of(const Accuracies& accuracies, const Question& question) {
    const auto found = accuracies.find(question);
    return found == accuracies.end() ? std::nullopt : found->second;
  }

  /// Accuracy of the full head with all others masked.
  std::optional<double> masked(const Accuracies& accuracies, Question question, Kept neurons) const {
    question.neurons = neurons;
    question.how = masked_use(context_);
    return accuracy_of(accuracies, question);
  }

  Table judges() const {
    Table table = report::empty_table("ranking_judges");
    const std::vector<Verdict> verdicts = verdicts_of(judged_);
    Accuracies accuracies;
    for (const Verdict& verdict : verdicts) accuracies[verdict.question] = verdict.accuracy;
    const auto intervals =
        intervals_of_heads(context_, cell_, Measured::test, counts_by_cluster(data_, right_words_of_verdicts(judged_)));
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      const Question& question = verdicts[i].question;
      if (question.how != Training::retrained || question.labels != Labels::task) continue;
      Question asked = question;
      asked.labels = Labels::control;
      const auto accuracy = verdicts[i].accuracy, control = accuracy_of(accuracies, asked);
      const auto& interval = intervals[i];
      add_row(table, {name_of(question.method), name_of(question.judge), question.n,
                      to_double(question.n) / to_double(data_.neurons()), optional_value(accuracy),
                      interval ? Value(interval->low) : Value(), interval ? Value(interval->high) : Value(),
                      accuracy && control ? Value(*accuracy - *control) : Value(),
                      optional_value(masked(accuracies, question, Kept::top)),
                      optional_value(masked(accuracies, question, Kept::bottom))});
    }
    return table;
  }

  Table labels() const {
    Table table = report::empty_table("ranking_labels");
    std::map<std::tuple<Method, Index, Index>, std::pair<std::optional<double>, std::optional<double>>> f1;
    for (const LabelVerdict& verdict : label_verdicts_of(judged_)) {
      auto& [retrained, masked] = f1[{verdict.question.method, verdict.label, verdict.question.n}];
      (verdict.question.how == Training::retrained ? retrained : masked) = verdict.f1;
    }
    const std::vector<Index> counts = data_.training_counts();
    for (const auto& [of, found] : f1) {
      const auto& [method, label, n] = of;
      add_row(table, {name_of(method), data_.labels().names[to_size(label)], counts[to_size(label)], n,
                      optional_value(found.first), optional_value(found.second)});
    }
    return table;
  }

  /// Agreement of all rankings at all sizes; none of a single one.
  std::vector<analysis::Agreement> compared() const {
    if (methods_.size() < 2) return {};
    std::vector<NeuronRanking> all;
    for (const Method method : methods_) all.push_back(rankings_.at(method));
    return analysis::agreement(all, sizes_, derive_seed(context_.experiment.seed, "votes"));
  }

  Table agreement() const {
    Table table = report::empty_table("ranking_agreement");
    for (const auto& at : compared_)
      for (std::size_t a = 0; a < methods_.size(); ++a)
        for (std::size_t b = a + 1; b < methods_.size(); ++b)
          add_row(table, {name_of(methods_[a]), name_of(methods_[b]), at.k, at.jaccard[a][b], at.chance});
    return table;
  }

  Table methods(const grid::Cell& ranked) const {
    Table table = report::empty_table("ranking_methods");
    const auto halves = read_halves(ranked);
    const auto seeds = read_repetitions();
    for (std::size_t m = 0; m < methods_.size(); ++m)
      for (std::size_t at = 0; at < sizes_.size(); ++at) {
        const bool has_others = !compared_.empty();
        const auto mean_of = [&](const std::vector<Rankings>& those) {
          return optional_value(mean_jaccard(those, methods_[m], sizes_[at]));
        };
        add_row(table,
                {name_of(methods_[m]), sizes_[at], has_others ? Value(compared_[at].average_overlap[m]) : Value(),
                 has_others ? Value(compared_[at].neuron_vote[m]) : Value(), mean_of(halves), mean_of(seeds),
                 analysis::expected_jaccard(sizes_[at], sizes_[at], data_.neurons())});
      }
    return table;
  }

  /// Over all pairs of samples that have such a ranking; nothing of fewer than two.
  static std::optional<double> mean_jaccard(const std::vector<Rankings>& samples, Method method, Index k) {
    std::vector<std::vector<Index>> first;
    for (const Rankings& sample : samples)
      if (const auto found = sample.find(method); found != sample.end())
        first.push_back(ranking::top(found->second, k));
    std::vector<double> found;
    for (std::size_t a = 0; a < first.size(); ++a)
      for (std::size_t b = a + 1; b < first.size(); ++b) found.push_back(analysis::jaccard(first[a], first[b]));
    return found.empty() ? std::nullopt : std::optional(analysis::mean(found));
  }

  /// Rankings by the two halves of the first pair; none where the grid asks for no pairs.
  std::vector<Rankings> read_halves(const grid::Cell& ranked) const {
    if (context_.experiment.analyses.stability.pairs == 0) return {};
    const auto by_head = methods_that(context_.experiment, ranking::needs_head),
               by_words = methods_that(context_.experiment, ranking::needs_words);
    const store::ResultSet heads = read(Stage::minimal, HalvesWork{first(), 1}.name());
    store::ResultSet words;
    if (!by_words.empty()) words = read_unit_tables(context_, ranked, Stage::train, rankings_part);
    std::vector<Rankings> halves;
    for (const char* prefix : halves_prefixes) {
      Rankings half = to_rankings(prefix, by_head, heads);
      half.merge(to_rankings(prefix, by_words, words));
      halves.push_back(std::move(half));
    }
    return halves;
  }

  /// Rankings by the heads of all repetitions, where these differ.
  std::vector<Rankings> read_repetitions() const {
    std::vector<Rankings> all;
    if (!context_.settings(cell_).task_heads_vary()) return all;
    for (Index number = 1; number <= context_.experiment.repetitions; ++number)
      all.push_back(read_head_rankings(context_, {cell_, number}));
    return all;
  }

  const ProbingContext& context_;
  const grid::Cell& cell_;
  const CellData& data_;
  const std::vector<Method>& methods_;
  store::ResultSet judged_;
  Rankings rankings_;
  std::vector<Index> sizes_;
  std::vector<analysis::Agreement> compared_;
};

}  // namespace

ComparedRankings compare_rankings(const ProbingContext& context, const grid::Cell& cell, const grid::Cell& ranked) {
  if (context.experiment.analyses.compares_rankings()) return RankingTables(context, cell).tables(ranked);
  return {};
}

}  // namespace neurank::probing
