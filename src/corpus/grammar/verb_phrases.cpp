#include <algorithm>
#include <map>

#include "corpus/grammar/grammar.hpp"
#include "corpus/grammar/phrases.hpp"
#include "corpus/grammar/verb_forms.hpp"

namespace neurank::corpus::grammar {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& item) {
  return std::ranges::find(list, item) != list.end();
}

double frame_weight(const std::string& frame) {
  static const std::map<std::string, double> weights = {
      {"intransitive", 0.16}, {"transitive", 0.36}, {"ditransitive", 0.06}, {"motion", 0.09},
      {"prepositional", 0.1}, {"particle", 0.06},   {"clausal", 0.08},      {"infinitive", 0.07},
      {"gerund", 0.03},       {"control", 0.04},    {"seem", 0.04}};
  return weights.at(frame);
}

bool embeds(const std::string& frame) { return holds({"clausal", "infinitive", "gerund", "control"}, frame); }

/// What a frame's verbs take, in the order that is always possible.
std::vector<std::string> complements_of(const std::string& frame) {
  static const std::map<std::string, std::vector<std::string>> frames = {
      {"intransitive", {}},           {"transitive", {"NP"}},
      {"ditransitive", {"NP", "PP"}}, {"motion", {"PP"}},
      {"prepositional", {"PP"}},      {"particle", {"NP", "PR"}},
      {"clausal", {"S[em]"}},         {"infinitive", {"S[to]\\NP"}},
      {"gerund", {"S[ng]\\NP"}},      {"control", {"NP", "S[to]\\NP"}},
      {"seem", {"S[adj]\\NP"}}};
  return frames.at(frame);
}

/// The other order or form of the same, where there is one.
std::vector<std::string> alternative_complements_of(const std::string& frame) {
  static const std::map<std::string, std::vector<std::string>> frames = {
      {"ditransitive", {"NP", "NP"}}, {"particle", {"PR", "NP"}}, {"clausal", {"S[dcl]"}}};
  const auto found = frames.find(frame);
  return found == frames.end() ? complements_of(frame) : found->second;
}

/// A verb right behind another is in one chunk with it: wants to go.
void join_chunk(const Tokens& before, Tokens& behind) {
  if (!behind.empty() && before.back().chunk.ends_with("-VP") && behind[0].chunk == "B-VP") behind[0].chunk = "I-VP";
}

}  // namespace

Tokens Grammar::verb_phrase(const VerbRequest& request) {
  Tokens tokens = simple_verb_phrase(request);
  if (request.form != "dcl" || clauses_left_ == 0 || !choice_.chance(0.07)) return tokens;
  --clauses_left_;
  append(tokens, conjunction(choice_.chance(0.8) ? "and" : "but"));
  append(tokens, simple_verb_phrase(request));
  return tokens;
}

Tokens Grammar::simple_verb_phrase(const VerbRequest& request) {
  const bool is_active = request.form == "ng";
  const double passive = is_active || verbs_with_object(request.noun_class) == nullptr ? 0 : 0.1;
  const double active = verbs_for(request.noun_class) == nullptr ? 0 : 0.75;
  switch (choice_.weighted({active, passive, is_active ? 0 : 0.15})) {
    case 0:
      return active_phrase(request);
    case 1:
      return passive_phrase(request);
    default:
      return copular_phrase(request);
  }
}

Tokens Grammar::copular_phrase(const VerbRequest& request) {
  std::string category;
  Tokens complement = predicate_complement(request, category);
  Tokens tokens = verb_group({.forms = be(), .complements = {category}, .copula = true}, request);
  append(tokens, std::move(complement));
  return tokens;
}

Tokens Grammar::passive_phrase(const VerbRequest& request) {
  MainVerb verb = main_verb(*verbs_with_object(request.noun_class));
  verb.passive = true;
  verb.complements.clear();
  Tokens tokens = verb_group(verb, request);
  if (choice_.chance(0.4)) {
    const std::string agent = choice_.any(verb.list->subjects);
    append(tokens, prepositional("by", agent, verb_modifier_of_np));
  }
  append(tokens, adverbials({.noun_class = "", .tense = request.tense}, true));
  return tokens;
}

