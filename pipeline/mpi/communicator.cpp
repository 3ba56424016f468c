#include "mpi/communicator.hpp"

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdint>
#include <stdexcept>
#include <thread>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "mpi/state.hpp"

namespace neurank::mpi {
namespace {

/// Blocking MPI calls spin; this is how long a waiting rank sleeps between two looks instead.
constexpr std::chrono::microseconds pause_between_tests{200};

/// Longest piece of a text that one MPI call carries: counts are int.
constexpr std::size_t piece = std::size_t{1} << 30;

/// Tag of the texts of gather(); every MPI library has tags up to 32767.
constexpr int gather_tag = 32767;

/// Tag of send_numbers().
constexpr int numbers_tag = 32766;

/// Waits for what was begun; at first without a pause, as answers within a computation come at once.
void wait_for(MPI_Request& request, const char* operation) {
  constexpr int tests_without_pause = 2000;
  constexpr std::chrono::microseconds pause{50};
  for (int tests = 0, complete = 0;; ++tests) {
    expect_success(MPI_Test(&request, &complete, MPI_STATUS_IGNORE), operation);
    if (complete != 0) return;
    if (tests < tests_without_pause)
      std::this_thread::yield();
    else
      std::this_thread::sleep_for(pause);
  }
}

/// Calls operation(data, count) for one piece of the text after the other.
template <typename Text, typename Operation>
void for_each_piece(Text& text, const Operation& operation) {
  for (std::size_t start = 0; start < text.size(); start += piece)
    operation(text.data() + start, checked_cast<int>(std::min(piece, text.size() - start)));
}

/// @param type MPI's name of Number
template <class Number>
void share_parts(MPI_Comm comm, MPI_Datatype type, std::span<Number> numbers, std::span<const Index> ends) {
  NEURANK_EXPECT(ends.back() == to_index(numbers.size()));
  if (ends.size() == 1) return;
  std::vector<int> counts, starts;
  for (std::size_t rank = 0; rank < ends.size(); ++rank) {
    starts.push_back(rank == 0 ? 0 : checked_cast<int>(ends[rank - 1]));
    counts.push_back(checked_cast<int>(ends[rank]) - starts.back());
  }
  MPI_Request request;
  expect_success(
      MPI_Iallgatherv(MPI_IN_PLACE, 0, type, numbers.data(), counts.data(), starts.data(), type, comm, &request),
      "MPI_Iallgatherv");
  wait_for(request, "MPI_Iallgatherv");
}

}  // namespace

void expect_success(int code, const char* operation) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw std::runtime_error(std::string(operation) + ": " + std::string(text, to_size(length)));
}

