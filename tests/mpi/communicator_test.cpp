#include "mpi/communicator.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>

#include "mpi/session.hpp"
#include "mpi/state.hpp"
#include "support/cpu_time.hpp"
#include "support/mpi_session.hpp"

namespace neurank::mpi {
namespace {

using namespace std::chrono_literals;

std::string text_of(int rank) { return std::string(static_cast<std::size_t>(rank) * 1000, 'x') + std::to_string(rank); }

/// Waits for a message, for a few seconds at most.
Communicator::Message receive(const Communicator& comm, int tag) {
  for (int i = 0; i < 100000; ++i) {
    if (auto message = comm.poll(tag)) return *message;
    std::this_thread::sleep_for(100us);
  }
  throw std::runtime_error("no message");
}

TEST(Communicator, knows_what_mpi_knows) {
  const test::TestSession session;
  int rank = -1, size = -1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  EXPECT_EQ(session.world().rank(), rank);
  EXPECT_EQ(session.world().size(), size);
  EXPECT_EQ(ranks_on_this_host(session.world()), size);  // the tests run on one host
  ASSERT_NE(session.world().handle(), nullptr);
  int handle_size = -1;
  MPI_Comm_size(*static_cast<const MPI_Comm*>(session.world().handle()), &handle_size);
  EXPECT_EQ(handle_size, size);
  EXPECT_NE(library_description().find("thread level multiple"), std::string::npos) << library_description();
}

TEST(Communicator, broadcast_gives_all_ranks_roots_text) {
  const test::TestSession session;
  const Communicator& world = session.world();
  for (const std::size_t length : {0u, 1u, 10'000'000u}) {
    const std::string text(length, 'r');
    EXPECT_TRUE(world.broadcast(world.is_root() ? text : "other") == text) << length;
  }
  const std::string zero_byte("a\0b", 3);
  EXPECT_EQ(world.broadcast(world.is_root() ? zero_byte : ""), zero_byte);
}

TEST(Communicator, gather_gives_root_all_texts_in_rank_order) {
  const test::TestSession session;
  const Communicator& world = session.world();
  const std::vector<std::string> texts = world.gather(text_of(world.rank()));
  ASSERT_EQ(texts.size(), world.is_root() ? static_cast<std::size_t>(world.size()) : 0u);
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], text_of(static_cast<int>(i)));
}

TEST(Communicator, share_gives_every_rank_the_parts_of_the_others) {
  const test::TestSession session;
  const Communicator& world = session.world();
  std::vector<Index> ends;  // rank r has r * 3 numbers
  for (int rank = 0; rank < world.size(); ++rank) ends.push_back((ends.empty() ? 0 : ends.back()) + rank * 3);
  std::vector<float> numbers(static_cast<std::size_t>(ends.back()), -1.0f), expected(numbers.size());
  std::iota(expected.begin(), expected.end(), 1.0f);
  const Index end = ends[static_cast<std::size_t>(world.rank())];
  for (Index i = end - world.rank() * 3; i < end; ++i) numbers[static_cast<std::size_t>(i)] = static_cast<float>(i + 1);
  world.share(numbers, ends);
  EXPECT_EQ(numbers, expected);
}

TEST(Communicator, numbers_reach_the_one_rank_that_they_are_for) {
  const test::TestSession session;
  const Communicator& world = session.world();
  for (int from = 1; from < world.size(); ++from)
    for (const std::size_t count : {0u, 1u, 1'000'000u}) {
      std::vector<float> numbers(count, static_cast<float>(world.rank()));
      if (world.rank() == from) world.send_numbers(0, numbers);
      if (world.is_root()) world.receive_numbers(from, numbers);
      EXPECT_EQ(numbers, std::vector<float>(count, static_cast<float>(world.is_root() ? from : world.rank())));
    }
}

TEST(Communicator, subgroups_talk_among_themselves) {
  const test::TestSession session;
  const Communicator& world = session.world();
  if (world.size() < 2) return;
  const int half = world.size() / 2;
  for (int round = 0; round < 200; ++round) {
    std::vector<int> mine;  // the upper half backwards
    for (int rank = 0; rank < world.size(); ++rank)
      if ((rank < half) == (world.rank() < half)) mine.push_back(rank);
    if (world.rank() >= half) std::reverse(mine.begin(), mine.end());
    const Communicator group = world.subgroup(mine);
    ASSERT_EQ(group.size(), static_cast<int>(mine.size()));
    ASSERT_EQ(mine[static_cast<std::size_t>(group.rank())], world.rank());
    ASSERT_EQ(group.broadcast(group.is_root() ? text_of(mine.front()) : ""), text_of(mine.front()));
  }
}