Tokens Grammar::active_phrase(const VerbRequest& request) {
  const MainVerb verb = main_verb(*verbs_for(request.noun_class));
  Tokens tokens = verb_group(verb, request);
  Tokens behind = complements(verb, request);
  join_chunk(tokens, behind);
  append(tokens, std::move(behind));
  const bool has_room = !embeds(verb.list->frame) && verb.list->frame != "seem" && request.form == "dcl";
  if (has_room) append(tokens, adverbials(request, !verb.complements.empty()));
  return tokens;
}

MainVerb Grammar::main_verb(const VerbList& verbs) {
  MainVerb verb{.forms = choice_.frequent(verbs.verbs), .list = &verbs, .stative = verbs.stative};
  verb.complements = choice_.chance(0.5) ? complements_of(verbs.frame) : alternative_complements_of(verbs.frame);
  return verb;
}

Tokens Grammar::complements(const MainVerb& verb, const VerbRequest& request) {
  Tokens tokens;
  if (embeds(verb.list->frame) && clauses_left_ > 0) --clauses_left_;
  for (std::size_t i = 0; i < verb.complements.size(); ++i) {
    append(tokens, complement(verb, i, request));
  }
  return tokens;
}

Tokens Grammar::complement(const MainVerb& verb, std::size_t number, const VerbRequest& request) {
  const std::string& category = verb.complements[number];
  const VerbList& list = *verb.list;
  if (category == "PR") return {token(list.particle, "RP", "PR", "NIL", "PRT")};
  if (category == "S[em]" || category == "S[dcl]") return that_clause(tense(), category == "S[em]");
  if (category == "S[adj]\\NP") return predicate_adjective(request.noun_class);
  if (category == "S[ng]\\NP") return embedded("ng", request.noun_class, request.agreement);
  if (category == "S[to]\\NP")
    return list.frame == "control" ? embedded("to", "person") : embedded("to", request.noun_class, request.agreement);
  if (category == "PP" && list.frame == "motion") {
    static const std::vector<std::string> goals = {"place", "place", "path", "gpe"};
    const std::string goal = choice_.any(goals);
    const std::string preposition = choice_.frequent(words_.prepositions.at("toward " + goal)).word;
    return prepositional(preposition, goal, "PP/NP");
  }
  const std::string object = choice_.any(list.objects);
  if (category == "PP")
    return list.frame == "ditransitive" ? prepositional("to", "person", "PP/NP")
                                        : prepositional(list.particle, object, "PP/NP");
  const bool is_receiver = list.frame == "ditransitive" && number == 0 && verb.complements[1] == "NP";
  const bool is_full = number == 1 || (list.frame == "ditransitive" && !is_receiver);
  const bool is_simple = verb.complements.size() > 1;
  return noun_phrase({.noun_class = is_receiver ? "person" : object, .simple = is_simple, .full = is_full}).tokens;
}

Tokens Grammar::embedded(const std::string& form, const std::string& noun_class, Agreement agreement) {
  return simple_verb_phrase({.noun_class = noun_class, .agreement = agreement, .tense = Tense::present, .form = form});
}

const VerbList* Grammar::verbs_for(const std::string& subject_class) {
  std::vector<const VerbList*> lists;
  std::map<std::string, double> of_frame;
  for (const VerbList& list : words_.verbs) {
    if (!holds(list.subjects, subject_class) || (embeds(list.frame) && clauses_left_ == 0)) continue;
    lists.push_back(&list);
    ++of_frame[list.frame];
  }
  if (lists.empty()) return nullptr;
  std::vector<double> weights;
  for (const VerbList* list : lists) weights.push_back(frame_weight(list->frame) / of_frame[list->frame]);
  return lists[choice_.weighted(weights)];
}

const VerbList* Grammar::verbs_with_object(const std::string& object_class) {
  std::vector<const VerbList*> lists;
  for (const VerbList& list : words_.verbs)
    if (list.frame == "transitive" && holds(list.objects, object_class)) lists.push_back(&list);
  return lists.empty() ? nullptr : choice_.any(lists);
}

}  // namespace neurank::corpus::grammar
