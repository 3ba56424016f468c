#include "probing/repetition.hpp"

#include <stdexcept>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "ranking/label_rows.hpp"
#include "ranking/weight_mass.hpp"
#include "report/accuracy_rows.hpp"

namespace neurank::probing {
namespace {

/// Neurons by rank, with their scores.
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

}  // namespace

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

void add_trained(const TrainedHead& head, store::ResultSet& results) {
  add_head(head.name(), head.head, results);
  results.arrays[head.name() + "/training"] = {{3},
                                               {head.loss.last, head.loss.before, static_cast<float>(head.residual)}};
}

void read_trained(const store::ResultSet& results, TrainedHead& head) {
  head.head = to_head(head.name(), results);
  const std::vector<float>& training = results.arrays.at(head.name() + "/training").values;
  head.loss = {training.at(0), training.at(1)};
  head.residual = to_double(training.at(2));
}

store::ResultSet no_right_words(const CellData& data) {
  store::ResultSet none;
  for (const Measured split : all_of<Measured>())
    none.arrays[right_words_of(split)] = {{0, data.sentences(split).count}, {}};
  return none;
}

void add_right_words(Measured split, const std::vector<probe::Score>& scores, store::ResultSet& results) {
  store::Array& all = results.arrays.at(right_words_of(split));
  for (const probe::Score& score : scores) {
    NEURANK_EXPECT(to_index(score.correct_in_group.size()) == all.shape[1]);
    ++all.shape[0];
    all.values.insert(all.values.end(), score.correct_in_group.begin(), score.correct_in_group.end());
  }
}

std::string right_words_of(Measured split) { return std::string("right/").append(name_of(split)); }

store::ResultSet to_results(const probe::Penalty& penalty, const Table& accuracy, const Table& training,
                            const ranking::NeuronRanking& ranking, const std::vector<TrainedHead>& heads) {
  store::ResultSet results{.attributes = {{"l1", to_text(penalty.l1)}, {"l2", to_text(penalty.l2)}},
                           .tables = {{"accuracy", accuracy}, {"training", training}, {"ranking", to_table(ranking)}},
                           .arrays = {}};
  for (const TrainedHead& head : heads) add_head(head.name(), head.head, results);
  return results;
}

ranking::NeuronRanking rank_neurons(const ProbingContext& context, const RepetitionId& id, probe::BatchStream& training,
                                    const probe::Learner& trained, const std::vector<Index>& labels, double l1,
                                    const schedule::KeepGoing& keep_going) {
  const Matrix matrix = ranking::rows_of(trained.head->weights, labels);
  const ConstMatrixView weights(matrix.data(), matrix.rows(), matrix.cols());
  ranking::NeuronRanking ranking = ranking::rank_by_weight_mass(weights);
  if ((weights.array() != 0).colwise().any().all()) return ranking;
  const Products products(context.experiment.resources.products);
  const auto gradients = probe::mean_gradients(training, {&trained, 1}, products, keep_going);
  const Matrix gradient = ranking::rows_of(gradients.front().weights, labels);
  std::vector<double> closeness;
  for (Index n = 0; n < gradient.cols(); ++n)
    closeness.push_back(to_double(gradient.col(n).cwiseAbs().maxCoeff()) / std::max(l1, 1e-30));
  ranking::order_unweighted(weights, closeness, repetition_seeds(context.experiment.seed, id.repetition).unweighted,
                            ranking);
  return ranking;
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
          to_ranking(unit.tables.at("ranking")),
          {number("l1"), number("l2")}};
}

}  // namespace neurank::probing
