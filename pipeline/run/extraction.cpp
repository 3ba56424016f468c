#include "run/extraction.hpp"

#include <span>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "corpus/labels.hpp"
#include "grid/reader.hpp"
#include "model/word_states.hpp"
#include "mpi/together.hpp"

namespace neurank::run {
namespace {

store::ActivationHeader header_of(const grid::Experiment& experiment, const ModelFacts& facts,
                                  const InputHashes& inputs, const Extraction& extraction) {
  const std::string& model = experiment.models[extraction.model].name;
  return {.model = model,
          .family = facts.shape.family,
          .layers = facts.shape.layers,
          .width = facts.shape.width,
          .layer_names = facts.shape.layer_names,
          .activation = facts.shape.activation,
          .checkpoint_sha256 = inputs.at("models/" + model),
          .corpus_sha256 = inputs.at("corpora/" + experiment.corpora[extraction.corpus].name),
          .word_rule = name_of(experiment.extract.words),
          .dtype = experiment.extract.dtype,
          .settings = grid::to_yaml(experiment)};
}

std::vector<Range> word_ranges(const std::vector<Range>& sentences, const std::vector<Index>& offsets) {
  std::vector<Range> words;
  for (const Range& shard : sentences) words.push_back({offsets[shard.begin], offsets[shard.end]});
  return words;
}

}  // namespace

store::ActivationContent read_content(const corpus::CorpusSettings& settings) {
  corpus::Corpus corpus = corpus::read_corpus(settings);
  store::ActivationContent content{
      std::move(corpus.text.words), std::move(corpus.text.sentence_offsets), corpus.splits, {}};
  for (const auto& [column, values] : corpus.text.columns)
    content.labels.emplace_back(column, corpus::encode_labels(values, corpus.split(corpus::Split::train)));
  return content;
}

void create_activations(const std::filesystem::path& path, const grid::Experiment& experiment, const Facts& facts,
                        const InputHashes& inputs, const Extraction& extraction,
                        const store::ActivationContent& content) {
  const auto header = header_of(experiment, facts.models[extraction.model], inputs, extraction);
  make_folder(path.parent_path());
  store::create_activation_file(path, header, content,
                                word_ranges(facts.corpora[extraction.corpus].shards, content.sentence_offsets));
}

Extractor::Extractor(const mpi::Communicator& comm, const grid::Experiment& experiment, const Facts& facts,
                     const std::vector<Extraction>& extractions, const std::vector<std::filesystem::path>& paths)
    : experiment_(experiment), facts_(facts) {
  NEURANK_EXPECT(extractions.size() == paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i)
    mpi::together(comm, [&] {
      writers_[{extractions[i].model, extractions[i].corpus}] =
          std::make_unique<store::ActivationWriter>(paths[i], store::ParallelAccess{comm.handle()});
    });
}

void Extractor::compute(const ExtractWork& work, const schedule::KeepGoing& keep_going) {
  hold_model(work.model);
  hold_corpus(work.corpus);
  const Range sentences = facts_.corpora[work.corpus].shards[work.shard];
  const auto& offsets = text_.sentence_offsets;
  const Range words{offsets[sentences.begin], offsets[sentences.end]};
  std::vector<Index> local(offsets.begin() + sentences.begin, offsets.begin() + sentences.end + 1);
  for (Index& offset : local) offset -= words.begin;

  const ModelFacts& facts = facts_.models[work.model];
  store::ActivationRows rows(words, facts.shape.layers, facts.shape.width, experiment_.extract.dtype);
  const auto summary = model::compute_word_states(
      *model_, *tokenizer_, {std::span(text_.words).subspan(words.begin, words.size()), local},
      {.rule = experiment_.extract.words},
      [&](std::span<const Index> which, Index layer, ConstMatrixView states) { rows.put(which, layer, states); },
      keep_going);
  writers_.at({work.model, work.corpus})->write_shard(to_index(work.shard), rows, summary.has_vector);
}

void Extractor::hold_model(std::size_t index) {
  if (model_index_ == index) return;
  model_.reset();  // two models at once may not fit in memory
  model_ = model::load_language_model(experiment_.models[index], experiment_.resources.device);
  tokenizer_ = tokenizer::load_tokenizer(experiment_.models[index].path);
  model_index_ = index;
}

void Extractor::hold_corpus(std::size_t index) {
  if (corpus_index_ == index) return;
  text_ = corpus::read_corpus(experiment_.corpora[index]).text;
  text_.columns.clear();
  corpus_index_ = index;
}

}  // namespace neurank::run
