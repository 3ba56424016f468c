#include "analysis/knockoffs/layer_knockoffs.hpp"

#include <algorithm>
#include <string>

#include "analysis/knockoffs/e_values.hpp"
#include "analysis/knockoffs/normal_scores.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {

std::vector<Index> one_word_a_sentence(std::span<const Index> sentence_offsets, std::span<const Index> usable,
                                       std::uint64_t seed) {
  std::vector<Index> words;
  auto begin = usable.begin();
  for (std::size_t sentence = 0; sentence + 1 < sentence_offsets.size(); ++sentence) {
    begin = std::lower_bound(begin, usable.end(), sentence_offsets[sentence]);
    const auto end = std::lower_bound(begin, usable.end(), sentence_offsets[sentence + 1]);
    if (begin == end) continue;
    Random random(derive_seed(seed, "sentence " + std::to_string(sentence)));
    words.push_back(begin[to_index(random.below(to_uint64(end - begin)))]);
  }
  return words;
}

LayerKnockoffs::LayerKnockoffs(const ConstMatrixRef& values) : neurons_(values.cols()) {
  Matrix scores = normal_scores(values);
  for (Index n = 0; n < neurons_; ++n)
    if (scores.col(n).any()) varying_.push_back(n);
  NEURANK_EXPECT(!varying_.empty());
  if (to_index(varying_.size()) < neurons_) scores = Matrix(scores(Eigen::all, varying_));
  sampler_.emplace(std::move(scores));
}

LayerEvidence LayerKnockoffs::evidence(std::span<const std::int32_t> labels, Index label_count,
                                       const KnockoffSettings& settings, const Products& products,
                                       const std::function<bool()>& keep_going) const {
  NEURANK_EXPECT(settings.draws > 0);
  LayerEvidence evidence = {std::vector<double>(to_size(neurons_)), std::vector<double>(to_size(neurons_))};
  for (Index draw = 0; draw < settings.draws; ++draw) {
    const Matrix knockoffs = sampler_->draw(derive_seed(settings.seed, "knockoffs " + std::to_string(draw)));
    const KnockoffStatistics of_varying =
        knockoff_statistics({sampler_->scores(), knockoffs, labels, label_count}, settings.head, products, keep_going);
    std::vector<double> statistics(to_size(neurons_));
    for (std::size_t i = 0; i < varying_.size(); ++i) statistics[to_size(varying_[i])] = of_varying.values[i];
    const std::vector<double> e_values = knockoff_e_values(statistics, settings.q / 2);
    const double threshold = knockoff_threshold(statistics, settings.q / 2);
    for (std::size_t n = 0; n < e_values.size(); ++n) {
      evidence.e_values[n] += e_values[n] / to_double(settings.draws);
      evidence.selected[n] += (statistics[n] >= threshold ? 1 : 0) / to_double(settings.draws);
    }
    evidence.uncertified += of_varying.is_certified ? 0 : 1;
  }
  return evidence;
}

}  // namespace neurank::analysis
