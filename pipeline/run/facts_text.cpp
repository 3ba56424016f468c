#include "run/facts_text.hpp"

#include "base/json_text.hpp"

namespace neurank {

static void to_json(nlohmann::json& json, const Range& range) { json = {range.begin, range.end}; }
static void from_json(const nlohmann::json& json, Range& range) { range = {json.at(0), json.at(1)}; }

namespace model {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ModelShape, family, layers, width, layer_names, max_pieces, vocabulary,
                                   ids_per_piece, segments, activation, inner_width, is_causal, site, layer_numbers,
                                   depth)
}

namespace run {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CorpusFacts, words, splits, shards)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TaskFacts, labels, words)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ModelFacts, shape, flops_per_word, weight_bytes, word_rule)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Facts, models, corpora, tasks)

std::string to_message(const Facts& facts) { return json_text(nlohmann::json(facts)); }

Facts facts_from(const std::string& message) { return parsed_json<nlohmann::json>(message).get<Facts>(); }

}  // namespace run
}  // namespace neurank
