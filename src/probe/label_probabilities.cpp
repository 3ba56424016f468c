#include "probe/label_probabilities.hpp"

#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::probe {
namespace {

double probability(const Eigen::RowVectorXd& scores, Index label) {
  constexpr double least = -70;
  const double largest = scores.maxCoeff();
  const double sum = (scores.array() - largest).exp().sum();
  return std::exp(std::max(scores[label] - largest - std::log(sum), least));
}

}  // namespace

std::vector<std::vector<double>> label_probabilities(BatchStream& stream,
                                                     const std::vector<ProbabilityQuestion>& questions,
                                                     const std::function<bool()>& keep_going,
                                                     const Products& products) {
  std::vector<NeuronPrefix> prefixes;
  for (const auto& question : questions) prefixes.push_back(question.neurons);
  stream.want(prefixes);
  stream.start(RowOrder::sequential, 0, 0);
  std::vector<std::vector<double>> found(questions.size());
  Matrix scores;
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "a unit was stopped");
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto& [head, neurons, targets] = questions[i];
      scores.resize(to_index(stream.rows().size()), head->bias.size());
      products.scores(stream.columns(neurons), head->weights, scores);
      for (Index b = 0; b < scores.rows(); ++b) {
        const std::int32_t label = (*targets)[to_size(stream.rows()[to_size(b)])];
        if (label < 0 || label >= head->bias.size()) continue;
        const Eigen::RowVectorXd of_word = (scores.row(b) + head->bias.transpose()).cast<double>();
        found[i].push_back(probability(of_word, label));
      }
    }
  }
  return found;
}

}  // namespace neurank::probe
