#include "report/figures/gnuplot.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <iterator>
#include <memory>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/csv.hpp"

extern char** environ;

namespace neurank::report {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t scripts_at_once = 8;  ///< of one process: starting it takes longer than a figure

/// Starts gnuplot in the folder; what it says goes to the file. @return 0 when it cannot be started
pid_t start(const fs::path& folder, const std::string& program, const std::vector<std::string>& scripts,
            const fs::path& said) {
  std::vector<char*> arguments = {const_cast<char*>(program.c_str())};
  for (const std::string& script : scripts) arguments.push_back(const_cast<char*>(script.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, said.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t process = 0;
  const int code = posix_spawnp(&process, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return code == 0 ? process : 0;
}

/// Waits for a process's end, however it ends: what it has drawn tells.
void wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
}

bool is_drawn(const fs::path& folder, const Figure& figure) {
  return std::ranges::all_of(std::initializer_list<const char*>{".svg", ".pdf"}, [&](const char* extension) {
    std::error_code none;
    const auto size = fs::file_size(folder / (figure.name + extension), none);
    return !none && size > 0;
  });
}

/// Squares of a map stay squares: viewers blur an enlarged image that does not say so.
void keep_squares(const fs::path& file) {
  const std::string blurred = "<image ", sharp = "<image style='image-rendering:pixelated' ";
  std::string svg = read_file(file);
  if (svg.find(blurred) == std::string::npos) return;
  for (std::size_t at = svg.find(blurred); at != std::string::npos; at = svg.find(blurred, at + sharp.size()))
    svg.replace(at, blurred.size(), sharp);
  write_file(file, svg);
}

/// The list of a folder's figures, by which a later report knows what to remove.
constexpr const char* list_name = "figures.csv";

Table list_of(const std::vector<Figure>& figures) {
  Table list({{"figure", ColumnType::text},
              {"kind", ColumnType::text},
              {"title", ColumnType::text},
              {"table", ColumnType::text},
              {"caption", ColumnType::text}});
  for (const Figure& figure : figures) {
    std::vector<std::string> tables;
    for (const FigureData& data : figure.data) tables.push_back(data.table);
    list.add_row({figure.name, figure.kind, figure.title, join(tables, " "), figure.caption});
  }
  return list;
}

/// Figures that an earlier report has finished.
std::set<std::string> finished_figures(const fs::path& folder) {
  std::set<std::string> figures;
  if (!fs::exists(folder / list_name)) return figures;
  const std::string list = read_file(folder / list_name);
  for (const std::string_view line : split(list, '\n')) figures.emplace(line.substr(0, line.find(',')));
  return figures;
}

/// Removes files of some figures, and nothing else.
void remove_figures(const fs::path& folder, const std::set<std::string>& figures) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (figures.contains(name.substr(0, name.find('.')))) fs::remove(entry.path());
  }
}

bool holds(const fs::path& file, const std::string& content) { return fs::exists(file) && read_file(file) == content; }

/// Whether a figure's files are there, of the same data and script.
bool is_current(const fs::path& folder, const Figure& figure) {
  return is_drawn(folder, figure) && holds(folder / (figure.name + ".gp"), figure.script) &&
         std::ranges::all_of(figure.data,
                             [&](const FigureData& data) { return holds(folder / data.file, to_csv(data.rows)); });
}

void write_sources(const fs::path& folder, const Figure& figure) {
  for (const FigureData& data : figure.data) write_file(folder / data.file, to_csv(data.rows));
  write_file(folder / (figure.name + ".gp"), figure.script);
}

/// Scripts that one process after the other takes, so many processes at once.
class Drawings {
 public:
  Drawings(fs::path folder, std::string program, std::size_t processes)
      : folder_(std::move(folder)), program_(std::move(program)), most_(std::max<std::size_t>(1, processes)) {}

  /// @return whether gnuplot could be started
  bool draw(const std::vector<Figure>& figures, std::size_t at_once) {
    for (std::size_t first = 0; first < figures.size(); first += at_once) {
      std::vector<std::string> scripts;
      for (std::size_t i = first; i < std::min(first + at_once, figures.size()); ++i)
        scripts.push_back(figures[i].name + ".gp");
      if (running_.size() == most_) wait();
      const pid_t process = start(folder_, program_, scripts, said());
      if (process == 0) break;
      running_.push_back(process);
      is_started_ = true;
    }
    while (!running_.empty()) wait();
    return is_started_;
  }

  /// Where the processes' words go.
  fs::path said() const { return folder_ / "gnuplot.log"; }

 private:
  void wait() {
    wait_for(running_.front());
    running_.pop_front();
  }

  fs::path folder_;
  std::string program_;
  std::size_t most_;
  std::deque<pid_t> running_;
  bool is_started_ = false;
};

std::vector<Figure> undrawn(const fs::path& folder, const std::vector<Figure>& figures) {
  std::vector<Figure> missing;
  std::ranges::copy_if(figures, std::back_inserter(missing),
                       [&](const Figure& figure) { return !is_drawn(folder, figure); });
  return missing;
}

/// Has figures drawn whose data and scripts are there. @return notes
std::vector<std::string> draw(const fs::path& folder, const std::vector<Figure>& figures, std::size_t processes,
                              const std::string& program) {
  if (figures.empty()) return {};
  Drawings drawings(folder, program, processes);
  fs::remove(drawings.said());
  if (!drawings.draw(figures, scripts_at_once))
    return {"Figures are not drawn, as there is no " + program + " here; figures/ has their data and scripts."};
  const auto missing = undrawn(folder, figures);
  drawings.draw(missing, 1);  // a script that fails ends its process, and those behind it are not drawn
  const auto failed = undrawn(folder, missing);
  if (failed.empty()) fs::remove(drawings.said());
  for (const Figure& figure : figures)
    if (is_drawn(folder, figure)) keep_squares(folder / (figure.name + ".svg"));
  if (failed.empty()) return {};
  return {std::to_string(failed.size()) + " of " + std::to_string(figures.size()) + " figures could not be drawn, " +
          failed.front().name + " first: figures/gnuplot.log says why."};
}

}  // namespace

std::string gnuplot_version() {
  const auto close = [](FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<FILE, decltype(close)> pipe(popen("gnuplot --version 2>/dev/null", "r"), close);
  char text[100];
  if (pipe == nullptr || fgets(text, sizeof text, pipe.get()) == nullptr) return "";
  const std::string_view line(text);
  return std::string(line.substr(0, line.find('\n')));
}

std::vector<std::string> draw_figures(const fs::path& folder, const std::vector<Figure>& figures, std::size_t processes,
                                      const std::string& program) {
  make_folder(folder);
  std::set<std::string> outdated = finished_figures(folder);
  std::vector<Figure> changed;
  for (const Figure& figure : figures)
    if (outdated.contains(figure.name) && is_current(folder, figure))
      outdated.erase(figure.name);
    else
      changed.push_back(figure);
  remove_figures(folder, outdated);
  for (const Figure& figure : changed) write_sources(folder, figure);
  const auto notes = draw(folder, changed, processes, program);
  write_file(folder / list_name, to_csv(list_of(figures)));
  return notes;
}

}  // namespace neurank::report
