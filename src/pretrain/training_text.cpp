#include "pretrain/training_text.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "corpus/text_file.hpp"

namespace neurank::pretrain {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t held_out_every = 100;

}  // namespace

TrainingText split_text(std::vector<Words> sentences) {
  std::erase_if(sentences, [](const Words& words) { return words.empty(); });
  if (sentences.size() < 2)
    throw input_error("the text has " + std::to_string(sentences.size()) + " sentences with words, but two are needed",
                      "give more text, a sentence a line");
  TrainingText text;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const bool is_last_of_few = sentences.size() < held_out_every && i + 1 == sentences.size();
    const bool is_held_out = (i + 1) % held_out_every == 0 || is_last_of_few;
    (is_held_out ? text.held_out : text.training).push_back(std::move(sentences[i]));
  }
  return text;
}

std::vector<Words> cut_sentences(std::span<const Words> sentences, Index max_words) {
  NEURANK_EXPECT(max_words > 0);
  std::vector<Words> pieces;
  for (const Words& sentence : sentences) {
    auto from = sentence.begin();
    do {
      const auto to = from + std::min<std::ptrdiff_t>(max_words, sentence.end() - from);
      pieces.emplace_back(from, to);
      from = to;
    } while (from != sentence.end());
  }
  return pieces;
}

Words most_frequent_words(const std::vector<Words>& sentences, Index count) {
  std::map<std::string, Index> counts;
  for (const Words& sentence : sentences)
    for (const std::string& word : sentence) ++counts[word];
  std::vector<std::pair<std::string, Index>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  sorted.resize(std::min(sorted.size(), to_size(count)));
  Words words;
  for (const auto& [word, times] : sorted) words.push_back(word);
  return words;
}

std::vector<fs::path> text_files(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      files.push_back(path);
      continue;
    }
    std::vector<fs::path> found;
    for (fs::directory_iterator entry(path, code), end; !code && entry != end; entry.increment(code))
      if (entry->path().extension() == ".txt") found.push_back(entry->path());
    if (code) throw disk_error(path, "read", code.value());
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

std::vector<Words> read_sentences(const std::vector<fs::path>& files) {
  std::vector<Words> sentences;
  for (const fs::path& file : files) {
    const std::string text = corpus::read_text_file(file);
    corpus::for_each_line(text, [&](std::string_view line, long) {
      const auto words = split_whitespace(line);
      if (!words.empty()) sentences.emplace_back(words.begin(), words.end());
    });
  }
  return sentences;
}

}  // namespace neurank::pretrain
