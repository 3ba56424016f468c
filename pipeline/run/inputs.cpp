#include "run/inputs.hpp"

#include "base/hash.hpp"
#include "run/imported_vectors.hpp"

namespace neurank::run {
namespace {

/// Texts one after another, each with its length, so that no two lists look alike.
void add(const std::vector<std::string>& texts, Sha256& hash) {
  for (const std::string& text : texts) {
    hash.add(std::to_string(text.size()).append(" "));
    hash.add(text);
  }
}

void add(const std::vector<Index>& numbers, Sha256& hash) {
  for (const Index number : numbers) hash.add(std::to_string(number).append(" "));
  hash.add("\n");
}

std::string hash_of_words(const corpus::Corpus& corpus) {
  Sha256 hash;
  add(corpus.text.words, hash);
  add(corpus.text.sentence_offsets, hash);
  for (const Range& split : corpus.splits) add(std::vector{split.begin, split.end}, hash);
  add(corpus.document_offsets(), hash);
  for (const auto& [file, sentence] : corpus.origins) add(std::vector{file, sentence}, hash);
  return hash.hexadecimal();
}

std::string hash_of_column(const std::vector<std::string>& labels) {
  Sha256 hash;
  add(labels, hash);
  return hash.hexadecimal();
}

std::string labels_prefix(const std::string& corpus) { return "labels/" + corpus + "/"; }

}  // namespace

InputHashes hash_files(const grid::Experiment& experiment) {
  InputHashes hashes;
  for (const auto& model : experiment.models) {
    hashes["models/" + model.name] = sha256_of_files(input_files(model));
    if (model.activations.empty()) continue;
    for (const auto& corpus : experiment.corpora)
      if (const auto& files = activation_files_of(model, corpus); !files.empty())
        hashes["models/" + model.name + "/" + corpus.name] = sha256_of_files(files);
  }
  for (const auto& corpus : experiment.corpora) hashes["corpora/" + corpus.name] = corpus::corpus_hash(corpus);
  return hashes;
}

InputHashes hash_texts(const grid::Experiment& experiment, Corpora& corpora) {
  InputHashes hashes;
  for (std::size_t c = 0; c < experiment.corpora.size(); ++c) {
    const std::string& name = experiment.corpora[c].name;
    hashes["words/" + name] = hash_of_words(corpora[c]);
    for (const auto& [column, labels] : corpora[c].text.columns)
      hashes[labels_prefix(name) + column] = hash_of_column(labels);
  }
  return hashes;
}

InputHashes hash_inputs(const grid::Experiment& experiment, Corpora& corpora) {
  InputHashes hashes = hash_files(experiment);
  hashes.merge(hash_texts(experiment, corpora));
  return hashes;
}

std::string hash_of_labels(const InputHashes& inputs, const std::string& corpus) {
  std::string all;
  const std::string prefix = labels_prefix(corpus);
  for (auto found = inputs.lower_bound(prefix); found != inputs.end() && found->first.starts_with(prefix); ++found)
    all.append(found->first.substr(prefix.size())).append(" ").append(found->second).append("\n");
  return sha256(all);
}

}  // namespace neurank::run