TEST(Communicator, all_is_no_when_one_rank_says_no) {
  const test::TestSession session;
  const Communicator& world = session.world();
  EXPECT_TRUE(world.all(true));
  for (int rank = 0; rank < world.size(); ++rank) EXPECT_FALSE(world.all(world.rank() != rank));
}

/// Numbers of a rank whose sum depends on the order in which they are added.
std::vector<float> numbers_of(int rank, std::size_t count) {
  std::vector<float> numbers(count);
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = static_cast<float>(1 + (i * 7919 + static_cast<std::size_t>(rank) * 104729) % 1000) *
                 (rank % 2 == 0 ? 1e7f : -0.7f);
  return numbers;
}

TEST(Communicator, sum_adds_in_rank_order_on_all_ranks) {
  const test::TestSession session;
  const Communicator& world = session.world();
  for (const std::size_t count : {0u, 1u, 3u, 1000u, 300'001u}) {
    std::vector<float> expected = numbers_of(0, count);
    for (int rank = 1; rank < world.size(); ++rank) {
      const std::vector<float> more = numbers_of(rank, count);
      for (std::size_t i = 0; i < count; ++i) expected[i] += more[i];
    }
    std::vector<float> sums = numbers_of(world.rank(), count);
    world.sum(sums);
    EXPECT_TRUE(sums == expected) << count;
  }
}

TEST(Communicator, every_rank_reaches_every_rank) {
  const test::TestSession session;
  const Communicator& world = session.world();
  for (int to = 0; to < world.size(); ++to) {
    world.send(to, 3, "first from " + std::to_string(world.rank()));
    world.send(to, 3, "second from " + std::to_string(world.rank()));
  }
  std::vector<int> received(static_cast<std::size_t>(world.size()));
  for (int i = 0; i < 2 * world.size(); ++i) {
    const auto [from, text] = receive(world, 3);
    const char* expected = received[static_cast<std::size_t>(from)]++ == 0 ? "first from " : "second from ";
    EXPECT_EQ(text, expected + std::to_string(from));
  }
  EXPECT_FALSE(world.poll(3).has_value());
}

TEST(Communicator, long_messages_pass_between_threads) {  // longer than what MPI sends eagerly, also to oneself
  const test::TestSession session;
  const Communicator& world = session.world();
  const std::string text(3'000'000, 'm');
  std::vector<std::string> received;
  if (world.is_root()) {
    std::thread receiver([&] {
      for (int i = 0; i < world.size(); ++i) received.push_back(receive(world, 4).text);
    });
    world.send(0, 4, text);
    receiver.join();
    ASSERT_EQ(received.size(), static_cast<std::size_t>(world.size()));
    for (const std::string& other : received) EXPECT_TRUE(other == text);
  } else {
    world.send(0, 4, text);
  }
  world.barrier();
}

TEST(Communicator, sessions_do_not_see_each_others_messages) {
  const test::TestSession one;
  const test::TestSession other;
  const Communicator& world = one.world();
  world.send(world.rank(), 5, "x");
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(other.world().poll(5).has_value());
  EXPECT_EQ(receive(world, 5).text, "x");
}

TEST(Communicator, errors_are_exceptions_in_mpis_words) {
  const test::TestSession session;
  const MPI_Comm comm = *static_cast<const MPI_Comm*>(session.world().handle());
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
  MPI_Comm_get_errhandler(comm, &handler);
  EXPECT_EQ(handler, MPI_ERRORS_RETURN);
  try {
    expect_success(MPI_Send(nullptr, 0, MPI_CHAR, session.world().size(), 1, comm), "MPI_Send");
    ADD_FAILURE();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).rfind("MPI_Send: MPI_ERR_RANK", 0), 0u) << error.what();
  }
}

/// Ranks that wait in `wait` for a late rank 0 use next to none of the time.
void expect_sleep(const std::function<void(const Communicator&)>& wait) {
  const test::TestSession session;
  const Communicator& world = session.world();
  world.barrier();
  const double before = test::cpu_seconds();
  if (world.is_root()) std::this_thread::sleep_for(1s);
  wait(world);
  EXPECT_LT(test::cpu_seconds() - before, 0.3);  // spinning would use 1 s
}

TEST(Communicator, waiting_ranks_leave_the_processor_to_others) {
  expect_sleep([](const Communicator& world) { world.barrier(); });
  expect_sleep([](const Communicator& world) { world.broadcast("x"); });
  expect_sleep([](const Communicator& world) { world.gather("x"); });
  expect_sleep([](const Communicator& world) { world.all(true); });
  expect_sleep([](const Communicator& world) {
    std::vector<float> number = {1};
    world.sum(number);
  });
}

}  // namespace
}  // namespace neurank::mpi
