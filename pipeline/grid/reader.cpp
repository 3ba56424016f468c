#include "grid/reader.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "corpus/formats.hpp"
#include "grid/checks.hpp"
#include "grid/overrides.hpp"
#include "grid/schema.hpp"
#include "grid/variables.hpp"

namespace neurank::grid {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 20;
constexpr const char* only_variant = "default";

std::string read_grid_file(const fs::path& file) {
  std::error_code code;
  const auto bytes = fs::is_regular_file(file, code) ? fs::file_size(file, code) : 0;
  if (!code && bytes > most_bytes) throw usage_error(file.string() + ": too large for a grid (over 1 MiB)");
  try {
    return read_file(file);
  } catch (const Error& error) {
    throw usage_error(error.what(), "name a grid file, e.g. config/conll2000-mini.yaml");
  }
}

/// Fills in what follows from other values.
void complete(GridValues& values, bool has_variants) {
  if (!has_variants) values.experiment.variants = {{only_variant, values.probe}};
  for (auto& corpus : values.experiment.corpora) {
    corpus.max_words = values.experiment.extract.max_words;
    for (const Task& task : values.experiment.tasks)
      if (task.corpus == corpus.name && corpus::names_field(corpus.format, task.column))
        corpus.columns.emplace(task.column, task.column);
  }
}

}  // namespace

Experiment read_experiment(const fs::path& file, const std::vector<std::string>& overrides, const fs::path& output) {
  Problems problems(file);
  std::optional<Node> root = parse_yaml(read_grid_file(file), {}, problems);
  if (!root) problems.throw_if_any();
  for (const std::string& text : overrides) apply_override(*root, text, problems);
  expand_variables(*root, problems);
  if (!output.empty()) override_output(*root, output);
  GridValues values;
  read_section(grid_schema(values, fs::absolute(file).parent_path()), *root, problems);
  complete(values, root->find("variants") != nullptr);
  check_experiment(values, *root, problems);
  problems.throw_if_any();
  return values.experiment;
}

std::string to_yaml(const Experiment& experiment) {
  GridValues values{experiment, {}};
  auto& variants = values.experiment.variants;
  NEURANK_EXPECT(!variants.empty());
  const bool is_plain = variants.size() == 1 && variants.front().name == only_variant;
  if (is_plain) {
    values.probe = variants.front().probe;
    variants.clear();
  }
  Node root = write_section(grid_schema(values, {}));
  // Variants are written whole, so that nothing is left to inherit.
  if (!is_plain) std::erase_if(root.children, [](const Node& child) { return child.key == "probe"; });
  return print_yaml(root);
}

}  // namespace neurank::grid
