#include "probing/head_accuracies.hpp"

#include "probing/repetition.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {

store::ResultSet measure_heads(const ProbingContext& context, const grid::Cell& cell,
                               const std::vector<MeasuredHead>& heads, const schedule::KeepGoing& keep_going) {
  const CellData& data = context.open(cell);
  std::vector<probe::Candidate> candidates;
  for (const MeasuredHead& head : heads) candidates.push_back(head.candidate);
  store::ResultSet results = no_right_words(data);
  Table& accuracy = results.tables["accuracy"] = report::empty_table("accuracy");
  for (const Measured split : all_of<Measured>()) {
    auto stream = data.stream(split);
    const probe::Groups sentences = data.sentences(split);
    const auto scores =
        probe::evaluate(stream, candidates, columns_at_once(context, cell), keep_going, data.products(), &sentences);
    add_right_words(split, scores, results);
    for (std::size_t i = 0; i < heads.size(); ++i) {
      report::AccuracyRow row = heads[i].row;
      row.split = split;
      row.accuracy = scores[i].accuracy();
      accuracy.add_row(report::cell_row(cell_names(context.experiment, cell), report::values_of(row)));
    }
  }
  return results;
}

}  // namespace neurank::probing
