#include "schedule/dispatcher.hpp"

#include "base/error.hpp"

namespace neurank::schedule {

Dispatcher::Dispatcher(const std::vector<Unit>& units, int ranks, Journal* journal)
    : units_(&units),
      journal_(journal),
      queue_(units, journal != nullptr ? journal->done() : std::set<std::string>()),
      ranks_here_(ranks),
      resumed_cost_(queue_.done_cost()) {}

Dispatcher::Messages Dispatcher::receive(int from, const Request& request) {
  switch (request.kind) {
    case Request::Kind::claim:
      waiting_.emplace_back(from, request);
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
  for (const auto& [rank, unit] : computing_) ranks.insert(rank);
  for (const int rank : ranks) messages.push_back({rank, {Answer::Kind::stop}});
  for (const Message& message : answer_claims()) messages.push_back(message);
  return messages;
}

void Dispatcher::report(int from, const Request& request) {
  [[maybe_unused]] const std::size_t erased = computing_.erase({from, request.unit});
  NEURANK_EXPECT(erased == 1);
  if (request.kind == Request::Kind::given_up) return queue_.give_up(request.unit);
  try {
    record(from, request);
  } catch (const std::exception&) {
    error_ = std::current_exception();
    return queue_.give_up(request.unit);
  }
  if (request.kind == Request::Kind::done)
    queue_.finish(request.unit);
  else
    queue_.fail(request.unit);
}

void Dispatcher::record(int rank, const Request& request) {
  if (journal_ == nullptr) return;
  const std::string& id = (*units_)[request.unit].id;
  if (request.kind == Request::Kind::done)
    journal_->record_done(id, rank, request.seconds);
  else
    journal_->record_failed(id, rank, request.seconds, request.text);
}

Dispatcher::Messages Dispatcher::answer_claims() {
  // Nobody is told to finish while a unit runs: how that ends decides the outcome for all.
  if (!outcome_ && queue_.running() == 0 && (stopping_ || queue_.exhausted()))
    outcome_ = queue_.all_done() ? Outcome::done : stopping_ ? Outcome::stopped : Outcome::failed;
  Messages messages;
  std::erase_if(waiting_, [&](const auto& claim) {
    const std::optional<Answer> answer = answer_to(claim.first, claim.second.text);
    if (answer) messages.push_back({claim.first, *answer});
    return answer.has_value();
  });
  return messages;
}

std::optional<Answer> Dispatcher::answer_to(int rank, const std::string& resource) {
  if (outcome_) return Answer{Answer::Kind::finish, 0, *outcome_};
  if (stopping_) return std::nullopt;
  const std::optional<std::size_t> unit = queue_.claim(resource);
  if (!unit) return std::nullopt;
  computing_.emplace(rank, *unit);
  return Answer{Answer::Kind::compute, *unit};
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
