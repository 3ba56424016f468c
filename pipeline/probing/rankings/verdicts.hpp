#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "probe/score.hpp"
#include "ranking/ranking_method.hpp"
#include "store/result_file.hpp"

namespace neurank::probing {

/// What was asked about some neurons of a ranking.
struct Question {
  ranking::Method method = ranking::Method::weight_mass;
  analysis::Judge judge = analysis::Judge::linear;
  analysis::Training how = analysis::Training::retrained;  ///< or masked, the cell's full head
  analysis::Kept neurons = analysis::Kept::top;            ///< or bottom
  analysis::Labels labels = analysis::Labels::task;
  Index n = 0;

  auto operator<=>(const Question&) const = default;
};

/// A question and what test words answer.
struct Verdict {
  Question question;
  std::optional<double> accuracy;  ///< nothing without such words
};

/// What a unit that judges leaves: rows of its table of verdicts, right words of each [rows, sentences], and rows of a
/// table of F1 by label.
store::ResultSet no_verdicts(Index sentences);
void add_verdict(const Question& question, const probe::Score& score, store::ResultSet& results);

/// F1 of labels by one head. @param labels to which n first neurons of the ranking's own order belong  @param how as in
/// Question
void add_label_verdict(const Question& question, Index label, std::optional<double> f1, store::ResultSet& results);

/// Rows of the table of verdicts, in their order.
std::vector<Verdict> verdicts_of(const store::ResultSet& results);

/// Right words of each verdict. @return [verdicts, sentences]
const store::Array& right_words_of_verdicts(const store::ResultSet& results);

/// F1 of a label.
struct LabelVerdict {
  Question question;
  Index label = 0;
  std::optional<double> f1;
};

/// Rows of the table of F1 by label, in their order.
std::vector<LabelVerdict> label_verdicts_of(const store::ResultSet& results);

}  // namespace neurank::probing
