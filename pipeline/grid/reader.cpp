#include "grid/reader.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "corpus/formats.hpp"
#include "grid/checks.hpp"
#include "grid/draws.hpp"
#include "grid/overrides.hpp"
#include "grid/schema.hpp"
#include "grid/variables.hpp"

namespace neurank::grid {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t max_bytes = std::uintmax_t{1} << 20;
constexpr const char* only_variant = "default";

std::string read_grid_file(const fs::path& file) {
  std::error_code code;
  const auto bytes = fs::is_regular_file(file, code) ? fs::file_size(file, code) : 0;
  if (!code && bytes > max_bytes) throw usage_error(file.string() + ": too large for a grid (over 1 MiB)");
  try {
    return read_file(file);
  } catch (const Error& error) {
    throw usage_error(error.what(), "name a grid file, e.g. config/conll2000-mini.yaml");
  }
}

/// The exact solver's own "no penalty", and defaults that it takes, where the grid says nothing else.
void complete_penalties(probe::ProbeSettings& probe, const Node& root, const std::string& variant) {
  if (!probe.is_exact()) return;
  const auto is_said = [&](const char* key) {
    return root.find(std::vector<std::string>{"probe", "lambda", key}) != nullptr ||
           root.find(std::vector<std::string>{"variants", variant, "probe", "lambda", key}) != nullptr;
  };
  probe.search.unregularized = {0, probe::least_exact_l2};
  if (!is_said("l2")) std::erase_if(probe.search.l2, [](double l2) { return l2 < probe::least_exact_l2; });
  if (!is_said("l1")) std::erase_if(probe.search.l1, [](double l1) { return l1 > 0 && l1 < probe::least_exact_l2; });
}

/// Fills in what follows from other values.
void complete(GridValues& values, const Node& root) {
  if (root.find("variants") == nullptr) values.experiment.variants = {{only_variant, values.probe}};
  complete_penalties(values.probe, root, "");
  for (Variant& variant : values.experiment.variants) complete_penalties(variant.probe, root, variant.name);
  for (auto& corpus : values.experiment.corpora) {
    corpus.max_words = values.experiment.extract.max_words;
    for (const Task& task : values.experiment.tasks)
      if (task.corpus == corpus.name && corpus::names_field(corpus.format, task.column))
        corpus.columns.emplace(task.column, task.column);
  }
}

/// The tree of a grid file with its overrides; variables stand as they are.
Node read_tree(const fs::path& file, const std::vector<std::string>& overrides, Problems& problems) {
  std::optional<Node> root = parse_yaml(read_grid_file(file), {}, problems);
  if (!root) problems.throw_if_any();
  for (const std::string& text : overrides) apply_override(*root, text, problems);
  GridValues any;
  use_present_keys(grid_schema(any, {}), *root, problems);
  return std::move(*root);
}

/// Takes the keys away that only read_experiment reads.
void keep_pretraining(Node& root, const Section& kept) {
  GridValues any;
  const auto has = [](const Section& section, const Node& node) {
    return std::any_of(section.fields.begin(), section.fields.end(), [&](const Field& f) { return f.key == node.key; });
  };
  const Section all = grid_schema(any, {});
  std::erase_if(root.children, [&](const Node& child) { return has(all, child) && !has(kept, child); });
}

}  // namespace

Experiment read_experiment(const fs::path& file, const std::vector<std::string>& overrides, const fs::path& output) {
  Problems problems(file);
  Node root = read_tree(file, overrides, problems);
  expand_variables(root, problems);
  if (!output.empty()) override_output(root, output);
  GridValues values;
  read_section(grid_schema(values, fs::absolute(file).parent_path()), root, problems);
  complete(values, root);
  check_experiment(values, root, problems);
  check_pretraining(values.pretraining, root, problems);
  problems.throw_if_any();
  expand_draws(values.experiment);
  return values.experiment;
}

Experiment recorded_experiment(const std::string& yaml) {
  Problems problems("the recorded grid");
  std::optional<Node> root = parse_yaml(yaml, {}, problems);
  problems.throw_if_any();
  GridValues any;
  use_present_keys(grid_schema(any, {}), *root, problems);
  expand_variables(*root, problems);
  GridValues values;
  read_section(grid_schema(values, {}), *root, problems);  // what it finds wrong was right when the run began
  complete(values, *root);
  return values.experiment;
}

Pretraining read_pretraining(const fs::path& file, const std::vector<std::string>& overrides) {
  Problems problems(file);
  Node root = read_tree(file, overrides, problems);
  Pretraining values;
  const Section schema = pretraining_schema(values, fs::absolute(file).parent_path());
  keep_pretraining(root, schema);
  expand_variables(root, problems);
  read_section(schema, root, problems);
  check_pretraining(values, root, problems);
  problems.throw_if_any();
  return values;
}

std::string to_yaml(const Experiment& experiment) {
  GridValues values{experiment, {}, {}};
  auto& variants = values.experiment.variants;
  NEURANK_EXPECT(!variants.empty());
  const bool is_plain = variants.size() == 1 && variants.front().name == only_variant;
  if (is_plain) {
    values.probe = variants.front().probe;
    variants.clear();
  }
  Node root = write_section(grid_schema(values, {}));
  // Variants are written whole, so that nothing is left to inherit. How models were trained is not part of a run.
  std::erase_if(root.children,
                [&](const Node& child) { return child.key == "pretrain" || (!is_plain && child.key == "probe"); });
  return print_yaml(root);
}

}  // namespace neurank::grid
