#include <numeric>

#include "analysis/ablation.hpp"
#include "analysis/description_length.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probe/label_probabilities.hpp"
#include "probing/studies/study_heads.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;

/// What codes labels: a head on some neurons.
struct Coder {
  Kept neurons;
  StudyHead head;
};

/// Heads on all neurons, on the minimal set and on as many random ones; the first for control labels, too.
std::vector<Coder> coders(const StudyAtWork& study) {
  const Index all = study.data.neurons(), n = smallest_set(study.context, study.id(), study.work.scope).n;
  std::vector<Coder> coders = {{Kept::all, {Labels::task, {nullptr, all}}}};
  if (study.analyses().control) coders.push_back({Kept::all, {Labels::control, {nullptr, all}}});
  if (n == all) return coders;
  const auto first = [](std::vector<Index> order) { return std::make_shared<const std::vector<Index>>(order); };
  const auto seed = repetition_seeds(study.context.experiment.seed, study.id().repetition).random_sets;
  coders.push_back({Kept::top, {Labels::task, {first(read_repetition(study.context, study.id()).ranking.order), n}}});
  coders.push_back({Kept::random, {Labels::task, {first(analysis::random_order(all, 1, seed)), n}}});
  return coders;
}

/// Training words of sentences [begin, end) of a shuffled order.
std::vector<Index> rows_between(const StudyAtWork& study, const std::vector<Index>& order, Index begin, Index end) {
  std::vector<int> taken(order.size(), 0);
  for (Index i = begin; i < end; ++i) taken[to_size(order[to_size(i)])] = 1;
  return study.data.rows_of_sentences(taken);
}

/// Codes the words of training sentences, part by part.
class OnlineCode {
 public:
  explicit OnlineCode(const StudyAtWork& study)
      : study_(study), coders_(coders(study)), order_(to_size(study.data.training_sentences())) {
    std::iota(order_.begin(), order_.end(), Index{0});
    Random(study.seed("sentences")).shuffle(order_);
    ends_ = analysis::part_ends(to_index(order_.size()));
  }

  /// A row for each coder.
  void add_rows(Table& table) {
    std::vector<double> bits(coders_.size(), uniform_bits(rows_between(study_, order_, 0, ends_.front())));
    for (std::size_t part = 1; part < ends_.size(); ++part) {
      const auto& found = study_.unit.step([&] { return code(ends_[part - 1], ends_[part]); });
      for (std::size_t i = 0; i < bits.size(); ++i) bits[i] += found.tables.at("bits").real(i, "bits");
    }
    const auto words = rows_between(study_, order_, 0, ends_.back());
    for (std::size_t i = 0; i < coders_.size(); ++i) {
      const StudyHead& head = coders_[i].head;
      table.add_row(report::cell_row(
          study_.name(), {name_of(head.labels), name_of(coders_[i].neurons), head.neurons.size, to_int64(words.size()),
                          study_.data.num_labels(), uniform_bits(words), bits[i], uniform_bits(words) / bits[i]}));
    }
  }

 private:
  double uniform_bits(const std::vector<Index>& rows) const {
    return analysis::uniform_bits(to_index(rows.size()), study_.data.num_labels());
  }

  /// Bits of the labels of sentences [known, end) by heads that have learned all before.
  store::ResultSet code(Index known, Index end) const {
    Table table({{"bits", ColumnType::real}});
    const auto learned = rows_between(study_, order_, 0, known), next = rows_between(study_, order_, known, end);
    if (learned.empty()) {
      for (std::size_t i = 0; i < coders_.size(); ++i) table.add_row({uniform_bits(next)});
    } else {
      for (const double bits : bits_of(learned, next)) table.add_row({bits});
    }
    return {.attributes = {}, .tables = {{"bits", table}}, .arrays = {}};
  }

  std::vector<double> bits_of(const std::vector<Index>& learned, const std::vector<Index>& next) const {
    const probe::TrainingRows training = {study_.data.source(), learned, study_.data.standardization()};
    const StudyHeads heads(study_, training);
    std::vector<StudyHead> asked;
    for (const Coder& coder : coders_) asked.push_back(coder.head);
    const auto found = heads.find(asked);
    const auto on_dev = probabilities(heads, found, study_.data.rows_of(corpus::Split::dev));
    const auto of_next = probabilities(heads, found, next);
    std::vector<double> bits;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double share = analysis::best_mixture(on_dev[i], study_.data.num_labels());
      bits.push_back(analysis::mixture_bits(of_next[i], share, study_.data.num_labels()));
    }
    return bits;
  }

  std::vector<std::vector<double>> probabilities(const StudyHeads& heads, const std::vector<FoundHead>& found,
                                                 const std::vector<Index>& rows) const {
    std::vector<probe::ProbabilityQuestion> questions;
    for (std::size_t i = 0; i < found.size(); ++i)
      questions.push_back({&found[i].head, coders_[i].head.neurons, heads.targets(coders_[i].head)});
    auto stream = heads.stream(rows);
    return probe::label_probabilities(stream, questions, study_.unit.keep_going(), study_.data.products());
  }

  const StudyAtWork& study_;
  std::vector<Coder> coders_;
  std::vector<Index> order_, ends_;
};

}  // namespace

store::ResultSet find_description_lengths(const StudyAtWork& study) {
  store::ResultSet results;
  OnlineCode(study).add_rows(results.tables["mdl"] = report::empty_table("mdl"));
  return results;
}

}  // namespace neurank::probing
