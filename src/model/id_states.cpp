#include "model/id_states.hpp"

#include <numeric>
#include <set>

#include "base/error.hpp"
#include "checkpoint/json.hpp"
#include "checkpoint/safetensors.hpp"

namespace neurank::model {
namespace {

using checkpoint::Json;

struct Sequence {
  std::string name;
  PieceBatch batch;  ///< of one
};

/// Whole numbers in [0, limit) from a JSON array. @param place start of an error, with the key
std::vector<std::int64_t> read_ids(const Json& json, Index limit, const std::string& place) {
  if (!json.is_array()) throw input_error(place + " is not a list of numbers");
  std::vector<std::int64_t> ids;
  for (const Json& item : json) {
    const bool fits = item.is_number_unsigned() && item.get<std::uint64_t>() < static_cast<std::uint64_t>(limit);
    if (!fits)
      throw input_error(place + "[" + std::to_string(ids.size()) + "] is not a whole number below " +
                        std::to_string(limit) + ", the model's number of them");
    ids.push_back(item.get<std::int64_t>());
  }
  return ids;
}

Sequence read_sequence(const Json& json, const ModelShape& shape, const std::string& file, std::size_t number) {
  std::string place = file + ": sequences[" + std::to_string(number) + "]";
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string() || !json.contains("input_ids"))
    throw input_error(place + " has no name or no input_ids");
  Sequence sequence{.name = json["name"].get<std::string>(), .batch = {}};
  place += " \"" + sequence.name + "\": ";
  PieceBatch& batch = sequence.batch;
  batch.ids = read_ids(json["input_ids"], shape.vocabulary, place + "input_ids");
  batch.length = static_cast<Index>(batch.ids.size());
  batch.lengths = {batch.length};
  if (batch.length == 0) throw input_error(place + "input_ids is empty");
  if (shape.max_pieces > 0 && batch.length > shape.max_pieces)
    throw input_error(place + std::to_string(batch.length) + " ids, but the model reads at most " +
                      std::to_string(shape.max_pieces));
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

}  // namespace

void write_id_states(LanguageModel& model, const std::filesystem::path& ids, const std::filesystem::path& output) {
  std::vector<checkpoint::NamedTensor> tensors;
  for (const Sequence& sequence : read_sequences(ids, model.shape())) {
    std::vector<std::int64_t> rows(sequence.batch.ids.size());
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
    model.run(sequence.batch, rows, [&](Index layer, ConstMatrixView states) {
      tensors.push_back({.name = sequence.name + "/layer_" + std::to_string(layer),
                         .shape = {states.rows(), states.cols()},
                         .values = {states.data(), states.data() + states.size()}});
    });
  }
  checkpoint::write_safetensors(output, tensors);
}

}  // namespace neurank::model
