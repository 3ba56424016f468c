#include "run/imported_vectors.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "checkpoint/model_files.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;

Index num_words(const corpus::Corpus& corpus, Index sentence) {
  return corpus.text.sentence_offsets[to_size(sentence) + 1] - corpus.text.sentence_offsets[to_size(sentence)];
}

/// One file of the whole corpus, as a run writes it: train, dev and test as they are read, whatever the files were.
bool is_of_whole_corpus(const corpus::Corpus& corpus, const std::vector<std::unique_ptr<store::WordVectors>>& files) {
  return files.size() == 1 && corpus.file_sentences.size() > 1 &&
         files[0]->num_sentences() == corpus.text.num_sentences() && files[0]->words(0).has_value();
}

}  // namespace

const std::vector<fs::path>& activation_files_of(const model::ModelSettings& model,
                                                 const corpus::CorpusSettings& corpus) {
  static const std::vector<fs::path> none;
  for (const std::string& name : {corpus.name, std::string()})
    if (const auto found = model.activations.find(name); found != model.activations.end()) return found->second;
  return none;
}

std::vector<fs::path> input_files(const model::ModelSettings& model) {
  std::vector<fs::path> files;
  for (const auto& [corpus, of_corpus] : model.activations)
    files.insert(files.end(), of_corpus.begin(), of_corpus.end());
  if (!files.empty()) return files;
  files = checkpoint::model_files(model.path);
  for (auto& file : tokenizer::tokenizer_files(model.path)) files.push_back(std::move(file));
  return files;
}

ImportedVectors::ImportedVectors(const model::ModelSettings& model, const corpus::CorpusSettings& corpus)
    : corpus_name_(corpus.name), paths_(activation_files_of(model, corpus)) {
  NEURANK_EXPECT(!paths_.empty());
  for (const fs::path& path : paths_) {
    files_.push_back(store::open_word_vectors(path));
    const store::VectorLayout &first = layout(), &other = files_.back()->layout();
    if (other.layer_numbers != first.layer_numbers || other.width != first.width || other.site != first.site)
      throw input_error(path.string() + ": has other layers or neurons than " + paths_.front().string(),
                        "name files of one model");
  }
}

ModelFacts ImportedVectors::facts() const {
  const store::VectorLayout& layout = this->layout();
  const auto site = parse<model::Site>(layout.site);
  if (!site) throw input_error(paths_.front().string() + ": its site is " + in_quotes(layout.site));
  ModelFacts facts;
  facts.shape.family = layout.family;
  facts.shape.layers = to_index(layout.layer_numbers.size());
  facts.shape.width = layout.width;
  facts.shape.layer_names = layout.layer_names;
  facts.shape.site = *site;
  facts.shape.layer_numbers = layout.layer_numbers;
  facts.shape.depth = layout.depth;
  facts.flops_per_word = 10 * to_double(layout.neurons());  // reading takes about as long
  facts.word_rule = layout.word_rule.empty() ? "made elsewhere" : layout.word_rule;
  return facts;
}

corpus::SentenceOrigin ImportedVectors::place_of(const corpus::Corpus& corpus, Index sentence) const {
  if (is_of_whole_corpus(corpus, files_)) return {0, sentence};
  return corpus.origins[to_size(sentence)];
}

void ImportedVectors::expect_files(const corpus::Corpus& corpus) const {
  const std::vector<Index>& sentences = corpus.file_sentences;
  if (files_.size() != sentences.size())
    throw input_error("corpus " + corpus_name_ + " has " + counted(sentences.size(), "text file") +
                          ", but activations " + "has " + std::to_string(files_.size()),
                      "name one file for each, in the order of train, dev and test");
  for (std::size_t file = 0; file < files_.size(); ++file)
    if (files_[file]->num_sentences() != sentences[file])
      throw input_error(paths_[file].string() + ": has " + std::to_string(files_[file]->num_sentences()) +
                            " sentences, its text in corpus " + corpus_name_ + " has " +
                            std::to_string(sentences[file]),
                        "extract it again from the same text");
}

void ImportedVectors::expect_words(const corpus::Corpus& corpus, Index sentence) const {
  const auto [file, place] = place_of(corpus, sentence);
  const store::WordVectors& vectors = *files_[to_size(file)];
  const std::string where = paths_[to_size(file)].string() + ": sentence " + std::to_string(place + 1);
  const Index words = num_words(corpus, sentence);
  if (vectors.num_words(place) != words)
    throw input_error(where + " has " + std::to_string(vectors.num_words(place)) + " words, in corpus " + corpus_name_ +
                          " it has " + std::to_string(words) + " (" +
                          in_quotes(corpus.text.words[to_size(corpus.text.sentence_offsets[to_size(sentence)])]) +
                          " ...)",
                      "extract it again from the same text");
  const auto own = vectors.words(place);
  for (Index word = 0; own && word < words; ++word) {
    const std::string& expected = corpus.text.words[to_size(corpus.text.sentence_offsets[to_size(sentence)] + word)];
    if ((*own)[to_size(word)] != expected)
      throw input_error(where + ", word " + std::to_string(word + 1) + " is " + in_quotes((*own)[to_size(word)]) +
                            ", in corpus " + corpus_name_ + " it is " + in_quotes(expected),
                        "extract it again from the same text");
  }
}

void ImportedVectors::expect_fits(const corpus::Corpus& corpus) const {
  if (!is_of_whole_corpus(corpus, files_)) expect_files(corpus);
  for (Index sentence = 0; sentence < corpus.text.num_sentences(); ++sentence) expect_words(corpus, sentence);
}

ShardStates ImportedVectors::read(const corpus::Corpus& corpus, Range sentences, store::DType dtype) const {
  const store::VectorLayout& layout = this->layout();
  const ShardText text(corpus.text, sentences);
  const Index layers = to_index(layout.layer_numbers.size()), width = layout.width;
  ShardStates states{store::ActivationRows(text.words(), layers, width, dtype, layout.layer_numbers), {}};
  model::Alignment& alignment = states.summary.alignment;
  alignment.sentences = sentences.size();
  alignment.words = text.words().size();
  Index first = 0;  // word of the sentence, in the shard
  for (Index sentence = sentences.begin; sentence < sentences.end; ++sentence) {
    expect_words(corpus, sentence);
    const auto [file, place] = place_of(corpus, sentence);
    const Index words = num_words(corpus, sentence);
    Matrix vectors(words, layers * width);
    files_[to_size(file)]->read(place, {vectors.data(), to_size(vectors.size())});
    std::vector<Index> positions;
    for (Index word = 0; word < words; ++word) positions.push_back(first + word);
    for (Index layer = 0; layer < layers; ++layer) {
      const Matrix of_layer = vectors.middleCols(layer * width, width);
      states.rows.put(positions, layer, ConstMatrixView(of_layer.data(), words, width));
    }
    for (Index word = 0; word < words; ++word) {
      const bool has_vector = (vectors.row(word).array() != 0).any();
      states.summary.has_vector.push_back(has_vector ? 1 : 0);
      if (!has_vector) ++alignment.words_without_pieces[corpus.text.words[to_size(text.words().begin + first + word)]];
    }
    first += words;
  }
  return states;
}

}  // namespace neurank::run
