#include "schedule/unit_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::schedule {
namespace {

Unit unit(const std::string& id, double cost, std::vector<std::size_t> after = {}, const std::string& resource = "") {
  return {.id = id, .cost = cost, .resource = resource, .after = std::move(after)};
}

/// Ids in the order in which one rank that holds `resource` would compute the units.
std::vector<std::string> course(const std::vector<Unit>& units, const std::string& resource = "",
                                const DoneUnits& done = {}) {
  UnitQueue queue(units, done);
  std::vector<std::string> ids;
  while (const auto next = queue.claim(resource)) {
    ids.push_back(units[*next].id);
    queue.finish(*next);
  }
  EXPECT_TRUE(queue.exhausted());
  EXPECT_TRUE(queue.all_done());
  return ids;
}

using Ids = std::vector<std::string>;

/// Some of the units, as a run of all would have them done.
DoneUnits done_of(const std::vector<Unit>& units, const Ids& ids) {
  DoneUnits done;
  UnitQueue queue(units, {});
  while (const auto next = queue.claim("")) {
    if (std::ranges::count(ids, units[*next].id) > 0) done[units[*next].id] = {queue.fingerprint(*next)};
    queue.finish(*next);
  }
  return done;
}

TEST(UnitQueue, longest_first_and_equals_in_order) {
  EXPECT_EQ(course({unit("a", 1), unit("b", 3), unit("c", 2), unit("d", 3)}), (Ids{"b", "d", "c", "a"}));
}

TEST(UnitQueue, a_short_unit_that_much_waits_for_goes_before_a_long_one) {
  const std::vector<Unit> units = {unit("long", 5), unit("first", 1), unit("then", 2, {1}), unit("last", 4, {2})};
  EXPECT_EQ(course(units), (Ids{"first", "then", "long", "last"}));  // 1+2+4 > 5, 2+4 > 5, 4 < 5
}

TEST(UnitQueue, prefers_the_resource_that_the_rank_holds) {
  const std::vector<Unit> units = {unit("a", 1, {}, "bert"), unit("b", 9, {}, "xlnet"), unit("c", 2, {}, "bert")};
  EXPECT_EQ(course(units, "bert"), (Ids{"c", "a", "b"}));
  EXPECT_EQ(course(units, "xlnet"), (Ids{"b", "c", "a"}));
  EXPECT_EQ(course(units, "elmo"), (Ids{"b", "c", "a"}));
}

TEST(UnitQueue, a_unit_is_ready_when_all_before_it_are_done) {
  const std::vector<Unit> units = {unit("a", 1), unit("b", 1), unit("c", 9, {0, 1})};
  UnitQueue queue(units, {});
  EXPECT_EQ(queue.claim(""), 0u);
  EXPECT_EQ(queue.claim(""), 1u);
  EXPECT_EQ(queue.claim(""), std::nullopt);
  EXPECT_FALSE(queue.exhausted());
  queue.finish(1);
  EXPECT_EQ(queue.claim(""), std::nullopt);
  queue.finish(0);
  EXPECT_EQ(queue.claim(""), 2u);
  EXPECT_EQ(queue.running(), 1u);
}

TEST(UnitQueue, what_is_done_before_is_counted_but_not_claimed) {
  const std::vector<Unit> units = {unit("a", 1), unit("b", 2, {0}), unit("c", 4, {1})};
  DoneUnits first = done_of(units, {"a"});
  first["of an older grid"] = {};
  EXPECT_EQ(course(units, "", first), (Ids{"b", "c"}));
  EXPECT_EQ(course(units, "", done_of(units, {"a", "b", "c"})), Ids{});
  const UnitQueue queue(units, done_of(units, {"a", "b"}));
  EXPECT_EQ(queue.done(), 2u);
  EXPECT_EQ(queue.done_cost(), 3);
  EXPECT_EQ(queue.total_cost(), 7);
}

TEST(UnitQueue, what_is_made_of_something_else_and_all_behind_it_is_claimed_again) {
  std::vector<Unit> units = {unit("a", 1), unit("b", 1), unit("after a", 1, {0}), unit("after b", 1, {1}),
                             unit("after all", 1, {2, 3})};
  const DoneUnits done = done_of(units, {"a", "b", "after a", "after b", "after all"});
  EXPECT_EQ(course(units, "", done), Ids{});
  units[1].settings = "other";
  EXPECT_EQ(course(units, "", done), (Ids{"b", "after b", "after all"}));
  units[1].settings = "";
  units[4].after = {2};
  EXPECT_EQ(course(units, "", done), Ids{"after all"});
}

TEST(UnitQueue, what_waits_for_a_unit_in_two_ways_is_done_once) {
  const std::vector<Unit> units = {unit("file", 1), unit("search", 1, {0}), unit("train", 1, {1, 0})};
  DoneUnits done = done_of(units, {"file", "search", "train"});
  done.erase("file");
  UnitQueue queue(units, done);
  EXPECT_EQ(queue.claim(""), 0u);
  queue.finish(0);
  EXPECT_EQ(queue.done(), 3u);
  EXPECT_EQ(queue.done_cost(), 3);
  EXPECT_TRUE(queue.all_done());
}

TEST(UnitQueue, what_sees_the_same_output_stays_done) {
  std::vector<Unit> units = {unit("search", 1), unit("train", 1, {0})};
  UnitQueue first(units, {});
  first.claim("");
  DoneUnits done = {{"search", {first.fingerprint(0), "penalty 1"}}};
  first.finish(0, "penalty 1");
  first.claim("");
  done["train"] = {first.fingerprint(1)};
  units[0].settings = "more penalties";
  for (const char* found : {"penalty 1", "penalty 2"}) {
    UnitQueue again(units, done);
    EXPECT_EQ(again.claim(""), 0u);
    again.finish(0, found);
    EXPECT_EQ(again.all_done(), found == std::string("penalty 1"));
  }
}

TEST(Standings, tell_what_is_new_reused_and_done_again) {
  std::vector<Unit> units = {unit("a", 1), unit("b", 1), unit("after b", 1, {1})};
  const DoneUnits done = done_of(units, {"a", "b", "after b"});
  units[1].settings = "other";
  units.push_back(unit("new", 1));
  EXPECT_EQ(standings(units, done),
            (std::vector{Standing::reused, Standing::redone, Standing::redone, Standing::fresh}));
}

TEST(UnitQueue, what_waits_for_a_failed_unit_never_runs_but_all_else_does) {
  const std::vector<Unit> units = {unit("a", 9), unit("after a", 1, {0}), unit("after that", 1, {1}), unit("b", 1)};
  UnitQueue queue(units, {});
  EXPECT_EQ(queue.claim(""), 0u);
  queue.fail(0);
  EXPECT_EQ(queue.claim(""), 3u);
  queue.finish(3);
  EXPECT_EQ(queue.claim(""), std::nullopt);
  EXPECT_TRUE(queue.exhausted());
  EXPECT_FALSE(queue.all_done());
  EXPECT_EQ(queue.failed(), 1u);
  EXPECT_EQ(queue.done(), 1u);
}

TEST(UnitQueue, a_unit_given_up_can_be_claimed_again) {
  const std::vector<Unit> units = {unit("a", 1)};
  UnitQueue queue(units, {});
  queue.claim("");
  queue.give_up(0);
  EXPECT_FALSE(queue.exhausted());
  EXPECT_EQ(queue.claim(""), 0u);
}

/// The unit that the definition of claim() names, looked for among all units that are ready.
std::optional<std::size_t> looked_for(const std::vector<Unit>& units, const std::set<std::size_t>& ready,
                                      const std::string& resource) {
  const std::function<double(std::size_t)> chain_cost = [&](std::size_t unit) {
    double behind = 0;
    for (std::size_t later = unit + 1; later < units.size(); ++later)
      if (std::ranges::count(units[later].after, unit) > 0) behind = std::max(behind, chain_cost(later));
    return units[unit].cost + behind;
  };
  std::optional<std::size_t> best;
  for (const std::size_t unit : ready) {
    const auto preference = [&](std::size_t i) { return std::pair(units[i].resource == resource, chain_cost(i)); };
    if (!best || preference(unit) > preference(*best)) best = unit;
  }
  return best;
}

TEST(UnitQueue, claims_what_a_search_through_all_ready_units_finds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    std::vector<Unit> units;
    for (std::size_t i = 0; i < 60; ++i) {
      units.push_back(unit(std::to_string(i), to_double(random.below(4)), {}, std::to_string(random.below(3))));
      for (std::size_t k = random.below(3); i > 0 && k > 0; --k) units[i].after.push_back(random.below(i));
      std::ranges::sort(units[i].after);
      units[i].after.erase(std::unique(units[i].after.begin(), units[i].after.end()), units[i].after.end());
    }
    UnitQueue queue(units, {});
    std::set<std::size_t> open, done, running;
    for (std::size_t i = 0; i < units.size(); ++i) open.insert(i);
    while (!queue.all_done()) {
      std::set<std::size_t> ready;
      for (const std::size_t i : open)
        if (std::ranges::all_of(units[i].after, [&](std::size_t earlier) { return done.contains(earlier); }))
          ready.insert(i);
      const std::string resource = std::to_string(random.below(4));
      const auto claimed = queue.claim(resource);
      ASSERT_EQ(claimed, looked_for(units, ready, resource)) << "seed " << seed;
      if (claimed) {
        open.erase(*claimed);
        running.insert(*claimed);
      }
      if (running.empty() || (claimed && random.below(2) == 0)) continue;
      const std::size_t ended = *running.begin();
      running.erase(ended);
      if (random.below(8) == 0) {
        queue.give_up(ended);
        open.insert(ended);
      } else {
        queue.finish(ended);
        done.insert(ended);
      }
    }
  }
}

TEST(UnitQueue, no_units_are_all_done) {
  const std::vector<Unit> none;
  const UnitQueue queue(none, {});
  EXPECT_TRUE(queue.exhausted());
  EXPECT_TRUE(queue.all_done());
}

#ifndef NDEBUG
TEST(UnitQueue, refuses_equal_ids_and_units_before_what_they_wait_for) {
  const std::vector<Unit> equal = {unit("a", 1), unit("a", 1)};
  EXPECT_THROW(UnitQueue(equal, {}), std::logic_error);
  const std::vector<Unit> circle = {unit("a", 1, {1}), unit("b", 1, {0})};
  EXPECT_THROW(UnitQueue(circle, {}), std::logic_error);
}
#endif

}  // namespace
}  // namespace neurank::schedule
