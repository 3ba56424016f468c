#include "corpus/corpus.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <set>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "corpus/formats.hpp"
#include "corpus/generated_text.hpp"

namespace neurank::corpus {
namespace {

using Files = std::vector<std::filesystem::path>;

std::string name_of(const CorpusSettings& settings) { return "corpus " + settings.name + ": "; }

void expect_training_text(const CorpusSettings& settings) {
  const bool is_generated = settings.format == Format::generated;
  if (is_generated ? settings.sentences[0] == 0 : settings.train.empty())
    throw usage_error(name_of(settings) + (is_generated ? "no training sentence" : "no training file"),
                      "name at least one");
  const bool is_negative = settings.dev_every < 0 || settings.max_words < 0 ||
                           std::ranges::any_of(settings.sentences, [](Index count) { return count < 0; });
  if (is_negative) throw usage_error(name_of(settings) + "a negative number of sentences or words");
}

/// Throws a usage Error for settings that cannot be meant.
void expect_readable(const CorpusSettings& settings) {
  expect_training_text(settings);
  for (const auto& [key, complaint] : check_splits(settings))
    throw usage_error(name_of(settings) + join(key, ".") + ": " + complaint.problem, complaint.remedy);
  if (const auto complaint = check_word(settings))
    throw usage_error(name_of(settings) + "the word's column: " + complaint->problem, complaint->remedy);
  for (const auto& [column, source] : settings.columns) {
    const std::string place = name_of(settings) + "column " + in_quotes(column) + ": ";
    if (!is_column_name(column)) throw usage_error(place + "is not a name", column_name_rule);
    if (const auto complaint = check_source(settings, source))
      throw usage_error(place + complaint->problem, complaint->remedy);
  }
}

TaggedText empty_text(const CorpusSettings& settings) {
  TaggedText text;
  for (const auto& [name, source] : settings.columns) text.columns[name];
  return text;
}

const Files& files_of(const CorpusSettings& settings, Split split) {
  return split == Split::train ? settings.train : split == Split::dev ? settings.dev : settings.test;
}

/// Throws Error when a file's words are the sign that stands for words which may not be distributed.
/// @param first of its words
void expect_text(const std::filesystem::path& file, const TaggedText& text, Index first) {
  constexpr Index fewest = 5;  // so few could be meant
  const Index count = text.num_words() - first;
  const auto is_hidden = [](const std::string& word) { return word == "_" || word == "[WORD]"; };
  const auto sign = std::find_if(text.words.begin() + first, text.words.end(), is_hidden);
  const Index hidden = std::count_if(sign, text.words.end(), is_hidden);
  if (hidden < fewest || 2 * hidden < count) return;
  throw input_error(file.string() + ": " + std::to_string(hidden) + " of " + counted(to_size(count), "word") + " are " +
                        in_quotes(*sign) + ": the treebank is distributed without its text",
                    "put the words in as its README says, from the text that its makers name");
}

/// Appends the files of a split. @param sentences of each file is appended to
void read_files(Split split, const CorpusSettings& settings, TaggedText& text, std::vector<Index>& sentences) {
  const Index begin = text.num_words();
  const Files& files = files_of(settings, split);
  for (const auto& file : files) {
    const Index first = text.num_words(), before = text.num_sentences();
    rules_of(settings.format).read(file, settings, text);
    expect_text(file, text, first);
    sentences.push_back(text.num_sentences() - before);
  }
  if (!files.empty() && text.num_words() == begin)
    throw input_error(name_of(settings) + "no sentence in the " + neurank::name_of(split) + " split (" +
                          files.front().string() + (files.size() > 1 ? ", ..." : "") + ")",
                      "check that these are the right files");
}

/// Appends splits to a text and says where they are.
class SplitReader {
 public:
  explicit SplitReader(const CorpusSettings& settings) : settings_(settings), generated_(settings) {}

  /// Appends a split, with the origins of its sentences.
  Range read(Split split, Corpus& corpus) {
    TaggedText& text = corpus.text;
    const Index begin = text.num_words();
    const std::size_t files = corpus.file_sentences.size();
    if (settings_.format == Format::generated)
      generated_.append(split, text);
    else
      read_files(split, settings_, text, corpus.file_sentences);
    for (std::size_t file = files; file < corpus.file_sentences.size(); ++file)
      for (Index sentence = 0; sentence < corpus.file_sentences[file]; ++sentence)
        corpus.origins.push_back({to_index(file), sentence});
    return {begin, text.num_words()};
  }

