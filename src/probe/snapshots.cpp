#include "probe/snapshots.hpp"

#include "base/error.hpp"

namespace neurank::probe {
namespace {

constexpr double seconds_to_begin = 10, seconds_to_go_on = 2;
constexpr std::size_t piece = std::size_t{1} << 22;  // numbers that are written between two looks at the time

/// No time is left to write the file.
struct NoTime {};

}  // namespace

Snapshots::Snapshots(std::filesystem::path file, std::string owner, SnapshotRules rules)
    : file_(std::move(file)), owner_(std::move(owner)), rules_(std::move(rules)) {}

std::string Snapshots::full_owner(const std::string& training) const { return sha256(owner_ + "\n" + training); }

std::optional<SnapshotReader> Snapshots::take(const std::string& training) {
  if (!is_waiting()) return std::nullopt;
  taken_ = true;
  try {
    SnapshotReader reader(file_);
    if (reader.owner() == full_owner(training)) return reader;
    rules_.say(file_.string() +
               ": is of another training or another version of neurank and is not used; its unit starts anew");
  } catch (const Error& error) {
    rules_.say(std::string(error.what()) + " and is not used; its unit starts anew");
  }
  return std::nullopt;
}

void Snapshots::keep(const std::string& training, const TrainingPosition& position,
                     const std::vector<std::span<float>>& numbers) {
  watch_ = Stopwatch();
  taken_ = true;
  try {
    if (rules_.seconds_left() < seconds_to_begin) throw NoTime();
    rules_.before();
    write(training, position, numbers);
  } catch (const NoTime&) {
    complain(file_.string() + ": no time was left to write it; the unit goes on from the snapshot before, if any");
  } catch (const Error& error) {
    complain(std::string(error.what()) + "; until it can be written a stop costs the work of its unit");
  }
}

void Snapshots::complain(const std::string& line) {
  if (line != complaint_) rules_.say(line);
  complaint_ = line;
}

void Snapshots::write(const std::string& training, const TrainingPosition& position,
                      const std::vector<std::span<float>>& numbers) const {
  SnapshotWriter writer(file_, full_owner(training), position);
  for (std::span<const float> rest : numbers)
    while (!rest.empty()) {
      if (rules_.seconds_left() < seconds_to_go_on) throw NoTime();
      const std::size_t count = std::min(piece, rest.size());
      writer.add(rest.first(count));
      rest = rest.subspan(count);
    }
  writer.publish();
}

void Snapshots::drop() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace neurank::probe
