#include "schedule/run_units.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "schedule/dispatcher.hpp"
#include "schedule/protocol.hpp"
#include "schedule/stop_signal.hpp"

namespace neurank::schedule {
namespace {

constexpr int dispatcher_tag = 1;  ///< requests, to rank 0
constexpr int worker_tag = 2;      ///< answers, from rank 0
constexpr std::chrono::microseconds pause_between_polls{500};
constexpr double seconds_between_progress = 0.25;

/// Rank 0's worker can get no answer any more.
struct DispatcherLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs a dispatcher in a thread of rank 0 until every rank has left.
class DispatcherThread {
 public:
  DispatcherThread(const mpi::Communicator& comm, Dispatcher dispatcher, Listener<Progress> listener)
      : comm_(comm),
        dispatcher_(std::move(dispatcher)),
        listener_(std::move(listener)),
        thread_([this](const std::stop_token& token) { run(token); }) {}

  /// Whether the thread ended by an exception, so that it answers no more.
  bool lost() const { return lost_; }

  /// Waits for the end and throws what ended the thread, if something did.
  void join() {
    thread_.join();
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

  /// What went wrong with the journal, once the thread has ended.
  std::exception_ptr journal_error() const { return dispatcher_.error(); }

 private:
  void run(const std::stop_token& token) {
    try {
      while (!dispatcher_.everyone_left() && !token.stop_requested()) {
        answer_all();
        if (listener_.stop_requested()) send(dispatcher_.stop());
        if (watch_.seconds() >= next_progress_) show_progress();
        std::this_thread::sleep_for(pause_between_polls);
      }
      show_progress();
    } catch (...) {
      failure_ = std::current_exception();
      lost_ = true;
    }
  }

  /// Answers all requests that are here: the journal reaches the disk once for all of them.
  void answer_all() {
    Dispatcher::Messages answers;
    while (const auto message = comm_.poll(dispatcher_tag)) {
      const Request request = request_from(message->text);
      if (request.kind == Request::Kind::note) listener_.message(request.text);
      for (const auto& answer : dispatcher_.receive(message->from, request)) answers.push_back(answer);
    }
    send(dispatcher_.settle());
    send(answers);
  }

  void send(const Dispatcher::Messages& messages) {
    for (const auto& [to, answer] : messages) comm_.send(to, worker_tag, to_message(answer));
  }

  void show_progress() {
    Progress progress = dispatcher_.progress();
    progress.elapsed_seconds = watch_.seconds();
    next_progress_ = progress.elapsed_seconds + seconds_between_progress;
    listener_.progress(progress);
  }

  const mpi::Communicator comm_;
  Dispatcher dispatcher_;
  const Listener<Progress> listener_;
  const Stopwatch watch_;
  double next_progress_ = 0;
  std::exception_ptr failure_;
  std::atomic<bool> lost_ = false;
  std::jthread thread_;  // last: starts when all else is there
};

/// A rank that claims units and computes them.
class Worker {
 public:
  /// @param thread of rank 0; nullptr on other ranks
  Worker(const mpi::Communicator& comm, const std::vector<Unit>& units, const Compute& compute,
         const std::function<bool()>& stop_requested, const DispatcherThread* thread)
      : comm_(comm), units_(units), compute_(compute), stop_requested_(stop_requested), thread_(thread) {}

  Outcome run() {
    std::string resource;
    for (;;) {
      send({.kind = Request::Kind::claim, .text = resource});
      const Answer answer = wait_for_answer();
      if (answer.kind == Answer::Kind::finish) {
        send({.kind = Request::Kind::leave});
        return answer.outcome;
      }
      compute(answer);
      resource = units_[answer.unit].resource;
    }
  }

 private:
  /// A unit whose computation is over and that counts once a wait for a disk is.
  struct Finishing {
    Request report;
    std::future<void> wait;
  };

  void compute(const Answer& answer) {
    const Stopwatch watch;
    std::function<void()> later;
    std::string output;
    Request report = report_of(answer.unit, watch, [&] {
      AtWork at_work = {.keep_going = [this] { return keep_going(); },
                        .seconds_left = [this] { return seconds_left(); },
                        .finish_later = [&](std::function<void()> wait) { later = std::move(wait); },
                        .say = [this](const std::string& text) { send({.kind = Request::Kind::note, .text = text}); },
                        .hand_on = [&](const std::string& text) { output = text; },
                        .fingerprint = answer.fingerprint};
      if (!answer.team.empty()) at_work.team = comm_.subgroup(answer.team);
      compute_(answer.unit, at_work);
    });
    if (!answer.team.empty() && answer.team.front() != comm_.rank()) return;  // its leader reports
    if (report.kind == Request::Kind::done) report.text = output;
    if (report.kind != Request::Kind::done || !later) return send(report);
    finish();  // of the unit before
    finishing_.emplace(Finishing{report, std::async(std::launch::async, later)});
  }

