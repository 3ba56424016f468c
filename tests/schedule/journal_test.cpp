#include "schedule/journal.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <regex>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::schedule {
namespace {

using Ids = std::set<std::string>;

Ids ids_of(const DoneUnits& done) {
  Ids ids;
  for (const auto& [id, unit] : done) ids.insert(id);
  return ids;
}

using Reasons = std::map<std::string, std::string>;

class JournalFile : public testing::Test {
 protected:
  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }

  std::string error_on_opening() const {
    return test::refusal([&] { Journal journal(path_); });
  }

  const test::ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "journal.jsonl";
};

TEST_F(JournalFile, lines_have_the_documented_form) {
  {
    Journal journal(path_);
    journal.record_done("train/bert", {"12ab"}, 3, 1.5);
    journal.record_done("lambda/bert", {"34cd", "penalty 0 1"}, 1, 2.5, 2);
    journal.record_failed("train/xlnet", 0, 0.25, "no \"weights\"\nhere");
  }
  const std::string time = R"("finished":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")";
  const std::regex form(R"(\{"unit":"train/bert","state":"done","rank":3,"seconds":1.5,)" + time +
                        R"(,"fingerprint":"12ab"\}\n)" +
                        R"(\{"unit":"lambda/bert","state":"done","rank":1,"seconds":2.5,)" + time +
                        R"(,"ranks":2,"fingerprint":"34cd","output":"penalty 0 1"\}\n)" +
                        R"(\{"unit":"train/xlnet","state":"failed","rank":0,"seconds":0.25,)" + time +
                        R"re(,"reason":"no \\"weights\\"\\nhere"\}\n)re");
  EXPECT_TRUE(std::regex_match(read_file(path_), form)) << read_file(path_);
}

TEST_F(JournalFile, seconds_are_those_of_one_rank_the_last_time) {
  {
    Journal journal(path_);
    journal.record_done("a", {"12ab"}, 3, 1.5);
    journal.record_done("b", {"34cd"}, 1, 10, 2);
    journal.record_failed("c", 0, 7, "no");
    journal.record_obsolete("a");
    journal.record_done("a", {"56ef"}, 0, 2.5);
  }
  const auto seconds = read_unit_seconds(path_);
  EXPECT_EQ(seconds.size(), 2u);
  EXPECT_DOUBLE_EQ(seconds.at("a"), 2.5);
  EXPECT_DOUBLE_EQ(seconds.at("b"), 10 * 2 * 0.85) << "a team of two loses 15 %";
}

TEST_F(JournalFile, opening_again_knows_what_is_done_and_appends) {
  {
    Journal journal(path_);
    EXPECT_EQ(ids_of(journal.done()), Ids{});
    journal.record_failed("a", 0, 1, "first reason");
    journal.record_failed("b", 0, 1, "first reason");
    journal.record_failed("b", 0, 1, "last reason");
    journal.record_done("c", {"f"}, 0, 1);
    EXPECT_EQ(ids_of(journal.done()), Ids{"c"});
  }
  {
    Journal journal(path_);
    EXPECT_EQ(ids_of(journal.done()), Ids{"c"});
    journal.record_done("a", {"f"}, 1, 2);
  }
  EXPECT_EQ(ids_of(Journal(path_).done()), (Ids{"a", "c"}));
  const JournalSummary summary = read_journal(path_);
  EXPECT_EQ(ids_of(summary.done), (Ids{"a", "c"}));
  EXPECT_EQ(summary.failed, (Reasons{{"b", "last reason"}}));
}

TEST_F(JournalFile, what_is_taken_back_is_no_longer_done) {
  {
    Journal journal(path_);
    journal.record_done("a", {"1"}, 0, 1);
    journal.record_done("b", {"2", "out"}, 0, 1);
    journal.record_obsolete("a");
    EXPECT_EQ(ids_of(journal.done()), Ids{"b"});
  }
  EXPECT_EQ(read_journal(path_).done, (DoneUnits{{"b", {"2", "out"}}}));
  Journal(path_).record_done("a", {"3"}, 0, 1);
  EXPECT_EQ(Journal(path_).done().at("a").fingerprint, "3");
}

TEST_F(JournalFile, a_last_line_cut_off_anywhere_is_dropped) {
  { Journal(path_).record_done("a", {"f"}, 0, 1); }
  const std::string first = read_file(path_);
  { Journal(path_).record_done("b", {"f"}, 0, 1); }
  const std::string both = read_file(path_);
  for (std::size_t size = first.size(); size < both.size(); ++size) {
    write(both.substr(0, size));
    EXPECT_EQ(ids_of(read_journal(path_).done), Ids{"a"});
    {
      Journal journal(path_);
      EXPECT_EQ(ids_of(journal.done()), Ids{"a"});
      EXPECT_EQ(read_file(path_), first);
      journal.record_done("c", {"f"}, 0, 1);
    }
    EXPECT_EQ(ids_of(read_journal(path_).done), (Ids{"a", "c"})) << size;
  }
}

TEST_F(JournalFile, a_line_that_is_not_ours_is_named) {
  const std::string good = R"({"unit":"a","state":"done"})";
  for (const std::string bad :
       {"", "done", "[]", "null", R"({"unit":"a"})", R"({"unit":1,"state":"done"})", R"({"unit":"a","state":"begun"})",
        R"({"unit":"a","state":"failed"})", R"({"unit":"a","state":"done")", "\xff\xfe", "[[[[[[[["}) {
    const std::string content = good + "\n" + bad + "\n" + good + "\n";
    write(content);
    EXPECT_EQ(error_on_opening().rfind(path_.string() + ":2: not a line of a run's journal; ", 0), 0u)
        << bad << " -> " << error_on_opening();
    EXPECT_THROW(read_journal(path_), Error);
    EXPECT_EQ(read_file(path_), content) << "left as it is";
  }
}

TEST_F(JournalFile, whoever_may_write_no_more_writes_no_line) {
  bool may_write = true;
  Journal journal(path_, [&] {
    if (!may_write) throw Error(Cause::interrupted, "taken over");
  });
  journal.record_done("a", {"f"}, 0, 1);
  may_write = false;
  EXPECT_MENTIONS(test::refusal([&] { journal.record_done("b", {"f"}, 0, 1); }, Cause::interrupted), "taken over");
  EXPECT_EQ(ids_of(read_journal(path_).done), Ids{"a"});
}

TEST_F(JournalFile, half_a_line_is_taken_back_when_the_disk_is_full) {
  Journal journal(path_);
  journal.record_done("a", {"f"}, 0, 1);
  const std::string before = read_file(path_);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{before.size() + 10, limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(journal.record_done("b", {"f"}, 0, 1), Error);
  setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_EQ(read_file(path_), before);
  EXPECT_EQ(ids_of(journal.done()), Ids{"a"});
}

TEST_F(JournalFile, says_when_it_cannot_be_opened) {
  EXPECT_MENTIONS(test::refusal([&] { Journal journal(folder_ / "no such folder/journal.jsonl"); }),
                  "cannot open (No such file or directory)");
}

}  // namespace
}  // namespace neurank::schedule
