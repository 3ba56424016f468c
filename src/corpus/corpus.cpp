#include "corpus/corpus.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "corpus/readers.hpp"

namespace neurank::corpus {
namespace {

using Files = std::vector<std::filesystem::path>;

std::string name_of(const CorpusSettings& settings) { return "corpus " + settings.name + ": "; }

void check(const CorpusSettings& settings) {
  if (settings.train.empty()) throw usage_error(name_of(settings) + "no training file", "name at least one");
  if (settings.dev_every > 0 && !settings.dev.empty())
    throw usage_error(name_of(settings) + "dev is both taken from train and read from files", "choose one");
  if (settings.dev_every < 0 || settings.max_words < 0)
    throw usage_error(name_of(settings) + "a negative number of sentences or words");
  const auto is_negative = [](const auto& column) { return column.second < 0; };
  if (settings.word_column < 0 || std::ranges::any_of(settings.columns, is_negative))
    throw usage_error(name_of(settings) + "a column number is negative", "count columns from 0");
}

void read_file_into(TaggedText& text, const std::filesystem::path& file, const CorpusSettings& settings) {
  switch (settings.format) {
    case Format::conll:
      return read_conll(file, settings, text);
  }
}

TaggedText empty_text(const CorpusSettings& settings) {
  TaggedText text;
  for (const auto& [name, field] : settings.columns) text.columns[name];
  return text;
}

TaggedText read_split(const char* split, const Files& files, const CorpusSettings& settings) {
  TaggedText text = empty_text(settings);
  for (const auto& file : files) read_file_into(text, file, settings);
  if (!files.empty() && text.num_sentences() == 0)
    throw input_error(name_of(settings) + "no sentence in the " + split + " split (" + files.front().string() +
                          (files.size() > 1 ? ", ..." : "") + ")",
                      "check that these are the right files");
  return text;
}

/// Moves a sentence from one text to the end of another.
void move_sentence(TaggedText& from, Index sentence, TaggedText& to) {
  const Index begin = from.sentence_offsets[sentence];
  const Index end = from.sentence_offsets[sentence + 1];
  const auto move = [&](std::vector<std::string>& source, std::vector<std::string>& target) {
    std::move(source.begin() + begin, source.begin() + end, std::back_inserter(target));
  };
  move(from.words, to.words);
  for (auto& [name, values] : from.columns) move(values, to.columns.at(name));
  to.sentence_offsets.push_back(to.num_words());
}

/// Parts what the training files hold. The cap comes last, so that dev is the same whatever the cap.
void part_training(TaggedText all, const CorpusSettings& settings, TaggedText& train, TaggedText& dev) {
  bool full = false;
  for (Index s = 0; s < all.num_sentences(); ++s) {
    if (settings.dev_every > 0 && (s + 1) % settings.dev_every == 0) {
      move_sentence(all, s, dev);
      continue;
    }
    const Index words = all.sentence_offsets[s + 1] - all.sentence_offsets[s];
    full = full || (settings.max_words > 0 && train.num_words() + words > settings.max_words);
    if (!full) move_sentence(all, s, train);
  }
}

void check_parts(const TaggedText& train, const TaggedText& dev, const CorpusSettings& settings) {
  if (settings.dev_every > 0 && dev.num_sentences() == 0)
    throw input_error(name_of(settings) + "fewer than " + std::to_string(settings.dev_every) +
                          " training sentences, so none becomes dev",
                      "take every sentence of a smaller number, or a file");
  if (train.num_sentences() == 0)
    throw input_error(name_of(settings) + "no sentence is left to train on",
                      settings.dev_every == 1 ? "leave some out of dev" : "raise the cap on training words");
}

Range append(TaggedText part, TaggedText& whole) {
  const Index begin = whole.num_words();
  for (Index s = 0; s < part.num_sentences(); ++s) move_sentence(part, s, whole);
  return {begin, whole.num_words()};
}

}  // namespace

Corpus read_corpus(const CorpusSettings& settings) {
  check(settings);
  TaggedText all = read_split("train", settings.train, settings);
  TaggedText train = empty_text(settings);
  TaggedText dev = read_split("dev", settings.dev, settings);
  part_training(std::move(all), settings, train, dev);
  check_parts(train, dev, settings);
  TaggedText test = read_split("test", settings.test, settings);

  Corpus corpus{empty_text(settings), {}};
  corpus.splits[0] = append(std::move(train), corpus.text);
  corpus.splits[1] = append(std::move(dev), corpus.text);
  corpus.splits[2] = append(std::move(test), corpus.text);
  return corpus;
}

std::vector<std::filesystem::path> files_of(const CorpusSettings& settings) {
  Files files;
  for (const Files* split : {&settings.train, &settings.dev, &settings.test})
    files.insert(files.end(), split->begin(), split->end());
  return files;
}

}  // namespace neurank::corpus
