#include "schedule/journal.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "schedule/outcome.hpp"
#include "schedule/unit.hpp"

namespace neurank::schedule {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* obsolete = "obsolete";  ///< state of a unit that is no longer done

struct Entry {
  std::string unit;
  std::optional<DoneUnit> done = {};
  std::optional<std::string> reason = {};  ///< of a failure
  double seconds = 0;                      ///< that one rank would have taken
};

double rank_seconds(const Json& json) {
  const auto seconds = json.find("seconds");
  if (seconds == json.end() || !seconds->is_number()) return 0;
  const auto ranks = json.find("ranks");
  const bool is_team = ranks != json.end() && ranks->is_number_unsigned();
  return seconds->get<double>() * speed_of_team(is_team ? ranks->get<std::size_t>() : 1);
}

/// The entry that a line holds; nothing when it holds none.
std::optional<Entry> parse_line(const std::string& line) {
  const Json json = parsed_json<Json>(line);
  const auto text = [&](const char* key) -> std::optional<std::string> {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
  };
  if (!json.is_object()) return std::nullopt;
  const auto unit = text("unit"), state = text("state"), reason = text("reason");
  if (!unit || !state) return std::nullopt;
  if (*state == obsolete) return Entry{*unit};
  const auto outcome = neurank::parse<Outcome>(*state);
  if (outcome == Outcome::done)
    return Entry{.unit = *unit,
                 .done = DoneUnit{text("fingerprint").value_or(""), text("output").value_or("")},
                 .seconds = rank_seconds(json)};
  if (outcome == Outcome::failed && reason) return Entry{.unit = *unit, .reason = reason};
  return std::nullopt;
}

void take(const Entry& entry, JournalSummary& summary) {
  if (entry.done) {
    summary.done[entry.unit] = *entry.done;
    summary.failed.erase(entry.unit);
  } else if (!entry.reason) {
    summary.done.erase(entry.unit);
  } else if (!summary.done.contains(entry.unit)) {
    summary.failed[entry.unit] = *entry.reason;
  }
}

/// Bytes up to the last line end; what follows was cut off by a crash.
std::size_t whole_lines(const std::string& content) { return content.rfind('\n') + 1; }

/// Hands on every entry in turn.
template <class Take>
void parse(const fs::path& path, const std::string& content, const Take& take) {
  long line = 1;
  for (std::size_t start = 0, end = 0; start < whole_lines(content); start = end + 1, ++line) {
    end = content.find('\n', start);
    const std::optional<Entry> entry = parse_line(content.substr(start, end - start));
    if (!entry)
      throw input_error(at(path, line) + "not a line of a run's journal",
                        "delete the line (a unit that it names is computed again), or start afresh with --redo");
    take(*entry);
  }
}

JournalSummary summary_of(const fs::path& path, const std::string& content) {
  JournalSummary summary;
  parse(path, content, [&](const Entry& entry) { take(entry, summary); });
  return summary;
}

std::string to_line(const Json& json) { return json_text(json) + "\n"; }

Json entry(const std::string& unit, Outcome outcome, int rank, double seconds) {
  return {{"unit", unit}, {"state", name_of(outcome)}, {"rank", rank}, {"seconds", seconds}, {"finished", utc_time()}};
}

}  // namespace

Journal::Journal(const fs::path& path, std::function<void()> before_writing)
    : file_(path, File::Mode::append), before_writing_(std::move(before_writing)) {
  const std::string content = read_file(path);
  done_ = summary_of(path, content).done;
  file_.resize(whole_lines(content));  // drops a last line that a crash cut off
  file_.sync();
  sync_file(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

void Journal::record_done(const std::string& unit, const DoneUnit& done, int rank, double seconds, std::size_t ranks) {
  Json json = entry(unit, Outcome::done, rank, seconds);
  if (ranks > 1) json["ranks"] = ranks;
  json["fingerprint"] = done.fingerprint;
  if (!done.output.empty()) json["output"] = done.output;
  append(to_line(json));
  done_[unit] = done;
}

void Journal::record_failed(const std::string& unit, int rank, double seconds, const std::string& reason) {
  Json json = entry(unit, Outcome::failed, rank, seconds);
  json["reason"] = reason;
  append(to_line(json));
}

void Journal::record_obsolete(const std::string& unit) {
  append(to_line({{"unit", unit}, {"state", obsolete}}));
  done_.erase(unit);
}

void Journal::append(const std::string& line) {
  before_writing_();
  const std::uint64_t end = file_.size();
  try {
    file_.write(line);
  } catch (...) {
    file_.resize(end);  // takes back half a line
    throw;
  }
  is_synced_ = false;
}

void Journal::sync() {
  if (is_synced_) return;
  file_.sync();
  is_synced_ = true;
}

JournalSummary read_journal(const fs::path& path) { return summary_of(path, read_file(path)); }

std::map<std::string, double> read_unit_seconds(const fs::path& path) {
  std::map<std::string, double> seconds;
  parse(path, read_file(path), [&](const Entry& entry) {
    if (entry.done) seconds[entry.unit] = entry.seconds;
  });
  return seconds;
}

}  // namespace neurank::schedule
