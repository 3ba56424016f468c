#include "schedule/dispatcher.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "base/error.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::schedule {
namespace {

using Messages = Dispatcher::Messages;

const Request claim{.kind = Request::Kind::claim};
const Request leave{.kind = Request::Kind::leave};
const Request stop{.kind = Request::Kind::stop};

Request done(std::size_t unit) { return {.kind = Request::Kind::done, .unit = unit, .seconds = 1}; }
Request failed(std::size_t unit) { return {.kind = Request::Kind::failed, .unit = unit, .text = "a reason"}; }
Request given_up(std::size_t unit) { return {.kind = Request::Kind::given_up, .unit = unit}; }

Dispatcher::Message compute(int to, std::size_t unit) { return {to, {Answer::Kind::compute, unit}}; }
Dispatcher::Message stop_to(int to) { return {to, {Answer::Kind::stop}}; }
Dispatcher::Message finish(int to, Outcome outcome) { return {to, {Answer::Kind::finish, 0, outcome}}; }

/// u0 and u1 are free, u2 comes after u0.
std::vector<Unit> three_units() {
  return {{.id = "u0", .cost = 3}, {.id = "u1", .cost = 2}, {.id = "u2", .cost = 1, .after = {0}}};
}

TEST(Dispatcher, one_rank_computes_all) {
  const auto units = three_units();
  Dispatcher dispatcher(units, 1, nullptr);
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{compute(0, 0)});
  EXPECT_EQ(dispatcher.receive(0, done(0)), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{compute(0, 1)});
  EXPECT_EQ(dispatcher.receive(0, done(1)), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{compute(0, 2)});
  EXPECT_EQ(dispatcher.receive(0, done(2)), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{finish(0, Outcome::done)});
  EXPECT_FALSE(dispatcher.everyone_left());
  EXPECT_EQ(dispatcher.receive(0, leave), Messages{});
  EXPECT_TRUE(dispatcher.everyone_left());
}