  /// What to say of a unit after some work for it.
  static Request report_of(std::size_t unit, const Stopwatch& watch, const std::function<void()>& work) {
    Request report{.kind = Request::Kind::done, .unit = unit};
    try {
      work();
    } catch (const Error& error) {
      report.kind = error.cause() == Cause::interrupted ? Request::Kind::given_up : Request::Kind::failed;
      report.text = error.what();
    } catch (const std::exception& error) {
      report.kind = Request::Kind::failed;
      report.text = error.what();
    } catch (...) {
      report.kind = Request::Kind::failed;
      report.text = "an exception that is not a std::exception";
    }
    report.seconds = watch.seconds();
    return report;
  }

  /// Reports the unit that waits for a disk, when that is over.
  void finish() {
    if (!finishing_) return;
    Finishing over = std::move(*finishing_);
    finishing_.reset();
    Request report = report_of(over.report.unit, Stopwatch(), [&] { over.wait.get(); });
    report.seconds = over.report.seconds;  // the wait was no work
    send(report);
  }

  void finish_if_over() {
    if (finishing_ && finishing_->wait.wait_for(std::chrono::seconds(0)) == std::future_status::ready) finish();
  }

  bool keep_going() {
    finish_if_over();
    pass_on_stop_request();
    // While a rank computes, the one thing that it can be told is to stop.
    if (comm_.poll(worker_tag)) stop();
    return !stopping_;
  }

  double seconds_left() const {
    return stopping_ ? seconds_left_of_stop(since_stop_.seconds()) : std::numeric_limits<double>::infinity();
  }

  void stop() {
    if (!stopping_) since_stop_ = Stopwatch();
    stopping_ = true;
  }

  /// The answer to a claim.
  Answer wait_for_answer() {
    for (;;) {
      finish_if_over();
      if (const auto message = comm_.poll(worker_tag)) {
        const Answer answer = answer_from(message->text);
        if (answer.kind != Answer::Kind::stop) return answer;
        stop();
        continue;
      }
      pass_on_stop_request();
      if (thread_ != nullptr && thread_->lost()) throw DispatcherLost("the dispatcher ended");
      std::this_thread::sleep_for(pause_between_polls);
    }
  }

  void pass_on_stop_request() {
    if (stopping_ || !stop_requested_()) return;
    stop();
    send({.kind = Request::Kind::stop});
  }

  void send(const Request& request) { comm_.send(0, dispatcher_tag, to_message(request)); }

  const mpi::Communicator& comm_;
  const std::vector<Unit>& units_;
  const Compute& compute_;
  const std::function<bool()>& stop_requested_;
  const DispatcherThread* thread_;
  bool stopping_ = false;
  Stopwatch since_stop_;
  std::optional<Finishing> finishing_;
};

/// Rank 0's part.
Outcome run_with_dispatcher(const mpi::Communicator& comm, const std::vector<Unit>& units, Journal* journal,
                            const Compute& compute, const Listener<Progress>& listener) {
  DispatcherThread thread(comm, Dispatcher(units, comm.size(), journal), listener);
  try {
    const Outcome outcome = Worker(comm, units, compute, listener.stop_requested, &thread).run();
    thread.join();
    comm.barrier();
    if (thread.journal_error() != nullptr) std::rethrow_exception(thread.journal_error());
    return outcome;
  } catch (const DispatcherLost&) {
    thread.join();  // throws the cause
    throw;
  }
}

}  // namespace

Outcome run_units(const mpi::Communicator& comm, const std::vector<Unit>& units, Journal* journal,
                  const Compute& compute, const Listener<Progress>& listener) {
  if (comm.is_root()) return run_with_dispatcher(comm, units, journal, compute, listener);
  const Outcome outcome = Worker(comm, units, compute, listener.stop_requested, nullptr).run();
  comm.barrier();  // no rank may claim in a later run while this one's dispatcher still listens
  return outcome;
}

}  // namespace neurank::schedule