 private:
  const CorpusSettings& settings_;
  GeneratedSplits generated_;
};

/// The generated text with all columns, as it is read.
std::string generated_content(CorpusSettings settings) {
  settings.columns.clear();
  for (const std::string& column : generated_columns()) settings.columns[column] = column;
  const Corpus corpus = read_corpus(settings);
  std::string content = join(corpus.text.words, " ");
  for (const auto& [column, values] : corpus.text.columns) content += '\n' + join(values, " ");
  for (const Index offset : corpus.text.sentence_offsets) content += ' ' + std::to_string(offset);
  for (const Range& split : corpus.splits) content += ' ' + std::to_string(split.end);
  return content;
}

/// Numbers of sentences of the training files.
struct TrainingParts {
  std::vector<Index> train;
  std::vector<Index> dev;
};

/// Positions 0 to count - 1 in an order of which every beginning lies evenly over the whole: by the fractional part of
/// position / golden ratio.
std::vector<Index> even_order(Index count) {
  constexpr std::uint64_t inverse_golden_ratio = 0x9e3779b97f4a7c15;  // * 2^-64
  std::vector<Index> order(to_size(count));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [](Index position) { return to_uint64(position) * inverse_golden_ratio; });
  return order;
}

/// As many of the sentences as fit in so many words, taken evenly over all; those of a lower cap are among those of a
/// higher one.
std::vector<Index> capped(const std::vector<Index>& sentences, const TaggedText& text, Index max_words) {
  std::vector<Index> kept;
  Index words = 0;
  for (const Index position : even_order(to_index(sentences.size()))) {
    const Index sentence = sentences[to_size(position)];
    words += text.sentence_offsets[sentence + 1] - text.sentence_offsets[sentence];
    if (words > max_words) break;
    kept.push_back(sentence);
  }
  std::ranges::sort(kept);
  return kept;
}

/// The cap counts only what stays in train, so that dev is the same whatever the cap.
TrainingParts part_training(const TaggedText& text, const CorpusSettings& settings) {
  TrainingParts parts;
  for (Index s = 0; s < text.num_sentences(); ++s)
    (settings.dev_every > 0 && (s + 1) % settings.dev_every == 0 ? parts.dev : parts.train).push_back(s);
  if (settings.max_words > 0) parts.train = capped(parts.train, text, settings.max_words);
  return parts;
}

void expect_parts(const TrainingParts& parts, const CorpusSettings& settings) {
  if (settings.dev_every > 0 && parts.dev.empty())
    throw input_error(name_of(settings) + "fewer than " + std::to_string(settings.dev_every) +
                          " training sentences, so none goes to dev",
                      "lower the number after every, or name a file");
  if (parts.train.empty())
    throw input_error(name_of(settings) + "no sentence is left to train on",
                      settings.dev_every == 1 ? "leave some out of dev" : "raise the cap on training words");
}

/// Starts documents of `to` as sentences of `from` are moved to its end, each at the start of another document.
class DocumentMover {
 public:
  DocumentMover(const TaggedText& from, TaggedText& to) : from_(from), to_(to) {}

  /// Before the words are.
  void move(Index sentence) {
    const auto& starts = from_.document_starts;
    const auto document = std::ranges::upper_bound(starts, from_.sentence_offsets[sentence]) - starts.begin();
    if (!starts.empty() && document != last_) to_.document_starts.push_back(to_.num_words());
    last_ = document;
  }

 private:
  const TaggedText& from_;
  TaggedText& to_;
  Index last_ = -1;  ///< document of the sentence before
};

/// Moves sentences of one text to the end of another and returns their words.
Range move_sentences(TaggedText& from, const std::vector<Index>& sentences, TaggedText& to) {
  const auto move = [&](std::vector<std::string>& source, std::vector<std::string>& target, Index sentence) {
    const auto begin = std::make_move_iterator(source.begin() + from.sentence_offsets[sentence]);
    const auto end = std::make_move_iterator(source.begin() + from.sentence_offsets[sentence + 1]);
    target.insert(target.end(), begin, end);
  };
  const Index begin = to.num_words();
  DocumentMover documents(from, to);
  for (Index sentence : sentences) {
    documents.move(sentence);
    move(from.words, to.words, sentence);
    to.sentence_offsets.push_back(to.num_words());
  }
  for (auto& [name, values] : from.columns)
    for (Index sentence : sentences) move(values, to.columns.at(name), sentence);
  return {begin, to.num_words()};
}

/// Rearranges what the training files gave, and nothing else yet: train, then dev where that is taken from train.
void arrange_training(Corpus& corpus, const CorpusSettings& settings) {
  const TrainingParts parts = part_training(corpus.text, settings);
  expect_parts(parts, settings);
  TaggedText all = std::exchange(corpus.text, empty_text(settings));
  corpus.text.passed_over = all.passed_over;
  corpus.text.notes = all.notes;
  corpus.splits[0] = move_sentences(all, parts.train, corpus.text);
  corpus.splits[1] = move_sentences(all, parts.dev, corpus.text);
  const auto origins = std::exchange(corpus.origins, {});
  for (const auto* sentences : {&parts.train, &parts.dev})
    for (const Index sentence : *sentences)
      if (!origins.empty()) corpus.origins.push_back(origins[to_size(sentence)]);
}

}  // namespace

std::vector<Index> Corpus::document_offsets() const {
  if (text.document_starts.empty()) return {};
  std::set<Index> offsets(text.document_starts.begin(), text.document_starts.end());
  for (const Range& split : splits) offsets.insert({split.begin, split.end});
  return {offsets.begin(), offsets.end()};
}

Corpus read_corpus(const CorpusSettings& settings) {
  expect_readable(settings);
  Corpus corpus{empty_text(settings), {}};
  SplitReader reader(settings);
  corpus.splits[0] = reader.read(Split::train, corpus);
  if (settings.dev_every > 0 || settings.max_words > 0) arrange_training(corpus, settings);
  if (settings.dev_every == 0) corpus.splits[1] = reader.read(Split::dev, corpus);
  corpus.splits[2] = reader.read(Split::test, corpus);
  return corpus;
}

std::string corpus_hash(const CorpusSettings& settings) {
  return settings.format == Format::generated ? sha256(generated_content(settings))
                                              : sha256_of_files(files_of(settings));
}

std::vector<std::filesystem::path> files_of(const CorpusSettings& settings) {
  Files files;
  for (const Files* split : {&settings.train, &settings.dev, &settings.test}) {
    for (const auto& text : *split) {
      files.push_back(text);
      if (!rules_of(settings.format).label_files) continue;
      for (const auto& [column, source] : settings.columns) files.push_back(label_file(text, source));
    }
  }
  return files;
}

}  // namespace neurank::corpus
