#include "probing/repetition.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/accuracy_rows.hpp"

namespace neurank::probing {
probe::Targets targets_of(const ProbingContext& context, const RepetitionId& id, analysis::Labels labels) {
  const CellData& data = context.open(id.cell);
  if (labels == analysis::Labels::task) return data.targets();
  return data.control_targets(repetition_seeds(context.experiment.seed, id.repetition).control);
}

void add_head(const std::string& name, const probe::Head& head, store::ResultSet& results) {
  const Matrix& weights = head.weights;
  results.arrays[name + "/weights"] = {{weights.rows(), weights.cols()},
                                       {weights.data(), weights.data() + weights.size()}};
  results.arrays[name + "/bias"] = {{head.bias.size()}, {head.bias.begin(), head.bias.end()}};
}

probe::Head to_head(const std::string& name, const store::ResultSet& results) {
  const store::Array& weights = results.arrays.at(name + "/weights");
  const store::Array& bias = results.arrays.at(name + "/bias");
  return {ConstMatrixView(weights.values.data(), weights.shape[0], weights.shape[1]),
          Eigen::Map<const Vector>(bias.values.data(), bias.shape[0])};
}

double Repetition::accuracy_of(analysis::Labels labels, analysis::Training how, Measured split) const {
  for (std::size_t i = 0; i < accuracy.num_rows(); ++i)
    if (const auto row = report::accuracy_row(accuracy, i);
        row.labels == labels && row.how == how && row.split == split && row.neurons == analysis::Kept::all)
      return row.accuracy.value_or(0);
  throw std::out_of_range(std::string("no accuracy of ") + name_of(labels) + " " + name_of(how) + " on " +
                          name_of(split));
}

Table to_table(const ranking::NeuronRanking& ranking) {
  Table table({{"neuron", ColumnType::integer}, {"score", ColumnType::real}});
  for (Index neuron : ranking.order) table.add_row({neuron, ranking.score[neuron]});
  return table;
}

ranking::NeuronRanking to_ranking(const Table& table) {
  ranking::NeuronRanking ranking{{}, std::vector<double>(table.rows().size())};
  for (const auto& row : table.rows()) {
    ranking.order.push_back(std::get<std::int64_t>(row[0]));
    ranking.score[ranking.order.back()] = std::get<double>(row[1]);
  }
  return ranking;
}

void add_trained(const TrainedHead& head, store::ResultSet& results) {
  const auto& [found, loss, convergence] = head.found;
  NEURANK_EXPECT(convergence);
  add_head(head.name(), found, results);
  const auto number = [](double value) { return static_cast<float>(value); };
  const double no_gap = std::numeric_limits<double>::quiet_NaN();
  results.arrays[head.name() + "/training"] = {
      {6},
      {loss.last, loss.before, number(convergence->residual), number(convergence->gap.value_or(no_gap)),
       number(convergence->passes), number(convergence->is_certified ? 1 : 0)}};
}

void read_trained(const store::ResultSet& results, TrainedHead& head) {
  const std::vector<float>& training = results.arrays.at(head.name() + "/training").values;
  const auto number = [&](std::size_t i) { return to_double(training.at(i)); };
  const std::optional<double> gap = std::isnan(number(3)) ? std::nullopt : std::optional(number(3));
  head.found = {to_head(head.name(), results),
                {training.at(0), training.at(1)},
                Convergence{gap, number(2), number(4), training.at(5) > 0}};
}

store::ResultSet no_right_words(const CellData& data) {
  store::ResultSet none;
  for (const Measured split : all_of<Measured>())
    none.arrays[right_words_of(split)] = {{0, data.sentences(split).count}, {}};
  return none;
}

void add_right_words(const probe::Score& score, store::Array& right) {
  NEURANK_EXPECT(to_index(score.correct_in_group.size()) == right.shape[1]);
  ++right.shape[0];
  right.values.insert(right.values.end(), score.correct_in_group.begin(), score.correct_in_group.end());
}

void add_right_words(Measured split, const std::vector<probe::Score>& scores, store::ResultSet& results) {
  store::Array& all = results.arrays.at(right_words_of(split));
  for (const probe::Score& score : scores) add_right_words(score, all);
}

std::string right_words_of(Measured split) { return std::string("right/").append(name_of(split)); }

store::ResultSet to_results(const probe::Penalty& penalty, std::map<std::string, Table> tables,
                            const ranking::NeuronRanking& ranking, const std::vector<TrainedHead>& heads) {
  store::ResultSet results{.attributes = {{"l1", to_text(penalty.l1)}, {"l2", to_text(penalty.l2)}},
                           .tables = std::move(tables),
                           .arrays = {}};
  results.tables.emplace("ranking", to_table(ranking));
  for (const TrainedHead& head : heads) add_head(head.name(), head.found.head, results);
  return results;
}

analysis::Training masked_use(const ProbingContext& context) {
  using analysis::MaskedWith, analysis::Training;
  const bool is_mean = context.experiment.analyses.ablation.masked == MaskedWith::mean;
  return is_mean ? Training::masked_mean : Training::masked;
}

probe::Score score_of(const CellData& data, const probe::Head& head, const probe::Targets& targets, Measured split,
                      const schedule::KeepGoing& keep_going) {
  auto stream = data.stream(split);
  const std::vector<probe::Candidate> one = {{&head, targets, data.all_labels(), nullptr}};
  return probe::evaluate(stream, one, data.num_labels(), keep_going, data.products()).front();
}

probe::Head read_head(const ProbingContext& context, const RepetitionId& id, const std::string& name) {
  const auto path =
      context.folder.unit(context.experiment, id.cell, schedule::Stage::train, std::to_string(id.repetition));
  return to_head(
      name, store::read_results(path, {.tables = [](const std::string&) { return false; },
                                       .arrays = [&](const std::string& array) { return array.starts_with(name); }}));
}

Repetition read_repetition(const ProbingContext& context, const RepetitionId& id) {
  const auto unit = read_unit_tables(context, id.cell, schedule::Stage::train, std::to_string(id.repetition));
  const auto number = [&](const char* name) { return number_of<double>(unit.attributes.at(name)).value(); };
  return {unit.tables.at("accuracy"),
          unit.tables.at("training"),
          unit.tables.at("convergence"),
          to_ranking(unit.tables.at("ranking")),
          {number("l1"), number("l2")}};
}

}  // namespace neurank::probing
