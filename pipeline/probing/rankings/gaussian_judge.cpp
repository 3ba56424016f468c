#include "probing/rankings/gaussian_judge.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "probing/word_batches.hpp"
#include "ranking/gaussian_classifier.hpp"

namespace neurank::probing {
std::vector<std::pair<Index, probe::Score>> judge_by_gaussian(const CellData& data, const GaussianQuestion& question,
                                                              const probe::Groups& sentences,
                                                              const schedule::KeepGoing& keep_going) {
  std::vector<Index> sizes = question.sizes;
  std::erase_if(sizes, [](Index size) { return size > most_judged_by_gaussians; });
  if (sizes.empty()) return {};
  const probe::NeuronPrefix neurons = {std::make_shared<const std::vector<Index>>(question.order), sizes.back()};
  std::vector<Index> columns(to_size(sizes.back()));
  std::iota(columns.begin(), columns.end(), Index{0});
  ranking::GaussianMomentSums sums(data.num_labels(), columns);
  for_batches(data.stream(corpus::Split::train), neurons, keep_going,
              [&](auto rows, const auto& values) { sums.add(values, labels_at(*question.labels, rows)); });
  const ranking::GaussianModel model(std::move(sums).moments());
  const ranking::GaussianPrefixes judges(model, columns, sizes);
  const Vector no_bias = Vector::Zero(data.num_labels());
  std::vector<std::pair<Index, probe::Score>> scores;
  for (const Index size : sizes) scores.emplace_back(size, probe::no_words(data.all_labels(), &sentences));
  for_batches(data.stream(corpus::Split::test), neurons, keep_going, [&](auto rows, const auto& values) {
    const auto posteriors = judges.log_posteriors(values);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const Matrix of_labels = posteriors[i].template cast<float>();
      probe::count_words(of_labels, no_bias, question.labels, rows, &sentences, scores[i].second);
    }
  });
  return scores;
}

}  // namespace neurank::probing
