#include "schedule/folder_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <mutex>
#include <optional>
#include <random>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"

namespace neurank::schedule {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path lock_of(const fs::path& folder) { return folder / "lock"; }

std::string first_line_of(const fs::path& file) {
  std::ifstream lines(file);
  std::string line;
  std::getline(lines, line);
  return line;
}

std::string host_name() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

/// Where process numbers mean the same: a boot of a machine, and there a namespace of processes.
std::string process_space() {
  std::error_code none;
  return first_line_of("/proc/sys/kernel/random/boot_id") + " " + fs::read_symlink("/proc/self/ns/pid", none).string();
}

/// When a process started, in ticks since the boot: its number may be another's later. Empty: there is no such process,
/// or what is left of it only waits for its parent.
std::string start_of(long process) {
  const std::string facts = first_line_of("/proc/" + std::to_string(process) + "/stat");
  const auto fields = split_whitespace(std::string_view(facts).substr(facts.rfind(')') + 1));
  constexpr std::size_t state = 0, start_time = 19;  // fields 3 and 22 of proc(5), counted from behind the name
  if (fields.size() <= start_time || fields[state] == "Z" || fields[state] == "X") return "";
  return std::string(fields[start_time]);
}

std::string new_token() {
  std::random_device device;
  std::string token;
  for (int part = 0; part < 4; ++part) token.append(std::to_string(device()));
  return token;
}

/// Who holds a folder, as the lock says.
struct Holder {
  std::string token = {}, host = {}, space = {}, started = {}, job = {};
  long process = 0, attempt = 0;
  double renewed = 0;  ///< seconds, by the file system's clock

  std::string name() const {
    const std::string of_job = job.empty() ? "" : ", job " + job + ", start " + std::to_string(attempt);
    return "process " + std::to_string(process) + " on " + host + of_job;
  }
};

std::string to_text(const Holder& holder) {
  return json_text(json{{"host", holder.host},
                        {"process", holder.process},
                        {"started", holder.started},
                        {"space", holder.space},
                        {"job", holder.job},
                        {"attempt", holder.attempt},
                        {"token", holder.token}},
                   2) +
         "\n";
}

double seconds_of(const timespec& time) { return static_cast<double>(time.tv_sec) + 1e-9 * time.tv_nsec; }

/// Time of a file's last change; nothing when it is not there.
std::optional<double> time_of(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return std::nullopt;
  return seconds_of(found.st_mtim);
}

/// Nothing when nobody holds the folder. A lock that is being written, or was cut off, names nobody.
std::optional<Holder> read_holder(const fs::path& lock) {
  const auto renewed = time_of(lock);
  if (!renewed) return std::nullopt;
  std::ifstream file(lock);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  const json facts = parsed_json<json>(content);
  Holder holder;
  holder.renewed = *renewed;
  if (!facts.is_object()) return holder;
  holder.token = facts.value("token", "");
  holder.host = facts.value("host", "");
  holder.space = facts.value("space", "");
  holder.started = facts.value("started", "");
  holder.job = facts.value("job", "");
  holder.process = facts.value("process", 0L);
  holder.attempt = facts.value("attempt", 0L);
  return holder;
}

/// The file system's time, from a file that is made there.
double clock_of(const fs::path& folder, const std::string& token) {
  const fs::path probe = folder / ("lock." + token);
  write_file(probe, "");
  const double now = time_of(probe).value_or(0);
  fs::remove(probe);
  return now;
}

bool is_dead_here(const Holder& holder) {
  return holder.space == process_space() && start_of(holder.process) != holder.started;
}

bool is_earlier_attempt(const Holder& holder, const Attempt& attempt) {
  return !attempt.job.empty() && holder.job == attempt.job && holder.attempt < attempt.number;
}

Error taken(const fs::path& folder, const Holder& holder) {
  return usage_error(folder.string() + ": another job works in this folder (" + holder.name() + ")",
                     "wait for it, stop it, or choose another output folder");
}

/// Waits until a holder counts as dead. Throws when it gives a sign of life.
void watch(const fs::path& folder, const Holder& holder, const std::string& token, const LockTimes& times,
           const std::function<void(const std::string&)>& say) {
  for (bool is_told = false;; is_told = true) {
    const auto now = read_holder(lock_of(folder));
    if (!now) return;
    if (now->token != holder.token || now->renewed > holder.renewed) throw taken(folder, *now);
    const double silent = clock_of(folder, token) - now->renewed;
    if (silent > times.stale) return;
    if (!is_told)
      say("waiting for a sign of life of " + holder.name() + ", which worked in this folder: it counts as dead in " +
          formatted("%.0f s", times.stale - silent));
    std::this_thread::sleep_for(std::chrono::duration<double>(times.renewal / 10));
  }
}

/// Takes a lock away from its holder. Of several that try, one does; a lock that another has made by then is put back.
void break_lock(const fs::path& lock, const Holder& holder, const std::string& token) {
  const fs::path aside = lock.string() + "." + token;
  std::error_code other_was_faster;
  fs::rename(lock, aside, other_was_faster);
  if (other_was_faster) return;
  if (const auto taken_aside = read_holder(aside); taken_aside && taken_aside->token != holder.token)
    fs::create_hard_link(aside, lock, other_was_faster);
  fs::remove(aside);
}

}  // namespace

