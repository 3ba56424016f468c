#include <algorithm>
#include <numeric>

#include "analysis/agreement.hpp"
#include "base/cast.hpp"
#include "probe/masked_curve.hpp"
#include "probing/card_choice.hpp"
#include "probing/rankings/gaussian_judge.hpp"
#include "probing/rankings/ranking_units.hpp"
#include "probing/rankings/verdicts.hpp"
#include "probing/repetition.hpp"
#include "probing/subset_heads.hpp"

namespace neurank::probing {
namespace {

using analysis::Judge;
using analysis::Kept;
using analysis::Labels;
using ranking::LabelValues;
using ranking::Method;
using ranking::NeuronRanking;
using schedule::Stage;
using Rankings = std::map<Method, NeuronRanking>;

/// One cell's rankings and those who judge them.
class RankingJudges {
 public:
  RankingJudges(const ProbingContext& context, const JudgeWork& work, ResumableUnit& unit)
      : context_(context),
        work_(work),
        unit_(unit),
        data_(context.open(work.id.cell)),
        head_(read_head(context, work.id, TrainedHead().name())),
        repetition_(read_repetition(context, work.id)),
        sentences_(data_.sentences(Measured::test)),
        sizes_(analysis::judged_sizes(data_.neurons(), analyses().has(Judge::gaussian))) {
    find_rankings();
  }

  const Rankings& rankings() const { return rankings_; }

  store::ResultSet judge() const {
    store::ResultSet results = no_verdicts(sentences_.count);
    if (sizes_.empty()) return results;
    if (analyses().has(Judge::linear)) {
      judge_retrained(results);
      judge_masked(results);
      for (const Method method : analyses().rankings) judge_labels(method, results);
    }
    if (analyses().has(Judge::gaussian)) judge_by_gaussians(results);
    return results;
  }

 private:
  const grid::Analyses& analyses() const { return context_.experiment.analyses; }

  std::vector<Labels> labels_learned() const {
    return analyses().control ? std::vector{Labels::task, Labels::control} : std::vector{Labels::task};
  }

  void find_rankings() {
    rankings_ = read_head_rankings(context_, work_.id);
    if (analyses().has(Method::random))
      rankings_[Method::random] =
          ranking::random_ranking(data_.neurons(), ranking_seed(context_, work_.id.cell, name_of(Method::random)));
    const auto by_words = methods_that(context_.experiment, ranking::needs_words);
    if (by_words.empty()) return;
    words_ = read_unit(context_, work_.ranked, Stage::train, rankings_part);
    rankings_.merge(to_rankings(ranking_prefix, by_words, words_));
  }

  /// Heads on the first neurons of each ranking, all in the unit's banks.
  void judge_retrained(store::ResultSet& results) const {
    SubsetHeads trainer(context_, data_, work_.id, repetition_.ranking, repetition_.penalty, unit_);
    std::vector<Subset> subsets;
    for (const Method method : analyses().rankings) {
      trainer.rank_also(method, rankings_.at(method));
      for (const Index n : sizes_)
        for (const Labels labels : labels_learned()) subsets.push_back({labels, Kept::top, 0, n, method});
    }
    const auto take = [&](const std::vector<Subset>& part, const std::vector<FoundHead>& heads) {
      store::ResultSet found = no_verdicts(sentences_.count);
      const auto scores = trainer.measure(part, heads, Measured::test);
      for (std::size_t i = 0; i < part.size(); ++i) {
        const Question question = {.method = part[i].method, .labels = part[i].labels, .n = part[i].n};
        add_verdict(question, scores[i], found);
        if (part[i].labels == Labels::task) add_f1(question, scores[i], found);
      }
      return found;
    };
    for (const auto& found : trainer.train(subsets, take)) store::append_rows(results, found);
  }

  void add_f1(const Question& question, const probe::Score& score, store::ResultSet& results) const {
    for (const Index label : described_labels(data_)) add_label_verdict(question, label, score.f1(label), results);
  }

