#include "model/id_states.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "checkpoint/json.hpp"
#include "checkpoint/safetensors.hpp"

namespace neurank::model {
namespace {

using checkpoint::Json;

struct Sequence {
  std::string name;
  PieceBatch batch;  ///< of one
  Range wanted;      ///< pieces whose states are written
};

/// Whole numbers in [0, limit) from a JSON array. @param place start of an error, with the key
std::vector<std::int64_t> read_ids(const Json& json, Index limit, const std::string& place) {
  if (!json.is_array()) throw input_error(place + " is not a list of numbers");
  std::vector<std::int64_t> ids;
  for (const Json& item : json) {
    const bool fits = item.is_number_unsigned() && item.get<std::uint64_t>() < to_uint64(limit);
    if (!fits)
      throw input_error(place + "[" + std::to_string(ids.size()) + "] is not a whole number below " +
                        std::to_string(limit) + ", the model's number of them");
    ids.push_back(item.get<std::int64_t>());
  }
  return ids;
}

void expect_readable(Index length, const ModelShape& shape, const std::string& place) {
  if (shape.max_pieces > 0 && length > shape.max_pieces)
    throw input_error(place + std::to_string(length) + " ids, but the model reads at most " +
                      std::to_string(shape.max_pieces));
}

Sequence read_sequence(const Json& json, const ModelShape& shape, const std::string& file, std::size_t number) {
  std::string place = file + ": sequences[" + std::to_string(number) + "]";
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string() || !json.contains("input_ids"))
    throw input_error(place + " has no name or no input_ids");
  Sequence sequence{.name = json["name"].get<std::string>(), .batch = {}, .wanted = {}};
  place += " \"" + sequence.name + "\": ";
  PieceBatch& batch = sequence.batch;
  batch.ids = read_ids(json["input_ids"], shape.vocabulary, place + "input_ids");
  batch.length = to_index(batch.ids.size());
  batch.lengths = {batch.length};
  sequence.wanted = {0, batch.length};
  if (batch.length == 0) throw input_error(place + "input_ids is empty");
  expect_readable(batch.length, shape, place);
  if (!json.contains("token_type_ids") || json["token_type_ids"].is_null()) return sequence;
  batch.segments = read_ids(json["token_type_ids"], shape.segments, place + "token_type_ids");
  if (batch.segments.size() != batch.ids.size())
    throw input_error(place + std::to_string(batch.segments.size()) + " token_type_ids for " +
                      std::to_string(batch.ids.size()) + " input_ids");
  return sequence;
}

std::vector<Sequence> read_sequences(const std::filesystem::path& file, const ModelShape& shape) {
  const Json json = checkpoint::read_json_object(file);
  if (!json.contains("sequences") || !json["sequences"].is_array())
    throw input_error(file.string() + ": key sequences is missing or not a list");
  std::vector<Sequence> sequences;
  std::set<std::string> names;
  for (const Json& item : json["sequences"]) {
    sequences.push_back(read_sequence(item, shape, file.string(), sequences.size()));
    if (!names.insert(sequences.back().name).second)
      throw input_error(file.string() + ": two sequences are named \"" + sequences.back().name + "\"");
  }
  return sequences;
}

std::vector<std::string> read_words(const Json& json, const std::string& place) {
  const auto is_text = [](const Json& word) { return word.is_string(); };
  if (!json.is_array() || json.empty() || !std::all_of(json.begin(), json.end(), is_text))
    throw input_error(place + "not a list of words");
  return json.get<std::vector<std::string>>();
}

Sequence frame(const std::string& name, const tokenizer::Tokenizer& tokenizer, const std::vector<std::string>& words) {
  const tokenizer::TokenizedSentence sentence = tokenizer.tokenize(words);
  const tokenizer::Framing framing = tokenizer.framing();
  const Index before = to_index(framing.before.size()) / tokenizer.ids_per_piece();
  Sequence sequence{.name = name, .batch = {}, .wanted = {before, before + sentence.num_pieces()}};
  for (const auto* ids : {&framing.before, &sentence.ids, &framing.after})
    sequence.batch.ids.insert(sequence.batch.ids.end(), ids->begin(), ids->end());
  sequence.batch.length = to_index(sequence.batch.ids.size()) / tokenizer.ids_per_piece();
  sequence.batch.lengths = {sequence.batch.length};
  return sequence;
}

std::vector<Sequence> read_sentences(const std::filesystem::path& file, const tokenizer::Tokenizer& tokenizer,
                                     const ModelShape& shape) {
  const Json json = checkpoint::read_json_object(file);
  if (!json.contains("sentences") || !json["sentences"].is_object())
    throw input_error(file.string() + ": key sentences is missing or not an object");
  std::vector<Sequence> sequences;
  for (const auto& [name, words] : json["sentences"].items()) {
    const std::string place = file.string() + ": sentences \"" + name + "\": ";
    sequences.push_back(frame(name, tokenizer, read_words(words, place)));
    expect_readable(sequences.back().batch.length, shape, place);
  }
  return sequences;
}

void write_states(LanguageModel& model, const std::vector<Sequence>& sequences, const std::filesystem::path& output) {
  const ModelShape& shape = model.shape();
  const std::string site = shape.site == Site::mlp ? "/mlp_" : "/layer_";
  std::vector<checkpoint::NamedTensor> tensors;
  for (const Sequence& sequence : sequences) {
    std::vector<std::int64_t> rows(to_size(sequence.wanted.size()));
    std::iota(rows.begin(), rows.end(), sequence.wanted.begin);
    model.run(sequence.batch, rows, [&](Index layer, ConstMatrixView states) {
      const Index number = shape.layer_numbers[to_size(layer)];
      tensors.push_back({.name = sequence.name + site + std::to_string(number),
                         .shape = {states.rows(), states.cols()},
                         .values = {states.data(), states.data() + states.size()}});
    });
  }
  checkpoint::write_safetensors(output, tensors);
}

}  // namespace

void write_id_states(LanguageModel& model, const std::filesystem::path& ids, const std::filesystem::path& output) {
  write_states(model, read_sequences(ids, model.shape()), output);
}

void write_sentence_states(LanguageModel& model, const tokenizer::Tokenizer& tokenizer,
                           const std::filesystem::path& sentences, const std::filesystem::path& output) {
  NEURANK_EXPECT(tokenizer.ids_per_piece() == model.shape().ids_per_piece);
  write_states(model, read_sentences(sentences, tokenizer, model.shape()), output);
}

}  // namespace neurank::model