Communicator::State::State(MPI_Comm of) : comm(of) {
  expect_success(MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  expect_success(MPI_Comm_rank(comm, &rank), "MPI_Comm_rank");
  expect_success(MPI_Comm_size(comm, &size), "MPI_Comm_size");
}

Communicator::Communicator() : state_(std::make_shared<const State>()) {}

int Communicator::rank() const { return state_->rank; }

int Communicator::size() const { return state_->size; }

const void* Communicator::handle() const { return state_->comm == MPI_COMM_NULL ? nullptr : &state_->comm; }

std::string Communicator::broadcast(std::string text) const {
  if (size() == 1) return text;
  barrier();
  std::uint64_t length = text.size();
  expect_success(MPI_Bcast(&length, 1, MPI_UINT64_T, 0, state_->comm), "MPI_Bcast");
  text.resize(length);
  for_each_piece(text, [&](char* data, int count) {
    expect_success(MPI_Bcast(data, count, MPI_CHAR, 0, state_->comm), "MPI_Bcast");
  });
  return text;
}

std::vector<std::string> Communicator::gather(const std::string& text) const {
  if (size() == 1) return {text};
  barrier();
  const std::uint64_t length = text.size();
  std::vector<std::uint64_t> lengths(is_root() ? to_size(size()) : 0);
  expect_success(MPI_Gather(&length, 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, 0, state_->comm), "MPI_Gather");
  if (!is_root()) {
    for_each_piece(text, [&](const char* data, int count) {
      expect_success(MPI_Send(data, count, MPI_CHAR, 0, gather_tag, state_->comm), "MPI_Send");
    });
    return {};
  }
  std::vector<std::string> texts = {text};
  for (int from = 1; from < size(); ++from) {
    texts.emplace_back(lengths[to_size(from)], '\0');
    for_each_piece(texts.back(), [&](char* data, int count) {
      expect_success(MPI_Recv(data, count, MPI_CHAR, from, gather_tag, state_->comm, MPI_STATUS_IGNORE), "MPI_Recv");
    });
  }
  return texts;
}

void Communicator::barrier() const {
  if (size() == 1) return;
  MPI_Request request;
  expect_success(MPI_Ibarrier(state_->comm, &request), "MPI_Ibarrier");
  for (int complete = 0;;) {
    expect_success(MPI_Test(&request, &complete, MPI_STATUS_IGNORE), "MPI_Test");
    if (complete != 0) return;
    std::this_thread::sleep_for(pause_between_tests);
  }
}

bool Communicator::all(bool mine) const {
  if (size() == 1) return mine;
  barrier();
  int answer = mine ? 1 : 0;
  expect_success(MPI_Allreduce(MPI_IN_PLACE, &answer, 1, MPI_INT, MPI_LAND, state_->comm), "MPI_Allreduce");
  return answer != 0;
}

void Communicator::sum(std::span<float> numbers) const {
  if (size() == 1) return;
  NEURANK_EXPECT(numbers.size() <= INT_MAX);
  barrier();
  // Each rank adds up one part for all: MPI_Allreduce leaves the order, and so the rounding, to the library.
  const auto total = to_int64(numbers.size());
  std::vector<int> counts, starts, mine_counts, mine_starts;
  for (int r = 0; r < size(); ++r) {
    starts.push_back(checked_cast<int>(total * r / size()));
    counts.push_back(checked_cast<int>(total * (r + 1) / size()) - starts.back());
  }
  const int own = counts[to_size(rank())];
  for (int r = 0; r < size(); ++r) {
    mine_counts.push_back(own);
    mine_starts.push_back(own * r);
  }
  std::vector<float> parts(to_size(own) * to_size(size()));
  expect_success(MPI_Alltoallv(numbers.data(), counts.data(), starts.data(), MPI_FLOAT, parts.data(),
                               mine_counts.data(), mine_starts.data(), MPI_FLOAT, state_->comm),
                 "MPI_Alltoallv");
  for (int i = 0; i < own; ++i)
    for (int r = 1; r < size(); ++r) parts[to_size(i)] += parts[to_size(own * r + i)];
  expect_success(MPI_Allgatherv(parts.data(), own, MPI_FLOAT, numbers.data(), counts.data(), starts.data(), MPI_FLOAT,
                                state_->comm),
                 "MPI_Allgatherv");
}

void Communicator::share(std::span<float> numbers, std::span<const Index> ends) const {
  NEURANK_EXPECT(ends.size() == to_size(size()));
  share_parts(state_->comm, MPI_FLOAT, numbers, ends);
}

void Communicator::share(std::span<double> numbers, std::span<const Index> ends) const {
  NEURANK_EXPECT(ends.size() == to_size(size()));
  share_parts(state_->comm, MPI_DOUBLE, numbers, ends);
}

void Communicator::send_numbers(int to, std::span<const float> numbers) const {
  MPI_Request request;
  expect_success(
      MPI_Isend(numbers.data(), checked_cast<int>(numbers.size()), MPI_FLOAT, to, numbers_tag, state_->comm, &request),
      "MPI_Isend");
  wait_for(request, "MPI_Isend");
}

void Communicator::receive_numbers(int from, std::span<float> numbers) const {
  MPI_Request request;
  expect_success(MPI_Irecv(numbers.data(), checked_cast<int>(numbers.size()), MPI_FLOAT, from, numbers_tag,
                           state_->comm, &request),
                 "MPI_Irecv");
  wait_for(request, "MPI_Irecv");
}

Communicator Communicator::subgroup(const std::vector<int>& ranks) const {
  constexpr int tag = 0;
  MPI_Group all, some;
  MPI_Comm comm;
  expect_success(MPI_Comm_group(state_->comm, &all), "MPI_Comm_group");
  expect_success(MPI_Group_incl(all, checked_cast<int>(ranks.size()), ranks.data(), &some), "MPI_Group_incl");
  expect_success(MPI_Comm_create_group(state_->comm, some, tag, &comm), "MPI_Comm_create_group");
  MPI_Group_free(&some);
  MPI_Group_free(&all);
  auto state = std::make_shared<State>(comm);
  state->is_own = true;
  Communicator group;
  group.state_ = std::move(state);
  return group;
}

void Communicator::send(int to, int tag, const std::string& text) const {
  NEURANK_EXPECT(to >= 0 && to < size() && tag >= 0 && tag < numbers_tag);
  if (text.size() > INT_MAX) throw std::length_error("a message of " + std::to_string(text.size()) + " bytes");
  if (state_->comm == MPI_COMM_NULL) {
    const std::lock_guard lock(state_->mutex);
    state_->own_messages[tag].push_back(text);
    return;
  }
  expect_success(MPI_Send(text.data(), checked_cast<int>(text.size()), MPI_CHAR, to, tag, state_->comm), "MPI_Send");
}

std::optional<Communicator::Message> Communicator::poll(int tag) const {
  if (state_->comm == MPI_COMM_NULL) {
    const std::lock_guard lock(state_->mutex);
    auto& messages = state_->own_messages[tag];
    if (messages.empty()) return std::nullopt;
    Message first{0, std::move(messages.front())};
    messages.pop_front();
    return first;
  }
  // A matched probe: no other thread can receive the message between the look and the receipt.
  int found = 0, length = 0;
  MPI_Message message;
  MPI_Status status;
  expect_success(MPI_Improbe(MPI_ANY_SOURCE, tag, state_->comm, &found, &message, &status), "MPI_Improbe");
  if (found == 0) return std::nullopt;
  expect_success(MPI_Get_count(&status, MPI_CHAR, &length), "MPI_Get_count");
  std::string text(to_size(length), '\0');
  expect_success(MPI_Mrecv(text.data(), length, MPI_CHAR, &message, MPI_STATUS_IGNORE), "MPI_Mrecv");
  return Message{status.MPI_SOURCE, std::move(text)};
}

}  // namespace neurank::mpi