  /// Scores of the cell's full head with all but the first neurons of orders masked. @return [orders][sizes]
  std::vector<std::vector<probe::Score>> masked_scores(std::vector<probe::NeuronOrder> orders,
                                                       const probe::Groups* groups) const {
    const probe::MaskedHead masked{
        &head_, data_.targets(), data_.all_labels(), masked_activations(context_, data_), std::move(orders), sizes_};
    auto stream = data_.stream(Measured::test);
    return probe::masked_curves(stream, masked, unit_.keep_going(), data_.products(), groups);
  }

  /// The first and the last neurons of each ranking.
  void judge_masked(store::ResultSet& results) const {
    for (const Method method : analyses().rankings) {
      const std::vector<Index>& order = rankings_.at(method).order;
      const auto from = [](auto begin, auto end) { return std::make_shared<const std::vector<Index>>(begin, end); };
      const auto scores =
          masked_scores({from(order.begin(), order.end()), from(order.rbegin(), order.rend())}, &sentences_);
      for (std::size_t end = 0; end < 2; ++end)
        for (std::size_t i = 0; i < sizes_.size(); ++i)
          add_verdict({.method = method,
                       .how = masked_use(context_),
                       .neurons = end == 0 ? Kept::top : Kept::bottom,
                       .n = sizes_[i]},
                      scores[end][i], results);
    }
  }

  /// What a method makes of each label [L, N]; empty where it makes nothing of them.
  LabelValues label_values(Method method) const {
    if (method == Method::weight_mass) return head_.weights.cwiseAbs().cast<double>();
    if (!ranking::has_label_values(method)) return {};
    return to_label_values(words_.arrays.at(label_values_name(method)));
  }

  /// The first neurons of each label's own order, for the label alone.
  void judge_labels(Method method, store::ResultSet& results) const {
    constexpr std::size_t orders_at_once = 16;  // each has its copy of a batch
    const LabelValues values = label_values(method);
    if (values.size() == 0) return;
    const std::vector<Index> labels = described_labels(data_);
    for (std::size_t begin = 0; begin < labels.size(); begin += orders_at_once) {
      const auto end = std::min(begin + orders_at_once, labels.size());
      std::vector<probe::NeuronOrder> orders;
      for (std::size_t i = begin; i < end; ++i) {
        const auto of_label = std::span(values.row(labels[i]).data(), to_size(values.cols()));
        orders.push_back(std::make_shared<const std::vector<Index>>(
            rank_for_label(context_, work_.id.cell, method, labels[i], of_label).order));
      }
      const auto scores = masked_scores(std::move(orders), nullptr);
      for (std::size_t i = begin; i < end; ++i)
        for (std::size_t size = 0; size < sizes_.size(); ++size)
          add_label_verdict({.method = method, .how = masked_use(context_), .n = sizes_[size]}, labels[i],
                            scores[i - begin][size].f1(labels[i]), results);
    }
  }

  void judge_by_gaussians(store::ResultSet& results) const {
    for (const Method method : analyses().rankings)
      for (const Labels labels : labels_learned()) {
        const GaussianQuestion question = {rankings_.at(method).order, sizes_, targets_of(context_, work_.id, labels)};
        const auto judged = judge_by_gaussian(data_, question, sentences_, unit_.keep_going());
        for (const auto& [n, score] : judged)
          add_verdict({.method = method, .judge = Judge::gaussian, .labels = labels, .n = n}, score, results);
      }
  }

  const ProbingContext& context_;
  const JudgeWork& work_;
  ResumableUnit& unit_;
  const CellData& data_;
  probe::Head head_;
  Repetition repetition_;
  probe::Groups sentences_;
  std::vector<Index> sizes_;
  Rankings rankings_;
  store::ResultSet words_;  ///< of the unit that ranks by words
};

}  // namespace

void judge_rankings(const ProbingContext& context, const JudgeWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.name()), at_work);
  const RankingJudges judges(context, work, unit);
  store::ResultSet results = judges.judge();
  add_rankings(ranking_prefix, judges.rankings(), results);
  unit.finish(std::move(results));
}

}  // namespace neurank::probing
