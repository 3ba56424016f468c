#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "pretrain/training_settings.hpp"

namespace neurank::pretrain {

/// The files of a text: those named, and the files *.txt of folders named, sorted by name. Throws Error when a folder
/// cannot be read.
std::vector<std::filesystem::path> text_files(const std::vector<std::filesystem::path>& paths);

/// The sentences of files: a line each, words between blanks. Throws Error when a file cannot be read or is not UTF-8.
std::vector<Words> read_sentences(const std::vector<std::filesystem::path>& files);

/// Sentences that are trained on and those that are kept out to measure what was learned.
struct TrainingText {
  std::vector<Words> training;
  std::vector<Words> held_out;
};

/// Keeps every 100th sentence out, or the last one of fewer; sentences without words are dropped. Throws Error when
/// fewer than two are left.
TrainingText split_text(std::vector<Words> sentences);

/// Cuts sentences into parts of at most max_words words; an empty sentence stays an empty sentence.
std::vector<Words> cut_sentences(std::span<const Words> sentences, Index max_words);

/// The most frequent words, at most `count`; of equally frequent ones the first in bytewise order.
Words most_frequent_words(const std::vector<Words>& sentences, Index count);

}  // namespace neurank::pretrain
