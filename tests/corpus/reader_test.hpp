#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "corpus/formats.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::corpus::test {

using Strings = std::vector<std::string>;
using Offsets = std::vector<Index>;

/// Reads small texts in one format.
class ReaderTest : public testing::Test {
 protected:
  /// @param file_name of the texts, which matters to label files alone
  explicit ReaderTest(CorpusSettings corpus_settings, const std::string& file_name = "a.txt")
      : settings(std::move(corpus_settings)), file(folder / file_name) {}

  static void write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }

  TaggedText read(const std::string& content) {
    write(file, content);
    TaggedText text;
    rules_of(settings.format).read(file, settings, text);
    return text;
  }

  /// The error's message with "FILE" for the file.
  std::string refusal(const std::string& content) {
    std::string message = neurank::test::refusal([&] { read(content); }, Cause::input);
    for (std::size_t at = message.find(file.string()); at != std::string::npos; at = message.find(file.string()))
      message.replace(at, file.string().size(), "FILE");
    return message;
  }

  const neurank::test::ScratchFolder folder;
  CorpusSettings settings;
  const std::filesystem::path file;
};

}  // namespace neurank::corpus::test