TEST(Dispatcher, a_rank_waits_until_a_unit_is_ready_and_ends_with_the_others) {
  const auto units = three_units();
  Dispatcher dispatcher(units, 3, nullptr);
  EXPECT_EQ(dispatcher.receive(2, claim), Messages{compute(2, 0)});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{compute(0, 1)});
  EXPECT_EQ(dispatcher.receive(1, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(2, done(0)), Messages{compute(1, 2)});
  EXPECT_EQ(dispatcher.receive(2, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(1, done(2)), Messages{});
  EXPECT_EQ(dispatcher.receive(1, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(0, done(1)), (Messages{finish(2, Outcome::done), finish(1, Outcome::done)}));
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{finish(0, Outcome::done)});
}

TEST(Dispatcher, a_failed_unit_leaves_the_others_to_be_done) {
  const auto units = three_units();
  Dispatcher dispatcher(units, 2, nullptr);
  dispatcher.receive(0, claim);
  dispatcher.receive(1, claim);
  EXPECT_EQ(dispatcher.receive(0, failed(0)), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(1, done(1)), Messages{finish(0, Outcome::failed)});
  EXPECT_EQ(dispatcher.receive(1, claim), Messages{finish(1, Outcome::failed)});
  EXPECT_EQ(dispatcher.progress().failed, 1u);
  EXPECT_EQ(dispatcher.progress().done, 1u);
}

TEST(Dispatcher, a_stop_reaches_the_ranks_that_compute_and_all_end_stopped) {
  const auto units = three_units();
  Dispatcher dispatcher(units, 3, nullptr);
  dispatcher.receive(0, claim);
  dispatcher.receive(1, claim);
  EXPECT_EQ(dispatcher.receive(2, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(2, stop), (Messages{stop_to(0), stop_to(1)}));
  EXPECT_EQ(dispatcher.stop(), Messages{}) << "one stop is enough";
  EXPECT_EQ(dispatcher.receive(0, given_up(0)), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(1, done(1)), (Messages{finish(2, Outcome::stopped), finish(0, Outcome::stopped)}));
  EXPECT_EQ(dispatcher.receive(1, claim), Messages{finish(1, Outcome::stopped)});
  EXPECT_EQ(dispatcher.progress().done, 1u);
}

TEST(Dispatcher, a_stop_that_comes_too_late_changes_nothing) {
  const std::vector<Unit> units = {{.id = "u0", .cost = 1}};
  Dispatcher dispatcher(units, 2, nullptr);
  dispatcher.receive(0, claim);
  dispatcher.receive(1, claim);
  EXPECT_EQ(dispatcher.receive(1, stop), Messages{stop_to(0)});
  EXPECT_EQ(dispatcher.receive(0, done(0)), Messages{finish(1, Outcome::done)}) << "the last unit was finished";
  EXPECT_EQ(dispatcher.receive(1, stop), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{finish(0, Outcome::done)});
}

TEST(Dispatcher, a_unit_given_up_unasked_stops_the_run) {
  const auto units = three_units();
  Dispatcher dispatcher(units, 2, nullptr);
  dispatcher.receive(0, claim);
  dispatcher.receive(1, claim);
  EXPECT_EQ(dispatcher.receive(1, given_up(1)), Messages{stop_to(0)});
}

TEST(Dispatcher, a_rank_keeps_its_resource) {
  const std::vector<Unit> units = {{.id = "b", .cost = 9, .resource = "bert"},
                                   {.id = "x", .cost = 1, .resource = "xlnet"}};
  Dispatcher dispatcher(units, 2, nullptr);
  EXPECT_EQ(dispatcher.receive(1, {.kind = Request::Kind::claim, .text = "xlnet"}), Messages{compute(1, 1)});
}

TEST(Dispatcher, ranks_without_a_unit_share_those_that_can_be_shared) {
  const std::vector<Unit> units = {{.id = "u0", .cost = 9},
                                   {.id = "u1", .cost = 5, .after = {0}, .most_ranks = 2},
                                   {.id = "u2", .cost = 4, .after = {0}, .most_ranks = 4},
                                   {.id = "u3", .cost = 3, .after = {0}}};
  Dispatcher dispatcher(units, 7, nullptr);
  for (int rank = 1; rank < 7; ++rank) EXPECT_EQ(dispatcher.receive(rank, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{compute(1, 0)}) << "once all have claimed";
  const auto team_of = [](std::size_t unit, std::vector<int> ranks) {
    return Answer{Answer::Kind::compute, unit, Outcome::done, std::move(ranks)};
  };
  EXPECT_EQ(dispatcher.receive(1, done(0)), Messages{}) << "rank 1 is about to claim";
  const Answer first = team_of(1, {2, 5}), second = team_of(2, {3, 6, 0, 1});
  EXPECT_EQ(dispatcher.receive(1, claim),
            (Messages{{2, first}, {5, first}, {3, second}, {6, second}, {0, second}, {1, second}, compute(4, 3)}));
  EXPECT_EQ(dispatcher.receive(6, claim), Messages{}) << "of a team whose leader is not done";
  EXPECT_EQ(dispatcher.receive(0, stop), (Messages{stop_to(2), stop_to(3), stop_to(4)})) << "leaders stop their teams";
  dispatcher.receive(2, done(1));
  dispatcher.receive(3, given_up(2));
  EXPECT_EQ(dispatcher.receive(4, done(3)), Messages{finish(6, Outcome::stopped)});
  EXPECT_EQ(dispatcher.receive(4, claim), Messages{finish(4, Outcome::stopped)});
}

TEST(Dispatcher, a_rank_that_computes_while_a_disk_is_waited_for_is_not_waited_for) {
  const std::vector<Unit> units = {
      {.id = "u0", .cost = 3}, {.id = "u1", .cost = 2}, {.id = "u2", .cost = 1, .after = {0}, .most_ranks = 2}};
  Dispatcher dispatcher(units, 2, nullptr);
  dispatcher.receive(0, claim);
  EXPECT_EQ(dispatcher.receive(1, claim), (Messages{compute(0, 0), compute(1, 1)}));
  EXPECT_EQ(dispatcher.receive(1, done(1)), Messages{});
  EXPECT_EQ(dispatcher.receive(1, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{}) << "its unit waits for a disk";
  const Answer both{Answer::Kind::compute, 2, Outcome::done, {1, 0}};
  EXPECT_EQ(dispatcher.receive(0, done(0)), (Messages{{1, both}, {0, both}}));
}

TEST(Dispatcher, a_member_of_a_team_is_not_waited_for_either) {
  const std::vector<Unit> units = {{.id = "u0", .cost = 9},
                                   {.id = "u1", .cost = 5},
                                   {.id = "u2", .cost = 4, .after = {1}, .most_ranks = 2},
                                   {.id = "u3", .cost = 1, .after = {0}}};
  Dispatcher dispatcher(units, 3, nullptr);
  for (int rank = 0; rank < 3; ++rank) dispatcher.receive(rank, claim);
  EXPECT_EQ(dispatcher.receive(1, done(1)), Messages{});
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{}) << "its unit waits for a disk";
  const Answer both{Answer::Kind::compute, 2, Outcome::done, {2, 0}};
  EXPECT_EQ(dispatcher.receive(1, claim), (Messages{{2, both}, {0, both}}));
  EXPECT_EQ(dispatcher.receive(0, done(0)), Messages{compute(1, 3)});
}

TEST(Dispatcher, journals_what_is_done_and_what_failed_and_not_what_was_given_up) {
  const test::ScratchFolder folder;
  const auto units = three_units();
  {
    Journal journal(folder / "journal.jsonl");
    Dispatcher dispatcher(units, 3, &journal);
    for (int rank = 0; rank < 2; ++rank) dispatcher.receive(rank, claim);
    dispatcher.receive(0, done(0));
    dispatcher.receive(0, claim);
    dispatcher.receive(0, failed(2));
    dispatcher.receive(1, given_up(1));
  }
  const JournalSummary summary = read_journal(folder / "journal.jsonl");
  EXPECT_EQ(summary.done, (DoneUnits{{"u0", {fingerprint(units[0], {})}}}));
  EXPECT_EQ(summary.failed, (std::map<std::string, std::string>{{"u2", "a reason"}}));
  Journal journal(folder / "journal.jsonl");
  const Dispatcher resumed(units, 1, &journal);
  EXPECT_EQ(resumed.progress().done, 1u);
  EXPECT_EQ(resumed.progress().failed, 0u) << "what failed is tried again";
  EXPECT_EQ(resumed.progress().resumed_cost, 3);
  EXPECT_EQ(resumed.progress().total_cost, 6);
}

TEST(Dispatcher, a_unit_that_is_done_again_is_not_done_until_then) {
  const test::ScratchFolder folder;
  auto units = three_units();
  Journal journal(folder / "journal.jsonl");
  Dispatcher first(units, 1, &journal);
  for (const std::size_t unit : {0, 1, 2}) {
    first.receive(0, claim);
    first.receive(0, done(unit));
  }
  EXPECT_EQ(journal.done().size(), 3u);
  units[0].settings = "other";
  Dispatcher second(units, 1, &journal);
  EXPECT_EQ(second.receive(0, claim).front().answer.fingerprint, fingerprint(units[0], {}));
  EXPECT_FALSE(read_journal(folder / "journal.jsonl").done.contains("u0")) << "its file is about to change";
  EXPECT_TRUE(journal.done().contains("u2")) << "nobody has touched it";
}

TEST(Dispatcher, a_journal_that_cannot_be_written_stops_the_run_and_the_unit_does_not_count) {
  const test::ScratchFolder folder;
  const auto units = three_units();
  Journal journal(folder / "journal.jsonl");
  Dispatcher dispatcher(units, 2, &journal);
  dispatcher.receive(0, claim);
  dispatcher.receive(1, claim);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit none{10, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &none);
  EXPECT_EQ(dispatcher.receive(0, done(0)), Messages{stop_to(1)});
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_NE(dispatcher.error(), nullptr);
  EXPECT_EQ(dispatcher.progress().done, 0u);
  EXPECT_EQ(dispatcher.receive(0, claim), Messages{});
  EXPECT_EQ(dispatcher.receive(1, given_up(1)), Messages{finish(0, Outcome::stopped)});
  EXPECT_TRUE(journal.done().empty());
}

TEST(Protocol, messages_read_back_as_they_were) {
  const Request request{Request::Kind::failed, 12, 0.1, "line 1\n\"quoted\" \xc3\xa9"};
  EXPECT_EQ(request_from(to_message(request)), request);
  const Answer answer{Answer::Kind::finish, 3, Outcome::stopped, {4, 0, 12}, "0123abcd"};
  EXPECT_EQ(answer_from(to_message(answer)), answer);
  const Request not_utf8{.kind = Request::Kind::failed, .text = "caf\xe9"};
  EXPECT_EQ(request_from(to_message(not_utf8)).text, "caf\xef\xbf\xbd");
}

}  // namespace
}  // namespace neurank::schedule