FolderLock::FolderLock(fs::path folder, const Attempt& attempt, const std::function<void(const std::string&)>& say,
                       const LockTimes& times)
    : file_(lock_of(folder)), token_(new_token()), times_(times) {
  content_ = to_text({.token = token_,
                      .host = host_name(),
                      .space = process_space(),
                      .started = start_of(getpid()),
                      .job = attempt.job,
                      .process = getpid(),
                      .attempt = attempt.number});
  while (!try_to_make()) {
    const auto holder = read_holder(file_);
    if (!holder) continue;
    if (is_earlier_attempt(*holder, attempt))
      say("took the folder over from " + holder->name());
    else if (holder->space == process_space() && !is_dead_here(*holder))
      throw taken(folder, *holder);
    else if (!is_dead_here(*holder))
      watch(folder, *holder, token_, times, say);
    break_lock(file_, *holder, token_);
  }
  renewal_ = std::jthread([this](const std::stop_token& stop) { renew(stop); });
}

FolderLock::~FolderLock() {
  renewal_.request_stop();
  if (renewal_.joinable()) renewal_.join();
  std::error_code ignored;
  if (is_held()) fs::remove(file_, ignored);
}

bool FolderLock::try_to_make() const {
  const int descriptor = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0 && errno == EEXIST) return false;
  if (descriptor < 0) throw disk_error(file_, "make the file", errno);
  const bool is_written =
      ::write(descriptor, content_.data(), content_.size()) == static_cast<ssize_t>(content_.size());
  const int code = errno;
  ::close(descriptor);
  if (is_written) return true;
  fs::remove(file_);
  throw disk_error(file_, "write", code);
}

bool FolderLock::is_held() const {
  const auto holder = read_holder(file_);
  return holder && holder->token == token_;
}

void FolderLock::renew(const std::stop_token& stop) const {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  for (;;) {
    stopped.wait_for(lock, stop, std::chrono::duration<double>(times_.renewal), [] { return false; });
    if (stop.stop_requested() || !is_held()) return;
    ::utimensat(AT_FDCWD, file_.c_str(), nullptr, 0);  // the time is the file system's
  }
}

void expect_held(const fs::path& folder, const std::string& token) {
  const auto holder = read_holder(lock_of(folder));
  if (holder && holder->token == token) return;
  throw Error(Cause::interrupted, folder.string() + ": was taken over by " +
                                      (holder ? holder->name() : std::string("another job")) +
                                      "; this one writes nothing more");
}

}  // namespace neurank::schedule
