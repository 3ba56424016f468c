#include "grid/checks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "corpus/formats.hpp"
#include "corpus/nuisance.hpp"
#include "grid/draws.hpp"
#include "grid/values.hpp"

namespace neurank::grid {
namespace {

// Grids beyond this are slips of the pen, and planning them would take all memory.
constexpr double max_cells = 100'000;

constexpr std::size_t max_listed = 20;

using Path = std::vector<std::string>;

class Checker {
 public:
  Checker(const GridValues& values, const Node& root, Problems& problems)
      : values_(values), experiment_(values.experiment), root_(root), problems_(problems) {}

  void check() {
    check_models();
    check_groups();
    check_names_once("corpora", experiment_.corpora);
    check_names_once("tasks", experiment_.tasks);
    check_corpora();
    check_tasks();
    check_probes(values_, root_, problems_);
    check_rankings();
    const bool included = check_filters("include", experiment_.include);
    const bool excluded = check_filters("exclude", experiment_.exclude);
    if (included && excluded) check_cells();
  }

 private:
  void add(const Path& path, const std::string& problem, const std::string& remedy = {}) {
    add_problem(root_, path, problem, remedy, problems_);
  }

  static Path with(Path path, const std::string& key) {
    path.push_back(key);
    return path;
  }

  const Node* find(const Path& path) const { return root_.find(path); }

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
        add({list, std::to_string(i), "name"}, in_quotes(values[i].name) + " is used twice", "give each its own name");
  }

  void check_models() {
    check_names_once("models", experiment_.models);
    for (std::size_t i = 0; i < experiment_.models.size(); ++i) check_source(i);
    std::set<std::string> others;
    for (const auto& model : experiment_.models)
      if (model.draws == 1) others.insert(model.name);
    for (std::size_t i = 0; i < experiment_.models.size(); ++i)
      for (const std::string& name : names_of_draws(experiment_.models[i]))
        if (experiment_.models[i].draws > 1 && !others.insert(name).second)
          add({"models", std::to_string(i), "random_weights"},
              "a draw would be called " + in_quotes(name) + ", as another model is", "give one of them another name");
  }

  void check_rankings() {
    const Analyses& analyses = experiment_.analyses;
    check_values_once("rankings", analyses.rankings);
    check_values_once("judges", analyses.judges);
    if (!analyses.has(ranking::Method::weight_mass))
      add({"analyses", "rankings"}, "lacks weight_mass, by which all other analyses rank", "add it");
    if (analyses.gaussian.candidates < analyses.gaussian.k)
      add({"analyses", "gaussian", "candidates"}, "are fewer than k, the neurons to be selected among them",
          "raise it to at least " + std::to_string(analyses.gaussian.k));
  }

  /// @param list in the section of analyses
  template <class Enum>
  void check_values_once(const std::string& list, const std::vector<Enum>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::find(values.begin(), values.begin() + to_index(i), values[i]) != values.begin() + to_index(i))
        add({"analyses", list, std::to_string(i)}, in_quotes(name_of(values[i])) + " stands there twice", "remove one");
  }

  /// A model has a folder, or activations made elsewhere and nothing that needs a folder.
  void check_source(std::size_t i) {
    const auto& model = experiment_.models[i];
    const Path item = {"models", std::to_string(i)};
    const bool has_activations = find(with(item, "activations")) != nullptr;
    const Node* node = find(item);
    if (node == nullptr || node->kind != Node::Kind::map) return;
    if (!has_activations) {
      if (find(with(item, "path")) == nullptr) add(with(item, "path"), "is missing", "add it");
      return;
    }
    for (const char* key : {"path", "family", "gelu"})
      if (find(with(item, key)) != nullptr)
        add(with(item, key), "means nothing beside activations", "leave one of the two out");
    if (model.random_weights)
      add(with(item, "random_weights"), "means nothing beside activations", "leave one of the two out");
    const model::LayerSelection& selection = experiment_.extract.selection;
    for (const auto& [key, is_set] :
         {std::pair{"site", selection.site != model::Site::residual}, {"layers", !selection.layers.empty()}})
      if (is_set)
        add({"extract", key}, "means nothing for activations made elsewhere, as those of model " + model.name,
            "leave it out: the file tells");
    check_activations(model, with(item, "activations"));
  }

  /// Each corpus with its files, which are there.
  void check_activations(const model::ModelSettings& model, const Path& path) {
    if (model.activations.contains("") && experiment_.corpora.size() != 1)
      return add(path, "does not say of which corpus the files are", "write {CORPUS: FILE, ...}");
    for (const auto& [corpus, files] : model.activations)
      if (const auto known = names_of(experiment_.corpora);
          !corpus.empty() && std::find(known.begin(), known.end(), corpus) == known.end())
        add_unknown(with(path, corpus), "corpus", corpus, known);
    for (const corpus::CorpusSettings& corpus : experiment_.corpora) {
      if (!model.activations.contains("") && !model.activations.contains(corpus.name))
        add(path, "has no file of corpus " + corpus.name, "add it");
      if (corpus.format == corpus::Format::generated)
        add(path, "corpus " + corpus.name + " is generated, so that no file can fit it", "read it from files");
    }
  }

  /// Runs of one group are alike: trained, or draws of random weights.
  void check_groups() {
    std::map<std::string, bool> random;
    for (std::size_t i = 0; i < experiment_.models.size(); ++i) {
      const auto& model = experiment_.models[i];
      const std::string& group = model.group.empty() && model.draws > 1 ? model.name : model.group;
      if (!group.empty() && random.emplace(group, model.random_weights).first->second != model.random_weights)
        add({"models", std::to_string(i)}, "the group " + group + " has trained and untrained models",
            "give the untrained ones a group of their own");
    }
  }

