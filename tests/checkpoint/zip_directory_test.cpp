#include "checkpoint/zip_directory.hpp"

#include "checkpoint/containers.hpp"
#include "support/refusal.hpp"

namespace neurank::checkpoint {
namespace {

using test::bytes_of;
using test::zip_file;
using test::ZipPart;

/// Contents of all entries.
std::map<std::string, std::string> contents(const std::string& zip) {
  const ByteFile file = test::file_of(zip);
  std::map<std::string, std::string> texts;
  for (const auto& [name, entry] : read_zip_directory(file)) texts[name] = file.text(zip_content(file, name, entry));
  return texts;
}

std::string refusal(const std::string& zip) {
  return test::refusal([&] { contents(zip); }, Cause::input);
}

const std::vector<ZipPart> parts = {{"a", "alpha"}, {"b/c", ""}, {"d", std::string(70'000, 'x')}};

TEST(ZipDirectory, stored_entries_are_found) {
  const auto texts = contents(zip_file(parts));
  ASSERT_EQ(texts.size(), 3u);
  for (const ZipPart& part : parts) EXPECT_EQ(texts.at(part.name), part.content);
  EXPECT_TRUE(contents(zip_file({})).empty());
}

TEST(ZipDirectory, comment_behind_the_end_is_allowed_when_it_is_whole) {
  const std::string zip = zip_file(parts), bare = zip.substr(0, zip.size() - 2);
  EXPECT_NO_THROW(contents(bare + bytes_of(std::uint16_t{7}) + "comment"));
  EXPECT_NO_THROW(contents(bare + bytes_of(std::uint16_t{7}) + "PK\5\6mmm"));
  EXPECT_NE(refusal(bare + bytes_of(std::uint16_t{8}) + "comment").find("its end is missing"), std::string::npos);
  EXPECT_NE(refusal(zip + "x").find("its end is missing"), std::string::npos);
}

/// The same entry, with its sizes and place in the zip64 field and a zip64 end; numbers may lie.
std::string zip64_file(std::uint64_t size, std::uint64_t position, std::uint64_t directory_begin,
                       std::uint64_t end_at) {
  const std::string local =
      "PK\3\4" + std::string(22, '\0') + bytes_of(std::uint16_t{1}) + std::string(2, '\0') + "athe data";
  const std::string extra =
      bytes_of(std::uint16_t{1}) + bytes_of(std::uint16_t{24}) + bytes_of(size) + bytes_of(size) + bytes_of(position);
  const std::string entry = "PK\1\2" + std::string(16, '\0') + std::string(8, '\xff') + bytes_of(std::uint16_t{1}) +
                            bytes_of(std::uint16_t{28}) + std::string(10, '\0') + std::string(4, '\xff') + "a" + extra;
  const std::string end64 =
      "PK\6\6" + std::string(36, '\0') + bytes_of(static_cast<std::uint64_t>(entry.size())) + bytes_of(directory_begin);
  const std::string locator = "PK\6\7" + std::string(4, '\0') + bytes_of(end_at) + std::string(4, '\0');
  return local + entry + end64 + locator + "PK\5\6" + std::string(8, '\xff') + std::string(8, '\xff') +
         std::string(2, '\0');
}

TEST(ZipDirectory, zip64_is_read) {
  const auto texts = contents(zip64_file(8, 0, 39, 114));
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts.at("a"), "the data");
}

TEST(ZipDirectory, zip64_that_lies_is_refused) {
  const std::uint64_t most = ~std::uint64_t{0};
  EXPECT_NE(refusal(zip64_file(most, 0, 39, 114)), "");
  EXPECT_NE(refusal(zip64_file(8, most, 39, 114)), "");
  EXPECT_NE(refusal(zip64_file(8, most - 29, 39, 114)), "");
  EXPECT_NE(refusal(zip64_file(8, 0, most, 114)), "");
  EXPECT_NE(refusal(zip64_file(8, 0, 39, most)), "");
  EXPECT_NE(refusal(zip64_file(8, 0, 39, 115)), "");
}

TEST(ZipDirectory, entries_that_lie_are_refused) {
  EXPECT_NE(refusal(zip_file({{"a", "alpha", 1000}})).find("claims 1000 bytes"), std::string::npos);
  EXPECT_NE(refusal(zip_file({{"a", "alpha", 0xffffffff}})).find("zip64 size is missing"), std::string::npos);
  EXPECT_NE(refusal(zip_file({{"a", "x"}, {"a", "y"}})).find("\"a\" comes twice"), std::string::npos);
  EXPECT_NE(refusal(zip_file({{"a", "alpha", 5, 8}})).find("compressed"), std::string::npos);
  EXPECT_NE(refusal(zip_file({{"a", "alpha", 5, 0, 1}})).find("encrypted"), std::string::npos);
  const std::string entry = test::zip_entry({"a", "alpha"}, 0);
  for (const std::size_t position : {std::size_t{1}, std::size_t{40}, std::size_t{0xfffffffe}}) {
    const std::string lying = test::zip_entry({"a", "alpha"}, position), good = zip_file({{"a", "alpha"}});
    const std::string zip = good.substr(0, 36) + lying + test::zip_end(36, lying.size(), 1);
    EXPECT_NE(refusal(zip).find("not where the directory says"), std::string::npos) << position;
  }
}

TEST(ZipDirectory, directory_that_does_not_lie_in_the_file_is_refused) {
  EXPECT_NO_THROW(contents(test::zip_end(0, 0, 0)));
  EXPECT_NE(refusal(test::zip_end(1, 0, 0)).find("directory does not lie"), std::string::npos);
  EXPECT_NE(refusal(test::zip_end(0, 0xffffffff, 1)).find("directory does not lie"), std::string::npos);
  EXPECT_NE(refusal(test::zip_end(0xffffffff, 0xffffffff, 1)).find("directory does not lie"), std::string::npos);
  EXPECT_NE(refusal("junk" + test::zip_end(0, 4, 1)), "");
}

TEST(ZipDirectory, every_truncation_is_refused) {
  const std::string good = zip_file({{"a", "alpha"}, {"b", "beta"}});
  for (std::size_t length = 0; length < good.size(); ++length) EXPECT_NE(refusal(good.substr(0, length)), "") << length;
}

}  // namespace
}  // namespace neurank::checkpoint
