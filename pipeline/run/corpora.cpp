#include "run/corpora.hpp"

namespace neurank::run {

Corpora::Corpora(const std::vector<corpus::CorpusSettings>& settings)
    : settings_(settings), corpora_(settings.size()) {}

const corpus::Corpus& Corpora::operator[](std::size_t index) {
  auto& corpus = corpora_.at(index);
  if (!corpus) corpus = corpus::read_corpus(settings_[index]);
  return *corpus;
}

void Corpora::drop_labels(std::size_t index) {
  if (corpora_.at(index)) corpora_[index]->text.columns.clear();
}

void Corpora::drop_all() {
  for (auto& corpus : corpora_) corpus.reset();
}

}  // namespace neurank::run
