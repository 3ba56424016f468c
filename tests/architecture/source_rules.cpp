#include "architecture/source_rules.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>

namespace neurank::test {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

// A room may include itself and the rooms before it; pipeline's rooms may include all of src.
const Strings src_rooms = {"base",     "corpus", "tokenizer", "store",    "checkpoint", "model",
                           "pretrain", "probe",  "ranking",   "analysis", "report"};
const Strings pipeline_rooms = {"mpi", "grid", "schedule", "probing", "pretraining", "run", "cli"};

constexpr int max_lines = 350;

/// A library and the folders that may know of it.
struct Wall {
  std::regex header;
  Strings folders;
};
const std::vector<Wall> walls = {
    {std::regex("mpi\\.h"), {"pipeline/mpi"}},
    {std::regex("hdf5.*\\.h|H5.*\\.h"), {"src/store", "src/checkpoint"}},
    {std::regex("(torch|ATen|c10)/.*"), {"src/model", "src/pretrain"}},
    {std::regex("yaml-cpp/.*"), {"pipeline/grid"}},
    {std::regex("sentencepiece.*"), {"src/tokenizer"}},
    {std::regex("boost/program_options.*"), {"pipeline/cli"}},
    {std::regex("nlohmann/.*"), {"src/base"}},
    {std::regex("base/json_text\\.hpp"),
     {"src/base", "src/tokenizer", "src/store", "src/checkpoint", "src/model", "src/pretrain", "pipeline/schedule",
      "pipeline/pretraining", "pipeline/run"}},
    {std::regex("omp\\.h"), {"pipeline/cli", "src/base"}},
};

/// The one include that is no room's: made by CMake.
const std::string generated_header = "version_facts.hpp";

bool holds(const Strings& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Rooms that a folder such as "src/model" may include.
Strings reachable_rooms(const std::string& tree, const std::string& room) {
  const Strings& own = tree == "src" ? src_rooms : pipeline_rooms;
  const auto end = std::find(own.begin(), own.end(), room);
  Strings rooms(own.begin(), end == own.end() ? end : end + 1);
  if (tree == "pipeline") rooms.insert(rooms.end(), src_rooms.begin(), src_rooms.end());
  return rooms;
}

Strings lines_of(const fs::path& file) {
  Strings lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// A line without its text constants and its "//" comment; the sources have no other comments.
std::string code_of(const std::string& line) {
  static const std::regex text(R"("(\\.|[^"\\])*"|//.*)");
  return std::regex_replace(line, text, "");
}

/// Words of the domain that are enumerators of one enum: each is written as text in one file of the product, beside it.
const Strings enum_words = {"top",    "bottom",    "full",   "masked",  "retrained", "unregularized",
                            "unseen", "ambiguous", "failed", "stopped", "reduce"};

/// Those, and words that also have other meanings, such as the name of a column or an enumerator of two enums (random):
/// never compared as text.
const std::regex compared_word(
    R"re([!=]=\s*"(task|control|all|top|random|bottom|full|masked|retrained|unregularized|unseen|ambiguous|done|failed|stopped|extract|minimal|reduce|report)")re");

const std::string invented_english = "src/corpus/grammar/";

/// Which files of the product write which word of the domain.
class WordCheck {
 public:
  void read(const std::string& file, const Strings& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      for (const std::string& word : enum_words)
        if (lines[i].find('"' + word + '"') != std::string::npos)
          places_[word].emplace(file, file + ":" + std::to_string(i + 1));
  }

  void report(Strings& breaches) const {
    for (const auto& [word, files] : places_)
      for (auto file = files.begin(); files.size() > 1 && file != files.end(); ++file)
        breaches.push_back(file->second + ": the word \"" + word + "\" stands in several files, use its enum");
  }

 private:
  std::map<std::string, std::map<std::string, std::string>> places_;  ///< word -> file -> first place
};

/// The breaches of one file.
class FileCheck {
 public:
  FileCheck(const fs::path& checkout, const fs::path& file, Strings& breaches)
      : checkout_(checkout),
        name_(file.lexically_relative(checkout).generic_string()),
        lines_(lines_of(file)),
        breaches_(breaches) {}

  void read_words(WordCheck& words) const {
    if (!name_.starts_with(invented_english)) words.read(name_, lines_);
  }

  void check_length() {
    if (lines_.size() > max_lines) add(max_lines + 1, "file of more than " + std::to_string(max_lines) + " lines");
  }

  /// @param tree src or pipeline  @param room folder under it, empty for files of the tree itself
  void check_code(const std::string& tree, const std::string& room) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      check_include(lines_[i], static_cast<int>(i) + 1, tree, room);
      check_side_effects(lines_[i], static_cast<int>(i) + 1, tree + "/" + room);
      check_words(lines_[i], static_cast<int>(i) + 1);
      check_documents(lines_[i], static_cast<int>(i) + 1);
    }
  }

  void check_room_is_known(const std::string& tree, const std::string& room) {
    if (!holds(tree == "src" ? src_rooms : pipeline_rooms, room)) add(1, tree + " has no room called \"" + room + "\"");
  }

 private:
  void add(int line, const std::string& problem) {
    breaches_.push_back(name_ + ":" + std::to_string(line) + ": " + problem);
  }

  void check_include(const std::string& line, int number, const std::string& tree, const std::string& room) {
    static const std::regex pattern(R"(\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
    std::smatch parts;
    if (!std::regex_match(line, parts, pattern)) return;
    const std::string header = parts[2];
    for (const Wall& wall : walls)
      if (std::regex_match(header, wall.header) && !holds(wall.folders, tree + "/" + room))
        add(number, "<" + header + "> is behind a wall");
    const bool is_ours = parts[1] == "\"" && header != generated_header;
    if (is_ours && !holds(reachable_rooms(tree, room), header.substr(0, header.find('/'))))
      add(number, "\"" + header + "\" is not a file of this room or one above it");
  }

  void check_side_effects(const std::string& line, int number, const std::string& folder) {
    static const std::regex printing(
        R"(\bstd::(cout|cerr|clog)\b|\b(printf|fprintf|vprintf|puts|putchar|perror)\s*\()");
    static const std::regex ending(R"(\b(exit|_exit|_Exit|quick_exit)\s*\()");
    const std::string code = code_of(line);
    std::smatch found;
    if (folder != "pipeline/cli" && std::regex_search(code, found, printing))
      add(number, found.str() + " in a room that may not print");
    if (folder != "pipeline/cli" && folder != "pipeline/mpi" && std::regex_search(code, found, ending))
      add(number, found.str() + " in a room that may not exit");
  }

  void check_words(const std::string& line, int number) {
    std::smatch found;
    if (!name_.starts_with(invented_english) && std::regex_search(line, found, compared_word))
      add(number, "\"" + found[1].str() + "\" is compared as text, use its enum");
  }

  /// Documents that a comment names are part of the checkout.
  void check_documents(const std::string& line, int number) {
    static const std::regex document(R"(\b[\w/-]+\.md\b)");
    const std::size_t comment = line.find("//");
    if (comment == std::string::npos) return;
    for (std::sregex_iterator found(line.begin() + static_cast<std::ptrdiff_t>(comment), line.end(), document), end;
         found != end; ++found)
      if (!fs::exists(checkout_ / found->str())) add(number, found->str() + " is not a document of this checkout");
  }

  fs::path checkout_;
  std::string name_;
  Strings lines_;
  Strings& breaches_;
};

bool is_cpp(const fs::path& file) { return holds({".cpp", ".hpp", ".h", ".cc"}, file.extension()); }

bool is_source(const fs::path& file) {
  return is_cpp(file) || holds({".cmake", ".sh", ".py", ".yaml", ".sbatch"}, file.extension()) ||
         file.filename() == "CMakeLists.txt";
}

/// All sources below the folders of a checkout, sorted; tests/data holds data, not sources.
std::vector<fs::path> sources_of(const fs::path& checkout) {
  std::vector<fs::path> files;
  for (const char* folder : {"src", "pipeline", "tests", "cmake", "config", "jobs", "slurm"}) {
    if (!fs::is_directory(checkout / folder)) continue;
    for (auto entry = fs::recursive_directory_iterator(checkout / folder); entry != fs::end(entry); ++entry) {
      if (entry->path() == checkout / "tests/data") entry.disable_recursion_pending();
      if (entry->is_regular_file() && is_source(entry->path())) files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void check_file(const fs::path& checkout, const fs::path& file, WordCheck& words, Strings& breaches) {
  FileCheck check(checkout, file, breaches);
  check.check_length();
  const fs::path relative = file.lexically_relative(checkout);
  const std::string tree = relative.begin()->string();
  if ((tree != "src" && tree != "pipeline") || !is_cpp(file)) return;
  const std::string room =
      std::distance(relative.begin(), relative.end()) > 2 ? std::next(relative.begin())->string() : "";
  check.check_room_is_known(tree, room);
  check.check_code(tree, room);
  check.read_words(words);
}

}  // namespace

std::vector<std::string> rule_breaches(const fs::path& checkout) {
  Strings breaches;
  WordCheck words;
  for (const fs::path& file : sources_of(checkout)) check_file(checkout, file, words, breaches);
  words.report(breaches);
  return breaches;
}

std::size_t checked_files(const fs::path& checkout) { return sources_of(checkout).size(); }

}  // namespace neurank::test
