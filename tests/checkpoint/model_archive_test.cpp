#include "checkpoint/model_archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include "checkpoint/containers.hpp"
#include "checkpoint/torch_file.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

/// A member of an archive to be made.
struct Member {
  std::string name, content;
  unsigned type = AE_IFREG;
};

/// A tar archive, packed with gzip or not.
std::string archive_of(const std::vector<Member>& members, bool is_packed = true) {
  const test::ScratchFolder folder;
  const std::string file = folder / "x.tar";
  ::archive* archive = ::archive_write_new();
  ::archive_write_set_format_pax_restricted(archive);
  if (is_packed) ::archive_write_add_filter_gzip(archive);
  if (is_packed) ::archive_write_set_options(archive, "gzip:compression-level=1");  // for the time that tests take
  EXPECT_EQ(::archive_write_open_filename(archive, file.c_str()), ARCHIVE_OK);
  for (const Member& member : members) {
    ::archive_entry* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, member.name.c_str());
    ::archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
    ::archive_entry_set_filetype(entry, member.type);
    if (member.type == AE_IFLNK) ::archive_entry_set_symlink(entry, "/etc/passwd");
    ::archive_entry_set_perm(entry, 0644);
    EXPECT_GE(::archive_write_header(archive, entry), ARCHIVE_WARN) << "a name that is not UTF-8 is a warning";
    ::archive_write_data(archive, member.content.data(), member.content.size());
    ::archive_entry_free(entry);
  }
  ::archive_write_free(archive);
  return read_file(file);
}

std::string unpack(const std::string& archive, const std::string& member) {
  const ByteFile content = unpack_member(test::file_of(archive), member);
  EXPECT_EQ(content.path(), "crafted/" + member);
  return content.text({0, content.size()});
}

std::string refusal(const std::string& archive, const std::string& member = "weights.th") {
  return test::refusal([&] { unpack(archive, member); }, Cause::input);
}

const std::vector<Member> model = {{"vocabulary", "", AE_IFDIR},
                                   {"vocabulary/tokens.txt", "a\nb\n"},
                                   {"config.json", "{}"},
                                   {"weights.th", std::string(700'000, 'w')}};

TEST(ModelArchive, members_are_unpacked_whatever_the_way_their_names_begin) {
  for (const bool is_packed : {true, false}) {
    EXPECT_EQ(unpack(archive_of(model, is_packed), "config.json"), "{}");
    EXPECT_EQ(unpack(archive_of(model, is_packed), "weights.th"), model.back().content);
  }
  EXPECT_EQ(unpack(archive_of({{"./", "", AE_IFDIR}, {"./config.json", "{ }"}}), "config.json"), "{ }");
  EXPECT_EQ(unpack(archive_of({{"n\xc3\xa4me \xff", "x"}, {"weights.th", ""}}), "weights.th"), "");
}

TEST(ModelArchive, missing_member_is_named) {
  EXPECT_NE(refusal(archive_of({{"config.json", "{}"}, {"deep/weights.th", "x"}})).find("it holds no weights.th"),
            std::string::npos);
}

TEST(ModelArchive, links_and_pipes_are_no_weights) {
  for (const unsigned type : {AE_IFLNK, AE_IFIFO})
    EXPECT_NE(refusal(archive_of({{"weights.th", "", type}})).find("is not a file in it"), std::string::npos) << type;
}

TEST(ModelArchive, what_is_no_archive_is_refused) {
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("no archive at all"), "");
  EXPECT_NE(refusal(std::string(2000, '\0')), "");
  EXPECT_NE(refusal(std::string("\x1f\x8b\x08\0\0\0\0\0\0\3not deflated", 22)), "");
}

TEST(ModelArchive, every_truncation_is_refused) {
  std::string noise;
  for (int i = 0; i < 2000; ++i) noise += static_cast<char>(i * i * 31 + i / 7);
  const std::string packed = archive_of({{"config.json", "{}"}, {"weights.th", noise}}),
                    plain = archive_of({{"weights.th", noise}}, false);
  for (std::size_t length = 0; length < packed.size() - 8; length += 3)
    EXPECT_TRUE(test::is_refused([&] { unpack(packed.substr(0, length), "weights.th"); }, Cause::input) ||
                length > packed.size() - 64)
        << length;
  for (std::size_t length = 0; length < 512 + noise.size(); length += 3)
    EXPECT_NE(refusal(plain.substr(0, length)), "") << length;
}

TEST(ModelArchive, bombs_are_refused_before_they_unpack) {
  const std::string zeros(80'000'000, '\0');
  EXPECT_NE(refusal(archive_of({{"weights.th", zeros}})).find("claim to unpack to more than"), std::string::npos);
  EXPECT_NE(refusal(archive_of({{"training.log", zeros}, {"weights.th", "x"}})).find("claim to unpack"),
            std::string::npos);
  const std::string half(45'000'000, '\0');
  EXPECT_NO_THROW(unpack(archive_of({{"weights.th", half}}), "weights.th"));
  EXPECT_NE(refusal(archive_of({{"a", half}, {"weights.th", half}})).find("claim to unpack"), std::string::npos);
}

TEST(ModelArchive, member_that_claims_more_than_there_is_is_refused) {
  std::string archive = archive_of({{"weights.th", std::string(1000, 'w')}}, false);
  // The size field of the header, in octal, and the header's checksum of unsigned bytes.
  const auto with_size = [&](const std::string& size) {
    std::string lying = archive;
    lying.replace(124, 12, size).replace(148, 8, 8, ' ');
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(lying[i]);
    std::string octal(8, '\0');
    for (int digit = 5; digit >= 0; --digit, sum /= 8)
      octal[static_cast<std::size_t>(digit)] = static_cast<char>('0' + sum % 8);
    octal[7] = ' ';
    return lying.replace(148, 8, octal);
  };
  EXPECT_NO_THROW(unpack(with_size(std::string("00000001750\0", 12)), "weights.th"));
  EXPECT_NE(refusal(with_size(std::string("00001000000\0", 12))), "") << "more than the file has";
  EXPECT_NE(refusal(with_size(std::string("77777777777\0", 12))).find("claim to unpack"), std::string::npos);
  EXPECT_NE(refusal(with_size("\x80" + std::string(3, '\0') + "\x7f" + std::string(7, '\xff'))), "") << "2^63 - 1";
  EXPECT_NE(refusal(with_size(std::string(12, '\xff'))), "") << "a negative size";
}

TEST(ModelArchive, published_archive_holds_its_weights) {
  const std::filesystem::path folder = std::filesystem::path(NEURANK_SHARED_DATA) / "goldens" / "t-elmo";
  if (!std::filesystem::exists(folder / "model.tar.gz")) GTEST_SKIP() << "no " << folder;
  const ByteFile archive(folder / "model.tar.gz");
  for (const char* member : {"config.json", "weights.th"}) {
    const ByteFile content = unpack_member(archive, member);
    EXPECT_EQ(content.text({0, content.size()}), read_file(folder / member)) << member;
  }
  EXPECT_GT(StoredTensors(unpack_member(archive, "weights.th"), list_torch_tensors).names().size(), 100u);
}

}  // namespace
}  // namespace neurank::checkpoint
