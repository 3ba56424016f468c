#include "schedule/dispatcher.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace neurank::schedule {

Dispatcher::Dispatcher(const std::vector<Unit>& units, int ranks, Journal* journal)
    : units_(&units),
      journal_(journal),
      queue_(units, journal != nullptr ? journal->done() : DoneUnits()),
      ranks_here_(ranks),
      resumed_cost_(queue_.done_cost()),
      has_shared_units_(std::ranges::any_of(units, [](const Unit& unit) { return unit.most_ranks > 1; })) {
  for (int rank = 0; rank < ranks; ++rank) await_claim(rank);
}

Dispatcher::Messages Dispatcher::receive(int from, const Request& request) {
  switch (request.kind) {
    case Request::Kind::claim:
      waiting_.emplace_back(from, request);
      waiting_ranks_.insert(from);
      awaited_.erase(from);
      break;
    case Request::Kind::done:
    case Request::Kind::failed:
    case Request::Kind::given_up:
      report(from, request);
      break;
    case Request::Kind::note:
      return {};
    case Request::Kind::stop:
      return stop();
    case Request::Kind::leave:
      --ranks_here_;
      break;
  }
  // A unit given up without a request to stop is one too: nobody else would fare better with it.
  Messages messages;
  if (error_ != nullptr || request.kind == Request::Kind::given_up) messages = stop();
  for (const Message& message : answer_claims()) messages.push_back(message);
  return messages;
}

Dispatcher::Messages Dispatcher::settle() {
  if (error_ != nullptr) return stop();
  try {
    if (journal_ != nullptr) journal_->sync();
    return {};
  } catch (const std::exception&) {
    error_ = std::current_exception();
    return stop();
  }
}

Dispatcher::Messages Dispatcher::stop() {
  if (stopping_ || outcome_) return {};
  stopping_ = true;
  Messages messages;
  std::set<int> ranks;
  for (const auto& [computing, count] : computing_) ranks.insert(computing.first);
  for (const int rank : ranks) messages.push_back({rank, {Answer::Kind::stop}});
  for (const Message& message : answer_claims()) messages.push_back(message);
  return messages;
}

void Dispatcher::report(int from, const Request& request) {
  const auto computing = computing_.extract({from, request.unit});
  NEURANK_EXPECT(!computing.empty());
  for (const int rank : computing.mapped()) {
    --at_work_[rank];
    await_claim(rank);
  }
  if (request.kind == Request::Kind::given_up) return queue_.give_up(request.unit);
  try {
    record(from, request, computing.mapped().size());
  } catch (const std::exception&) {
    error_ = std::current_exception();
    return queue_.give_up(request.unit);
  }
  if (request.kind == Request::Kind::done)
    queue_.finish(request.unit, request.text);
  else
    queue_.fail(request.unit);
}

/// Of a rank that has nothing else to do.
void Dispatcher::await_claim(int rank) {
  if (has_shared_units_ && !waiting_ranks_.contains(rank) && at_work_[rank] == 0) awaited_.insert(rank);
}

void Dispatcher::record(int rank, const Request& request, std::size_t ranks) {
  if (journal_ == nullptr) return;
  const std::string& id = (*units_)[request.unit].id;
  if (request.kind == Request::Kind::done)
    journal_->record_done(id, {queue_.fingerprint(request.unit), request.text}, rank, request.seconds, ranks);
  else
    journal_->record_failed(id, rank, request.seconds, request.text);
}

/// Of a unit that was done with another fingerprint: no longer, before its file is written anew. @return whether the
/// journal has that; a unit of which it does not have it is given up
bool Dispatcher::take_back(std::size_t unit) {
  const std::string& id = (*units_)[unit].id;
  if (journal_ == nullptr || !journal_->done().contains(id)) return true;
  try {
    journal_->record_obsolete(id);
    return true;
  } catch (const std::exception&) {
    error_ = std::current_exception();
    queue_.give_up(unit);
    return false;
  }
}

Dispatcher::Messages Dispatcher::answer_claims() {
  // Nobody is told to finish while a unit runs: how that ends decides the outcome for all.
  if (!outcome_ && queue_.running() == 0 && (stopping_ || queue_.exhausted()))
    outcome_ = queue_.all_done() ? Outcome::done : stopping_ ? Outcome::stopped : Outcome::failed;
  if (outcome_) return finish_all();
  return stopping_ || !awaited_.empty() ? Messages() : hand_out_units();
}

Dispatcher::Messages Dispatcher::finish_all() {
  Messages messages;
  while (!waiting_.empty()) messages.push_back({take_first_waiting(), {Answer::Kind::finish, 0, *outcome_}});
  return messages;
}

Dispatcher::Messages Dispatcher::hand_out_units() {
  std::vector<Answer> handed_out;
  while (!waiting_.empty() && queue_.has_ready() && error_ == nullptr) {
    const std::size_t unit = queue_.claim(waiting_.front().second.text).value();
    if (!take_back(unit)) break;
    handed_out.push_back({Answer::Kind::compute, unit, Outcome::done, {take_first_waiting()}});
    if (journal_ != nullptr) handed_out.back().fingerprint = queue_.fingerprint(unit);
  }
  share_out_waiting(handed_out);
  Messages messages;
  for (Answer& answer : handed_out) {
    const std::vector<int> ranks = answer.team;
    computing_[{ranks.front(), answer.unit}] = ranks;
    for (const int rank : ranks) ++at_work_[rank];
    if (ranks.size() == 1) answer.team.clear();
    for (const int rank : ranks) messages.push_back({rank, answer});
  }
  return messages;
}

/// @return the rank whose claim is the oldest; it waits no more
int Dispatcher::take_first_waiting() {
  const int rank = waiting_.front().first;
  waiting_.pop_front();
  waiting_ranks_.erase(rank);
  return rank;
}

/// Ranks for which there was no unit join the teams of those that can be shared, in turn.
void Dispatcher::share_out_waiting(std::vector<Answer>& handed_out) {
  for (bool is_shared = true; is_shared && !waiting_.empty();) {
    is_shared = false;
    for (Answer& answer : handed_out) {
      if (waiting_.empty() || answer.team.size() >= (*units_)[answer.unit].most_ranks) continue;
      answer.team.push_back(take_first_waiting());
      is_shared = true;
    }
  }
}

Progress Dispatcher::progress() const {
  return {.done = queue_.done(),
          .failed = queue_.failed(),
          .total = units_->size(),
          .done_cost = queue_.done_cost(),
          .total_cost = queue_.total_cost(),
          .resumed_cost = resumed_cost_};
}

}  // namespace neurank::schedule
