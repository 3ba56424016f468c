#include "analysis/agreement.hpp"
#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "probing/rankings/ranking_units.hpp"
#include "report/cell_name.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {

void compare_tasks(const ProbingContext& context, const TasksWork& work, const schedule::AtWork& at_work) {
  std::vector<std::map<ranking::Method, ranking::NeuronRanking>> rankings;
  for (const grid::Cell& cell : work.cells) rankings.push_back(read_judged_rankings(context, cell));
  const auto task_of = [&](const grid::Cell& cell) { return context.experiment.tasks[cell.task].name; };
  const report::CellName name = cell_names(context.experiment, work.cell);
  Table table = report::empty_table("ranking_tasks");
  for (std::size_t a = 0; a < rankings.size(); ++a)
    for (std::size_t b = a + 1; b < rankings.size(); ++b)
      for (const ranking::Method method : context.experiment.analyses.rankings) {
        const ranking::NeuronRanking &one = rankings[a].at(method), &other = rankings[b].at(method);
        const Index neurons = to_index(one.order.size());
        for (const Index k : analysis::judged_sizes(neurons, true))
          table.add_row({name.model, name.variant, task_of(work.cells[a]), task_of(work.cells[b]), name_of(method), k,
                         analysis::jaccard(ranking::top(one, k), ranking::top(other, k)),
                         analysis::expected_jaccard(k, k, neurons)});
      }
  write_unit(context, work.cell, schedule::Stage::report, tasks_part, {{}, {{"ranking_tasks", table}}, {}}, at_work);
}

}  // namespace neurank::probing
