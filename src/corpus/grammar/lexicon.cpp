#include "corpus/grammar/lexicon.hpp"

#include <algorithm>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "corpus/grammar/morphology.hpp"

namespace neurank::corpus::grammar {
namespace {

using Strings = std::vector<std::string>;

/// A line of the lexicon: KIND FEATURE... [> OBJECT...]: WORD...
struct Entry {
  std::string kind;
  Strings features;
  Strings objects;
  Strings words;
};

Strings words_of(std::string_view text) {
  const auto parts = split_whitespace(text);
  return {parts.begin(), parts.end()};
}

Entry parse_entry(std::string_view line) {
  const auto colon = line.find(':');
  NEURANK_EXPECT(colon != std::string_view::npos);
  const std::string_view head = line.substr(0, colon);
  const auto arrow = head.find('>');
  Entry entry;
  entry.features = words_of(head.substr(0, arrow));
  entry.kind = entry.features.at(0);
  entry.features.erase(entry.features.begin());
  if (arrow != std::string_view::npos) entry.objects = words_of(head.substr(arrow + 1));
  entry.words = words_of(line.substr(colon + 1));
  return entry;
}

std::vector<Entry> parse_entries(std::string_view text) {
  std::vector<Entry> entries;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] != ' ') {
      entries.push_back(parse_entry(line));
      continue;
    }
    const Strings words = words_of(line);
    entries.back().words.insert(entries.back().words.end(), words.begin(), words.end());
  }
  return entries;
}

/// Forms that the rules of spelling do not give, by the word.
struct Irregular {
  std::map<std::string, Strings> plural, past, gerund, comparative;
  std::set<std::string> doubled;
};

Irregular irregular_forms(const std::vector<Entry>& entries) {
  Irregular forms;
  for (const Entry& entry : entries) {
    const std::map<std::string, std::map<std::string, Strings>*> lists = {{"plural", &forms.plural},
                                                                          {"past", &forms.past},
                                                                          {"gerund", &forms.gerund},
                                                                          {"comparative", &forms.comparative}};
    const auto list = lists.find(entry.kind);
    if (entry.kind == "double") forms.doubled.insert(entry.words.begin(), entry.words.end());
    if (list == lists.end()) continue;
    for (const std::string& word : entry.words) {
      const auto parts = split(word, '/');
      (*list->second)[std::string(parts[0])] = Strings(parts.begin() + 1, parts.end());
    }
  }
  return forms;
}

NounForms inflect_noun(const std::string& word, const Irregular& irregular) {
  const auto found = irregular.plural.find(word);
  return {word, found != irregular.plural.end() ? found->second[0] : with_s(word)};
}

VerbForms inflect_verb(const std::string& word, const Irregular& irregular) {
  const bool doubled = irregular.doubled.contains(word);
  VerbForms forms{word, with_s(word), with_ed(word, doubled), "", with_ing(word, doubled)};
  forms.participle = forms.past;
  if (const auto found = irregular.past.find(word); found != irregular.past.end()) {
    forms.past = found->second.at(0);
    forms.participle = found->second.at(1);
  }
  if (const auto found = irregular.gerund.find(word); found != irregular.gerund.end()) forms.gerund = found->second[0];
  return forms;
}

PlainWords plain_words(const Entry& entry, const std::string& sem = "") {
  PlainWords words;
  for (const std::string& word : entry.words) words.push_back({word, sem});
  return words;
}

/// Builds a lexicon, entry by entry.
class Builder {
 public:
  explicit Builder(Irregular irregular) : irregular_(std::move(irregular)) {}

  void add(const Entry& entry) {
    if (entry.kind == "noun" || entry.kind == "mass") add_nouns(entry);
    if (entry.kind == "verb") add_verbs(entry);
    if (entry.kind == "name") lexicon_.names[entry.features[0]] = plain_words(entry);
    if (entry.kind == "adjective") add_adjectives(entry);
    if (entry.kind == "adverb")
      lexicon_.adverbs[entry.features[0]].push_back(
          plain_words(entry, entry.features.size() > 1 ? entry.features[1] : ""));
    if (entry.kind == "preposition") lexicon_.prepositions[join(entry.features, " ")] = plain_words(entry);
    if (entry.kind == "relation") add_relations(entry);
  }

  Lexicon finish() && {
    for (const auto& [word, forms] : irregular_.comparative) lexicon_.comparatives[word] = forms[0];
    return std::move(lexicon_);
  }

 private:
  void add_nouns(const Entry& entry) {
    NounList list{entry.kind == "mass", {}};
    for (const std::string& word : entry.words) list.nouns.push_back(inflect_noun(word, irregular_));
    lexicon_.nouns[entry.features[0]].push_back(std::move(list));
  }

  void add_verbs(const Entry& entry) {
    static const std::set<std::string> with_particle = {"prepositional", "particle"};
    VerbList list;
    list.frame = entry.features[0];
    std::size_t next = 1;
    if (with_particle.contains(list.frame)) list.particle = entry.features[next++];
    list.stative = entry.features[next] == "stative";
    next += list.stative;
    list.subjects.assign(entry.features.begin() + to_index(next), entry.features.end());
    list.objects = entry.objects;
    for (const std::string& word : entry.words) list.verbs.push_back(inflect_verb(word, irregular_));
    lexicon_.verbs.push_back(std::move(list));
  }

  void add_adjectives(const Entry& entry) {
    for (std::size_t i = 1; i < entry.features.size(); ++i)
      lexicon_.adjectives[entry.features[i]].push_back(plain_words(entry, entry.features[0]));
  }

  void add_relations(const Entry& entry) {
    for (const std::string& word : entry.words) {
      const auto parts = split(word, '/');
      lexicon_.relations[entry.features[0]].push_back({std::string(parts[0]), std::string(parts[1])});
    }
  }

  Irregular irregular_;
  Lexicon lexicon_;
};

Lexicon read_lexicon() {
  const std::vector<Entry> entries = parse_entries(detail::lexicon_text);
  Builder builder(irregular_forms(entries));
  for (const Entry& entry : entries) builder.add(entry);
  return std::move(builder).finish();
}

}  // namespace

const Lexicon& lexicon() {
  static const Lexicon words = read_lexicon();
  return words;
}

}  // namespace neurank::corpus::grammar
