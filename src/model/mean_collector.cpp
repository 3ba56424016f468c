#include "model/mean_collector.hpp"

#include "base/cast.hpp"

namespace neurank::model {

MeanCollector::MeanCollector(const std::vector<Index>& pieces_of_word, const ModelShape& shape,
                             const WordObserver& observer)
    : pieces_of_word_(pieces_of_word), layers_(shape.layers), observer_(observer) {
  means_.resize(0, shape.width);
}

void MeanCollector::start(const BatchRows& rows) {
  std::erase_if(partial_, [&](const auto& item) { return item.second.seen == total(item.first); });
  complete_.clear();
  for (const WordRows& word : rows.words) {
    Index seen = word.size();
    if (seen < total(word.word)) {
      Partial& partial = partial_[word.word];
      if (partial.seen == 0) partial.sums = Matrix::Zero(layers_, means_.cols());
      seen = partial.seen += word.size();
    }
    if (seen == total(word.word)) complete_.push_back(word.word);
  }
  means_.resize(to_index(complete_.size()), means_.cols());
}

void MeanCollector::take(const BatchRows& rows, Index layer, ConstMatrixView states) {
  Index done = 0;
  for (const WordRows& word : rows.words) {
    Eigen::RowVectorXf sum = states.middleRows(word.begin, word.size()).colwise().sum();
    bool complete = true;
    if (word.size() < total(word.word)) {
      Partial& partial = partial_.at(word.word);
      sum += partial.sums.row(layer);
      partial.sums.row(layer) = sum;
      complete = partial.seen == total(word.word);
    }
    if (complete) means_.row(done++) = sum / static_cast<float>(total(word.word));
  }
  if (done > 0) observer_(complete_, layer, ConstMatrixView(means_.data(), means_.rows(), means_.cols()));
}

}  // namespace neurank::model
