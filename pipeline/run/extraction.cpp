#include "run/extraction.hpp"

#include <optional>
#include <span>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "corpus/labels.hpp"
#include "grid/reader.hpp"
#include "model/word_states.hpp"
#include "mpi/together.hpp"
#include "run/shard_states.hpp"

namespace neurank::run {
namespace {

store::ActivationHeader header_of(const grid::Experiment& experiment, const ModelFacts& facts,
                                  const InputHashes& inputs, const Extraction& extraction) {
  const std::string& model = experiment.models[extraction.model].name;
  return {.model = model,
          .family = facts.shape.family,
          .site = name_of(facts.shape.site),
          .layers = facts.shape.layers,
          .layer_numbers = facts.shape.layer_numbers,
          .depth = facts.shape.depth,
          .width = facts.shape.width,
          .layer_names = facts.shape.layer_names,
          .activation = facts.shape.activation,
          .checkpoint_sha256 = inputs.at("models/" + model),
          .corpus_sha256 = inputs.at("corpora/" + experiment.corpora[extraction.corpus].name),
          .word_rule = facts.word_rule.empty() ? name_of(experiment.extract.words) : facts.word_rule,
          .dtype = experiment.extract.dtype,
          .settings = grid::to_yaml(experiment)};
}

std::vector<Range> word_ranges(const std::vector<Range>& sentences, const std::vector<Index>& offsets) {
  std::vector<Range> words;
  for (const Range& shard : sentences) words.push_back({offsets[shard.begin], offsets[shard.end]});
  return words;
}

std::filesystem::path shard_alignment_file(const std::filesystem::path& activations, std::size_t shard) {
  return shard_alignments(activations) / (std::to_string(shard) + ".json");
}

std::optional<model::Alignment> read_shard_alignment(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  return model::alignment_of_json(read_file(file));
}

}  // namespace

store::ActivationContent content_of(const corpus::Corpus& corpus, const std::string& labels_hash) {
  store::ActivationContent content{
      corpus.text.words, corpus.text.sentence_offsets, corpus.splits, {}, corpus.document_offsets(), labels_hash};
  for (const auto& [column, values] : corpus.text.columns)
    content.labels.emplace_back(column, corpus::encode_labels(values, corpus.split(corpus::Split::train)));
  return content;
}

void create_activations(const std::filesystem::path& path, const grid::Experiment& experiment, const Facts& facts,
                        const InputHashes& inputs, const Extraction& extraction,
                        const store::ActivationContent& content, const std::string& fingerprint) {
  auto header = header_of(experiment, facts.models[extraction.model], inputs, extraction);
  header.fingerprint = fingerprint;
  make_folder(path.parent_path());
  store::create_activation_file(path, header, content,
                                word_ranges(facts.corpora[extraction.corpus].shards, content.sentence_offsets));
}

model::Alignment align_text(const model::ModelSettings& model, const model::Sentences& sentences) {
  if (!model.activations.empty()) {
    model::Alignment counts;
    counts.sentences = to_index(sentences.sentence_offsets.size()) - 1;
    counts.words = to_index(sentences.words.size());
    return counts;
  }
  return model::align(model::read_model_shape(model), *tokenizer::load_tokenizer(model.path), sentences.words,
                      sentences.sentence_offsets);
}

std::filesystem::path alignment_file(const std::filesystem::path& activations) {
  return std::filesystem::path(activations).replace_extension(".alignment.json");
}

std::filesystem::path shard_alignments(const std::filesystem::path& activations) {
  return std::filesystem::path(activations).replace_extension(".alignment");
}

model::Alignment publish_alignment(const std::filesystem::path& activations, const grid::Experiment& experiment,
                                   const Facts& facts, const Extraction& extraction, Corpora& corpora) {
  const auto& shards = facts.corpora[extraction.corpus].shards;
  model::Alignment whole;
  for (std::size_t shard = 0; shard < shards.size(); ++shard) {
    auto part = read_shard_alignment(shard_alignment_file(activations, shard));
    if (!part)
      part = align_text(experiment.models[extraction.model],
                        ShardText(corpora[extraction.corpus].text, shards[shard]).sentences());
    model::add(whole, *part);
  }
  write_file(alignment_file(activations), model::to_json(whole));
  std::filesystem::remove_all(shard_alignments(activations));
  return whole;
}

std::optional<double> first_word_length(const model::Alignment& alignment) {
  return alignment.first_words ? alignment.first_words->largest_ratio() : std::nullopt;
}

std::optional<std::string> word_rule_warning(const model::ModelSettings& model, const grid::Experiment& experiment) {
  const model::WordRule rule = experiment.extract.words;
  if (rule == model::WordRule::last || !model.activations.empty() || !model::read_model_shape(model).is_causal)
    return std::nullopt;
  return "model " + model.name + ": extract.words: " + name_of(rule) +
         " takes pieces that have not seen the whole word, because a decoder's piece sees what comes before it alone";
}

Extractor::Extractor(const mpi::Communicator& comm, const grid::Experiment& experiment, const Facts& facts,
                     Corpora& corpora, const std::map<Extraction, std::filesystem::path>& files)
    : experiment_(experiment), facts_(facts), corpora_(corpora), files_(files) {
  for (const auto& entry : files)
    mpi::together(comm, [&] {
      writers_[entry.first] =
          std::make_unique<store::ActivationWriter>(entry.second, store::ParallelAccess{comm.handle()});
    });
}

ShardStates Extractor::states_of(const ExtractWork& work, const schedule::AtWork& at_work) {
  const model::ModelSettings& model = experiment_.models[work.model];
  const corpus::Corpus& corpus = corpora_[work.corpus];
  const Range shard = facts_.corpora[work.corpus].shards[work.shard];
  if (!model.activations.empty())
    return hold_imported({work.model, work.corpus}).read(corpus, shard, experiment_.extract.dtype);
  hold_model(work.model);
  return compute_shard(*model_, *tokenizer_, facts_.models[work.model], experiment_, ShardText(corpus.text, shard),
                       at_work.keep_going);
}

void Extractor::compute(const ExtractWork& work, const schedule::AtWork& at_work) {
  const Extraction extraction{work.model, work.corpus};
  const CorpusFacts& corpus = facts_.corpora[work.corpus];
  const corpus::TaggedText& all = corpora_[work.corpus].text;
  corpora_.drop_labels(work.corpus);
  if (all.num_words() != corpus.words || all.num_sentences() != corpus.shards.back().end)
    throw input_error("corpus " + experiment_.corpora[work.corpus].name + ": has other words here than on rank 0",
                      "put it where all hosts see the same files");
  const auto [rows, summary] = states_of(work, at_work);
  at_work.before_writing();
  const auto file = shard_alignment_file(files_.at(extraction), work.shard);
  make_folder(file.parent_path());
  write_file(file, model::to_json(summary.alignment, SIZE_MAX));
  store::ActivationWriter& writer = *writers_.at(extraction);
  writer.write_shard(to_index(work.shard), rows, summary.has_vector);
  at_work.finish_later([&writer] { writer.sync(); });
}

void Extractor::rest() {
  model_.reset();
  tokenizer_.reset();
  model_index_ = SIZE_MAX;
  imported_.clear();
  corpora_.drop_all();
}

void Extractor::hold_model(std::size_t index) {
  if (model_index_ == index) return;
  model_.reset();  // two models at once may not fit in memory
  model_ = model::load_language_model(experiment_.models[index], experiment_.resources.device,
                                      experiment_.extract.selection);
  tokenizer_ = tokenizer::load_tokenizer(experiment_.models[index].path);
  model_index_ = index;
}

const ImportedVectors& Extractor::hold_imported(const Extraction& extraction) {
  const auto held = imported_.find(extraction);
  if (held != imported_.end()) return held->second;
  return imported_
      .emplace(extraction,
               ImportedVectors(experiment_.models[extraction.model], experiment_.corpora[extraction.corpus]))
      .first->second;
}

}  // namespace neurank::run