  void check_corpora() {
    for (std::size_t i = 0; i < experiment_.corpora.size(); ++i)
      if (knows_format(i)) {
        check_columns(i);
        check_splits(i);
      }
  }

  /// Whether the corpus's format is what the grid says, and not the default in place of a misspelt one.
  bool knows_format(std::size_t corpus) const {
    const Node* format = find({"corpora", std::to_string(corpus), "format"});
    return format == nullptr || parse<corpus::Format>(format->text);
  }

  void check_columns(std::size_t i) {
    const corpus::CorpusSettings& corpus = experiment_.corpora[i];
    const Path item = {"corpora", std::to_string(i)}, columns = {"corpora", std::to_string(i), "columns"};
    if (const auto complaint = corpus::check_word(corpus))
      add(with(item, "word"), complaint->problem, complaint->remedy);
    if (corpus.columns.empty() && corpus::field_names(corpus.format).empty() && find(columns) == nullptr)
      add(columns, "is missing", "add it");
    for (const auto& [column, source] : corpus.columns) {
      if (const auto complaint = corpus::check_source(corpus, source))
        add(with(columns, column), complaint->problem, complaint->remedy);
      else if (corpus::rules_of(corpus.format).label_files)
        check_label_files(with(columns, column), corpus, source);
    }
  }

  void check_splits(std::size_t i) {
    const corpus::CorpusSettings& corpus = experiment_.corpora[i];
    const Path item = {"corpora", std::to_string(i)};
    for (const auto& [key, complaint] : corpus::check_splits(corpus)) {
      Path path = item;
      path.insert(path.end(), key.begin(), key.end());
      add(path, complaint.problem, complaint.remedy);
    }
    for (const corpus::Split split : all_of<corpus::Split>()) {
      const Node* node = find(with(item, name_of(split)));
      if (node != nullptr && node->kind == Node::Kind::map && node->children.empty())
        add(with(item, name_of(split)), "an empty map", what_to_write(corpus, split));
    }
  }

  static std::string what_to_write(const corpus::CorpusSettings& corpus, corpus::Split split) {
    if (split == corpus::Split::dev) return "write {every: 10}";
    return corpus.format == corpus::Format::generated ? "write {sentences: 1000}" : "name a file";
  }

  /// Label files of the texts that are there; the others have been reported.
  void check_label_files(const Path& path, const corpus::CorpusSettings& corpus, const std::string& source) {
    for (const auto* split : {&corpus.train, &corpus.dev, &corpus.test})
      for (const auto& text : *split) {
        if (text.empty() || check_file(text)) continue;
        const auto file = corpus::label_file(text, source);
        if (file == text) add(path, in_quotes(source) + " is the extension of the text itself, " + text.string());
        if (const auto complaint = check_file(file)) add(path, complaint->problem, complaint->remedy);
      }
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
      else if (corpus::is_column_name(task.column) && !corpus->columns.contains(task.column) &&
               !corpus::is_nuisance(task.column) && knows_format(to_size(corpus - corpora.begin())))
        add_unknown({"tasks", std::to_string(i), "column"}, "column of " + task.corpus, task.column,
                    task.column.starts_with("nuisance:") ? corpus::nuisance_columns() : column_names(*corpus));
    }
  }

  /// What a task may name: columns, and the format's own names for its fields.
  static std::vector<std::string> column_names(const corpus::CorpusSettings& corpus) {
    std::vector<std::string> names;
    for (const auto& [name, source] : corpus.columns) names.push_back(name);
    for (const std::string& name : corpus::field_names(corpus.format))
      if (!corpus.columns.contains(name)) names.push_back(name);
    return names;
  }

  /// A name that refers to nothing. When there is nothing to refer to, that has been said already.
  void add_unknown(const Path& path, const std::string& kind, const std::string& name, std::vector<std::string> known) {
    std::erase(known, "");
    if (known.empty()) return;
    const std::string near = suggestion(name, known);
    const std::string all = known.size() <= max_listed ? "known: " + join(known, ", ") : "";
    add(path, "no " + kind + " is called " + in_quotes(name), near.empty() ? all : near);
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

  bool check_filter_name(const Path& path, const std::string& kind, const std::string& name,
                         const std::vector<std::string>& known) {
    if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return true;
    add_unknown(with(path, kind), kind, name, known);
    return false;
  }

  void check_cells() {
    const auto& e = experiment_;
    double models = 0;
    for (const auto& model : e.models) models += to_double(model.draws);
    const double cells = models * to_double(e.tasks.size()) * to_double(e.variants.size());
    if (cells > max_cells) return add({}, to_text(cells) + " cells are too many (at most 100000)", "split the grid");
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

  const GridValues& values_;
  const Experiment& experiment_;
  const Node& root_;
  Problems& problems_;
};

}  // namespace

void add_problem(const Node& root, const std::vector<std::string>& path, const std::string& problem,
                 const std::string& remedy, Problems& problems) {
  const Node* node = &root;
  for (const std::string& key : path) {
    const Node* next = node->find(key);
    if (next == nullptr) break;
    node = next;
  }
  problems.add(node->place, join(path, "."), problem, remedy);
}

void check_experiment(const GridValues& values, const Node& root, Problems& problems) {
  Checker(values, root, problems).check();
}

}  // namespace neurank::grid
