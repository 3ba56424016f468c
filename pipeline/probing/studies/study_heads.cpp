#include "probing/studies/study_heads.hpp"

#include <limits>

#include "base/error.hpp"
#include "probing/rankings/head_rankings.hpp"

namespace neurank::probing {

using analysis::Labels;

StudyHeads::StudyHeads(const StudyAtWork& study, const probe::TrainingRows& training)
    : study_(study),
      training_(training),
      seeds_(repetition_seeds(study.context.experiment.seed, study.id().repetition)),
      penalty_(selected_penalty(study.context, study.id().cell)) {}

probe::Targets StudyHeads::targets(const StudyHead& head) const {
  if (head.is_of_a_label()) return head.of_a_label;
  if (head.labels == Labels::task) return study_.data.targets();
  if (!control_) control_ = targets_of(study_.context, study_.id(), head.labels);
  return control_;
}

std::shared_ptr<const probe::Head> StudyHeads::start(const StudyHead& head) const {
  const grid::Cell& cell = study_.id().cell;
  const Index n = head.neurons.size;
  const bool is_exact = study_.context.settings(cell).is_exact();
  if (is_exact && head.whole != nullptr) {
    std::vector<Index> read;
    for (Index column = 0; column < n; ++column) read.push_back(head.neurons.neuron(column));
    return std::make_shared<const probe::Head>(probe::Head{head.whole->weights(Eigen::all, read), head.whole->bias});
  }
  if (!head.is_of_a_label()) return cold_start(study_.context, cell, n, seeds_.start);
  if (is_exact) return std::make_shared<const probe::Head>(probe::Head{Matrix::Zero(2, n), Vector::Zero(2)});
  return std::make_shared<const probe::Head>(probe::uniform_start(2, n, seeds_.start));
}

std::vector<FoundHead> StudyHeads::find(const std::vector<StudyHead>& heads) const {
  const grid::Cell& cell = study_.id().cell;
  std::vector<probe::HeadTask> tasks;
  bool is_whole = false;
  for (const StudyHead& head : heads) {
    tasks.push_back({targets(head), penalty_, start(head), head.neurons.order});
    is_whole = is_whole || head.neurons.size == training_.source.neurons();
  }
  probe::TrainSettings settings = train_settings(study_.context, cell, seeds_);
  settings.whole_weights = std::numeric_limits<Index>::max();  // a team would read other words
  const double gap = is_whole ? study_.context.settings(cell).gap : subset_gap;
  return find_heads(study_.context, cell, training_, tasks,
                    {settings, gap, study_.unit.keep_going(), study_.unit.snapshots()});
}

probe::BatchStream StudyHeads::stream(std::vector<Index> rows) const {
  return {training_.source, std::move(rows), study_.data.batch(), training_.standardization};
}

std::vector<probe::Score> StudyHeads::measure(const std::vector<StudyHead>& heads, const std::vector<FoundHead>& found,
                                              Measured split) const {
  std::vector<probe::Candidate> candidates;
  for (std::size_t i = 0; i < heads.size(); ++i)
    candidates.push_back({&found[i].head, targets(heads[i]), heads[i].is_of_a_label() ? 2 : study_.data.all_labels(),
                          nullptr, nullptr, heads[i].neurons.order});
  auto words = stream(study_.data.rows_of(split));
  const probe::Groups sentences = study_.data.sentences(split);
  return probe::evaluate(words, candidates, columns_at_once(study_.context, study_.id().cell), study_.unit.keep_going(),
                         study_.data.products(), &sentences);
}

ranking::NeuronRanking StudyHeads::rank(const StudyHead& head, const FoundHead& found) const {
  NEURANK_EXPECT(head.neurons.order == nullptr);
  const RankingHead by = {
      training_, {&found.head, targets(head)}, labels_that_rank(study_.context, study_.id().cell), penalty_.l1};
  return rank_neurons(study_.context, study_.id(), by, study_.unit.keep_going());
}

}  // namespace neurank::probing
