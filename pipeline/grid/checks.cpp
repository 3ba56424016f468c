#include "grid/checks.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace neurank::grid {
namespace {

// Grids beyond these are slips of the pen, and planning them would take all memory.
constexpr double most_cells = 100'000, most_penalties = 10'000;

constexpr std::size_t most_listed = 20;

using Path = std::vector<std::string>;

class Checker {
 public:
  Checker(const GridValues& values, const Node& root, Problems& problems)
      : experiment_(values.experiment), base_probe_(values.probe), root_(root), problems_(problems) {}

  void check() {
    check_names_once("models", experiment_.models);
    check_names_once("corpora", experiment_.corpora);
    check_names_once("tasks", experiment_.tasks);
    check_corpora();
    check_tasks();
    check_penalties();
    const bool included = check_filters("include", experiment_.include);
    const bool excluded = check_filters("exclude", experiment_.exclude);
    if (included && excluded) check_cells();
  }

 private:
  /// Adds a problem at the deepest part of a path that the grid has.
  void add(const Path& path, const std::string& problem, const std::string& remedy = {}) {
    const Node* node = &root_;
    for (const std::string& key : path) {
      const Node* next = node->find(key);
      if (next == nullptr) break;
      node = next;
    }
    problems_.add(node->place, join(path, "."), problem, remedy);
  }

  template <class T>
  static std::vector<std::string> names_of(const std::vector<T>& values) {
    std::vector<std::string> names;
    for (const T& value : values) names.push_back(value.name);
    return names;
  }

  template <class T>
  void check_names_once(const std::string& list, const std::vector<T>& values) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!values[i].name.empty() && !seen.insert(values[i].name).second)
        add({list, std::to_string(i), "name"}, quoted(values[i].name) + " is used twice", "give each its own name");
  }

  void check_corpora() {
    for (std::size_t i = 0; i < experiment_.corpora.size(); ++i)
      for (const auto& [column, number] : experiment_.corpora[i].columns)
        if (number == experiment_.corpora[i].word_column)
          add({"corpora", std::to_string(i), "columns", column}, "field " + std::to_string(number) + " holds the words",
              "fields of a line count from 0");
  }

  void check_tasks() {
    const auto& corpora = experiment_.corpora;
    for (std::size_t i = 0; i < experiment_.tasks.size(); ++i) {
      const Task& task = experiment_.tasks[i];
      const auto is_its = [&](const corpus::CorpusSettings& c) { return c.name == task.corpus; };
      const auto corpus = std::find_if(corpora.begin(), corpora.end(), is_its);
      if (task.corpus.empty()) continue;
      if (corpus == corpora.end())
        add_unknown({"tasks", std::to_string(i), "corpus"}, "corpus", task.corpus, names_of(corpora));
      else if (!task.column.empty() && !corpus->columns.contains(task.column))
        add_unknown({"tasks", std::to_string(i), "column"}, "column of " + task.corpus, task.column,
                    column_names(*corpus));
    }
  }

  static std::vector<std::string> column_names(const corpus::CorpusSettings& corpus) {
    std::vector<std::string> names;
    for (const auto& [name, number] : corpus.columns) names.push_back(name);
    return names;
  }

  /// A name that refers to nothing. When there is nothing to refer to, that has been said already.
  void add_unknown(const Path& path, const std::string& kind, const std::string& name, std::vector<std::string> known) {
    std::erase(known, "");
    if (known.empty()) return;
    const std::string near = suggestion(name, known);
    const std::string all = known.size() <= most_listed ? "there is: " + join(known, ", ") : "";
    add(path, "no " + kind + " is called " + quoted(name), near.empty() ? all : near);
  }

  void check_penalties() {
    check_penalties({"probe", "lambda"}, base_probe_.lambda);
    for (const Variant& variant : experiment_.variants) {
      const bool inherited =
          variant.probe.lambda.l1 == base_probe_.lambda.l1 && variant.probe.lambda.l2 == base_probe_.lambda.l2;
      if (!inherited) check_penalties({"variants", variant.name, "probe", "lambda"}, variant.probe.lambda);
    }
  }

  void check_penalties(const Path& path, const probe::LambdaSearch& lambda) {
    const auto pairs = static_cast<double>(lambda.l1.size()) * static_cast<double>(lambda.l2.size());
    if (pairs > most_penalties) add(path, to_text(pairs) + " pairs of l1 and l2 are too many (at most 10000)");
  }

  /// Whether all names in the filters are known.
  bool check_filters(const std::string& list, const std::vector<CellFilter>& filters) {
    bool known = true;
    for (std::size_t i = 0; i < filters.size(); ++i) {
      const Path path = {list, std::to_string(i)};
      const CellFilter& filter = filters[i];
      known &= check_filter_name(path, "model", filter.model, names_of(experiment_.models));
      known &= check_filter_name(path, "task", filter.task, names_of(experiment_.tasks));
      known &= check_filter_name(path, "variant", filter.variant, names_of(experiment_.variants));
      if (filter.model.empty() && filter.task.empty() && filter.variant.empty())
        add(path, "names no model, task or variant", "name one, or remove it");
    }
    return known;
  }

  bool check_filter_name(Path path, const std::string& kind, const std::string& name,
                         const std::vector<std::string>& known) {
    if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return true;
    path.push_back(kind);
    add_unknown(path, kind, name, known);
    return false;
  }

  void check_cells() {
    const auto& e = experiment_;
    const double cells = static_cast<double>(e.models.size()) * static_cast<double>(e.tasks.size()) *
                         static_cast<double>(e.variants.size());
    if (cells > most_cells) return add({}, to_text(cells) + " cells are too many (at most 100000)", "split the grid");
    for (std::size_t i = 0; i < e.exclude.size(); ++i) check_exclude_matters(i);
    if (cells > 0 && expand_cells(e).empty()) add({"exclude"}, "leaves no cell to compute", "exclude less");
  }

  void check_exclude_matters(std::size_t i) {
    const auto meets = [](const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; };
    const CellFilter& exclude = experiment_.exclude[i];
    const auto& includes = experiment_.include;
    const bool matches = std::any_of(includes.begin(), includes.end(), [&](const CellFilter& include) {
      return meets(include.model, exclude.model) && meets(include.task, exclude.task) &&
             meets(include.variant, exclude.variant);
    });
    if (!matches && !includes.empty())
      add({"exclude", std::to_string(i)}, "matches no cell that include leaves", "remove it");
  }

  const Experiment& experiment_;
  const probe::ProbeSettings& base_probe_;
  const Node& root_;
  Problems& problems_;
};

}  // namespace

void check_experiment(const GridValues& values, const Node& root, Problems& problems) {
  Checker(values, root, problems).check();
}

}  // namespace neurank::grid
