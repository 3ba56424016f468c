#include "tokenizer/steps/read_steps.hpp"

#include <algorithm>
#include <utility>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "tokenizer/steps/pair_model.hpp"
#include "tokenizer/steps/unigram.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;
using Numbered = std::vector<std::pair<std::string, std::uint64_t>>;

void add_around(const JsonPart& processor, Around& around);

/// The pieces of a template for one sentence; A is the sentence.
void add_template(const JsonPart& processor, Around& around) {
  bool is_behind = false;
  for (const JsonPart& step : processor.parts("single")) {
    step.expect_only({"Sequence", "SpecialToken"});
    if (step.has("Sequence"))
      is_behind = true;
    else
      (is_behind ? around.after : around.before).push_back(step.part("SpecialToken").text("id"));
  }
}

std::string first_of_pair(const JsonPart& processor, const char* key) {
  const json& pair = processor.list(key);
  if (pair.size() != 2 || !pair[0].is_string()) throw processor.refused(std::string(key) + " is no piece with an id");
  return pair[0].get<std::string>();
}

void add_around(const JsonPart& processor, Around& around) {
  const std::string type =
      processor.type({"TemplateProcessing", "RobertaProcessing", "BertProcessing", "ByteLevel", "Sequence"});
  if (type == "TemplateProcessing") return add_template(processor, around);
  if (type == "Sequence")
    for (const JsonPart& part : processor.parts("processors")) add_around(part, around);
  if (type != "RobertaProcessing" && type != "BertProcessing") return;
  around.before.insert(around.before.begin(), first_of_pair(processor, "cls"));
  around.after.push_back(first_of_pair(processor, "sep"));
}

Vocabulary with_added(Numbered numbers, const std::vector<AddedToken>& added, const JsonPart& model) {
  for (const AddedToken& token : added) {
    const auto listed = std::ranges::find(numbers, token.content, &Numbered::value_type::first);
    if (listed == numbers.end())
      numbers.emplace_back(token.content, to_size(token.id));
    else if (listed->second != to_size(token.id))
      throw model.refused("gives the added token " + in_quotes(token.content) + " the id " +
                          std::to_string(listed->second) + " instead of " + std::to_string(token.id));
  }
  return Vocabulary(pieces_in_order(std::move(numbers), model.place() + ".vocab: "));
}

std::vector<Merge> read_merges(const JsonPart& model, const Vocabulary& vocabulary) {
  std::vector<Merge> merges;
  MergeList list(vocabulary);
  std::size_t number = 0;
  for (const json& merge : model.list("merges")) {
    const std::string place = model.place() + ".merges." + std::to_string(number++) + ": ";
    const bool is_pair = merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string();
    if (!is_pair && !merge.is_string()) throw model.refused("has a merge that is no pair of pieces");
    if (is_pair)
      list.add(merge[0].get<std::string>(), merge[1].get<std::string>(), place);
    else
      list.add(merge.get<std::string>(), place);
  }
  return list.take();
}

bool can_start_as_bytes(const PairSettings& settings, const Vocabulary& vocabulary) {
  const auto ids = settings.byte_level ? byte_ids(vocabulary) : fallback_ids(vocabulary);
  return (settings.byte_level || settings.byte_fallback) && std::ranges::find(ids, BytePiece::no_id) == ids.end();
}

void read_pair_model(const JsonPart& model, bool byte_level, Steps& steps) {
  model.expect_only({"type", "vocab", "merges", "unk_token", "fuse_unk", "byte_fallback", "ignore_merges"},
                    {{"dropout", nullptr}, {"continuing_subword_prefix", ""}, {"end_of_word_suffix", ""}});
  steps.vocabulary = std::make_shared<const Vocabulary>(read_pieces(model, steps.added));
  if (model.has("unk_token")) steps.unknown = steps.vocabulary->id(model.text("unk_token"));
  const PairSettings settings{.byte_level = byte_level,
                              .byte_fallback = model.flag("byte_fallback", false),
                              .fuse_unk = model.flag("fuse_unk", false),
                              .ignore_merges = model.flag("ignore_merges", false),
                              .unknown = steps.unknown};
  if (byte_level && settings.byte_fallback) throw model.refused("has byte_fallback, though its pieces are of bytes");
  if (!steps.unknown && !can_start_as_bytes(settings, *steps.vocabulary))
    throw model.refused("lacks a byte, and a piece for what is unknown");
  steps.model = std::make_unique<PairModel>(steps.vocabulary, read_merges(model, *steps.vocabulary), settings);
}

/// @param scores [pieces], is filled
Numbered scored_pieces(const JsonPart& model, std::vector<double>& scores) {
  Numbered numbers;
  for (const json& entry : model.list("vocab")) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
      throw model.refused("has an entry in vocab that is no piece with a score");
    numbers.emplace_back(entry[0].get<std::string>(), numbers.size());
    scores.push_back(entry[1].get<double>());
  }
  return numbers;
}

void read_unigram(const JsonPart& model, Steps& steps) {
  model.expect_only({"type", "vocab", "unk_id", "byte_fallback"});
  std::vector<double> scores;
  steps.vocabulary = std::make_shared<const Vocabulary>(with_added(scored_pieces(model, scores), steps.added, model));
  steps.unknown = model.id("unk_id");
  if (to_size(*steps.unknown) >= scores.size()) throw model.refused("has an unk_id that is no piece's");
  std::vector<std::int32_t> bytes;
  if (model.flag("byte_fallback", false)) bytes = fallback_ids(*steps.vocabulary);
  steps.model = std::make_unique<Unigram>(steps.vocabulary, std::move(scores), *steps.unknown, std::move(bytes));
}

std::vector<std::int32_t> ids_of(const Strings& pieces, const Vocabulary& vocabulary, const JsonPart& file) {
  std::vector<std::int32_t> ids;
  for (const std::string& piece : pieces) {
    const auto id = vocabulary.id(piece);
    if (!id) throw file.part("model").refused("has no piece " + piece + ", which stands around a sentence");
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace

Around read_around(const JsonPart& file) {
  Around around;
  if (file.has("post_processor")) add_around(file.part("post_processor"), around);
  return around;
}

Vocabulary read_pieces(const JsonPart& model, const std::vector<AddedToken>& added) {
  const JsonPart vocabulary = model.part("vocab");
  Numbered numbers;
  for (const auto& [piece, id] : vocabulary.value().items()) {
    if (!id.is_number_unsigned()) throw vocabulary.refused("gives the piece " + in_quotes(piece) + " no number from 0");
    numbers.emplace_back(piece, id.get<std::uint64_t>());
  }
  return with_added(std::move(numbers), added, model);
}

Steps read_steps(const JsonPart& file) {
  Steps steps;
  steps.added = read_added_tokens(file);
  if (file.has("normalizer")) steps.normalizer = read_normalizer(file.part("normalizer"));
  const bool is_cut = file.has("pre_tokenizer");
  if (is_cut) steps.pre_tokenizer = read_pre_tokenizer(file.part("pre_tokenizer"));
  const JsonPart model = file.part("model");
  if (model.has("merges"))
    read_pair_model(model, is_cut && has_byte_level(file.part("pre_tokenizer")), steps);
  else
    read_unigram(model, steps);
  const Around around = read_around(file);
  steps.framing = {ids_of(around.before, *steps.vocabulary, file), ids_of(around.after, *steps.vocabulary, file)};
  return steps;
}

}  // namespace neurank::tokenizer
