#include "store/local_copies.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/hash.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "store/activation_seal.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = "neurank-";
constexpr const char* in_use = "in_use";        ///< file in a run's folder that its processes hold
constexpr const char* leftover = ".leftover-";  ///< in the name of a folder that is being removed

std::string short_hash(const std::string& text) { return sha256(text).substr(0, 16); }

}  // namespace

/// A lock of the system on a file, which ends with the process, however that ends. Several may share it, or one have it
/// alone.
class LocalCopies::Lock {
 public:
  enum class Kind { shared, alone };

  /// Makes the file when it is not there. Never waits for one that others have alone.
  static std::unique_ptr<Lock> take(const fs::path& file, Kind kind) {
    auto lock = std::make_unique<Lock>(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    return lock->descriptor_ >= 0 && lock->change(kind) && lock->is_of(file) ? std::move(lock) : nullptr;
  }

  explicit Lock(int descriptor) : descriptor_(descriptor) {}
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool change(Kind kind) const {
    return ::flock(descriptor_, (kind == Kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0;
  }

 private:
  /// Whether the file has not been moved away since it was opened.
  bool is_of(const fs::path& file) const {
    struct stat mine {
    }, there{};
    return ::fstat(descriptor_, &mine) == 0 && ::stat(file.c_str(), &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
  }

  int descriptor_;
};

namespace {

/// Removes a run's folder, whose lock this process has alone: nobody finds it from the first moment on.
void remove_folder(const fs::path& folder) {
  std::error_code ignored;
  const fs::path moved = folder.string() + leftover + std::to_string(::getpid());
  fs::rename(folder, moved, ignored);
  if (!ignored) fs::remove_all(moved, ignored);
}

std::vector<fs::path> folders_on(const fs::path& disk) {
  std::vector<fs::path> folders;
  std::error_code unreadable;
  for (fs::directory_iterator entry(disk, unreadable), end; !unreadable && entry != end; entry.increment(unreadable))
    if (entry->path().filename().string().starts_with(prefix)) folders.push_back(entry->path());
  return folders;
}

}  // namespace

LocalCopies::LocalCopies(const fs::path& disk, const std::string& run) : folder_(disk / (prefix + short_hash(run))) {
  std::error_code code;
  for (const fs::path& folder : folders_on(disk)) {
    if (folder.filename().string().find(leftover) != std::string::npos) fs::remove_all(folder, code);
    if (!fs::exists(folder / in_use, code)) continue;
    const auto alone = Lock::take(folder / in_use, Lock::Kind::alone);  // until the folder is gone
    if (alone) remove_folder(folder);
  }
  constexpr int tries = 100;  // another process may be removing the folder
  for (int i = 0; i < tries && !in_use_ && fs::exists(disk, code); ++i) {
    fs::create_directory(folder_, code);
    if (code && code != std::errc::file_exists) break;  // that one: it was there, and was removed before a second look
    in_use_ = Lock::take(folder_ / in_use, Lock::Kind::shared);
    if (!in_use_) ::usleep(10'000);
  }
  if (!in_use_)
    problem_ = "resources.scratch: " + disk.string() + ": cannot be used here (" +
               (fs::exists(disk, code) ? "no folder can be made and locked there" : "no such folder") +
               "); activations are read where they are";
}

LocalCopies::~LocalCopies() {
  if (in_use_ && in_use_->change(Lock::Kind::alone)) remove_folder(folder_);
}

fs::path LocalCopies::copy_name(const fs::path& file) const {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) throw disk_error(file, "look at the file", errno);
  return folder_ /
         (short_hash(join({fs::absolute(file).string(), std::to_string(found.st_size), std::to_string(found.st_ino),
                           std::to_string(found.st_mtim.tv_sec), std::to_string(found.st_mtim.tv_nsec)},
                          "\n")) +
          ".h5");
}

std::optional<fs::path> LocalCopies::find(const fs::path& file) const {
  if (!in_use_) return std::nullopt;
  fs::path copy = copy_name(file);
  std::error_code code;
  return fs::exists(copy, code) ? std::optional(std::move(copy)) : std::nullopt;
}

std::string LocalCopies::fetch(const fs::path& file, const std::function<bool()>& keep_going) {
  if (!in_use_) return std::exchange(problem_, "");
  const fs::path copy = copy_name(file), given_up = copy.string() + ".given_up";
  std::error_code code;
  if (!fs::exists(folder_, code)) {
    in_use_.reset();
    return "resources.scratch: " + folder_.string() + ": was removed by others; activations are read where they are";
  }
  if (fs::exists(copy, code) || fs::exists(given_up, code)) return "";
  const auto maker = Lock::take(copy.string() + ".making", Lock::Kind::alone);
  if (!maker || fs::exists(copy, code) || fs::exists(given_up, code)) return "";
  try {
    return make(file, copy, keep_going);
  } catch (const Error& error) {
    fs::remove(copy.string() + ".part", code);
    if (error.cause() == Cause::interrupted) throw;
    std::ofstream(given_up).flush();  // so that no process of this host tries again
    return "resources.scratch: " + std::string(error.what()) + "; " + file.string() + " is read where it is";
  }
}

std::string LocalCopies::make(const fs::path& file, const fs::path& copy,
                              const std::function<bool()>& keep_going) const {
  constexpr std::uint64_t piece = 16 << 20;
  const Stopwatch watch;
  const fs::path part = copy.string() + ".part";
  const File from(file, File::Mode::read), to(part, File::Mode::create);
  const std::uint64_t bytes = from.size(), room = free_bytes(folder_);
  if (room < bytes)
    throw input_error(folder_.string() + ": has no room for " + bytes_text(bytes) + " (" + bytes_text(room) + " free)");
  to.reserve(bytes);
  std::string buffer;
  for (std::uint64_t done = 0; done < bytes; done += buffer.size()) {
    if (!keep_going()) throw Error(Cause::interrupted, "a unit was stopped");
    buffer.resize(std::min(piece, bytes - done));
    from.read_at(done, buffer.data(), buffer.size());
    to.write_at(done, buffer.data(), buffer.size());
  }
  if (const auto damage = damage_of(part, keep_going)) throw input_error(part.string() + ": " + *damage);
  std::error_code code;
  fs::rename(part, copy, code);
  if (code) throw disk_error(copy, "name the copy", code.value());
  return file.string() + ": " + bytes_text(bytes) + " copied to " + copy.string() + " in " +
         formatted("%.1f s", watch.seconds());
}

}  // namespace neurank::store
