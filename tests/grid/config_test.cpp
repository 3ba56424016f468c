#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <regex>

#include "base/files.hpp"
#include "grid/grid_folder.hpp"
#include "grid/pretraining.hpp"
#include "grid/schema.hpp"

namespace neurank::grid {
namespace {

const std::filesystem::path config = NEURANK_CONFIG;

/// What a key's line in the reference must say.
struct Entry {
  std::string type;
  std::string fallback;  ///< as in the column "default"
  bool operator==(const Entry&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Entry& e) { return out << e.type << " | " << e.fallback; }

using Reference = std::map<std::string, Entry>;

/// Lists the keys of the schema.
class Lister {
 public:
  Reference keys;

  void list(const Section& section, const std::string& prefix) {
    for (const Field& field : section.fields)
      std::visit([&](const auto& value) { add(value, prefix + field.key, field.required); }, field.value);
  }

 private:
  static std::string code(const std::string& text) { return text.empty() ? "*(none)*" : "`" + text + "`"; }

  void add(const Scalar& scalar, const std::string& path, bool required) {
    keys[path] = {scalar.type, required ? "" : code(scalar.text())};
  }
  void add(const OneOrMany& list, const std::string& path, bool required) {
    std::vector<std::string> defaults;
    for (std::size_t i = 0; i < list.size(); ++i) defaults.push_back(list.element(i).text());
    list.resize(std::max<std::size_t>(1, list.size()));
    std::string text = "[";
    for (const std::string& value : defaults) text += (text.size() > 1 ? ", " : "") + value;
    keys[path] = {list.element(0).type + ", or a list", required ? "" : code(text + "]")};
  }
  void add(const Section& section, const std::string& path, bool) { list(section, path + "."); }
  void add(const SectionOrList& value, const std::string& path, bool required) {
    add(value.list, path, required);
    list(value.section, path + ".");
  }
  void add(const SectionOrScalar& value, const std::string& path, bool required) {
    add(value.scalar, path, required);
    list(value.section, path + ".");
  }
  void add(const NamedOrList& value, const std::string& path, bool required) { add(value.list, path, required); }
  void add(const Items& items, const std::string& path, bool) {
    items.resize(1);
    list(items.element(0), path + "[].");
  }
  void add(const Named& named, const std::string& path, bool) {
    const auto element = named.element("x");
    if (const auto* scalar = std::get_if<Scalar>(&element)) add(*scalar, path + ".<name>", true);
    // A variant repeats the keys of probe.
    if (std::holds_alternative<Section>(element)) keys[path + ".<name>.probe"] = {"keys of `probe`", "*(none)*"};
  }
};

/// The lines "| `key` | type | default | meaning |" of the reference.
Reference reference_of(const std::string& markdown) {
  const std::regex line(R"(^\| `([^`]+)` \| ([^|]*) \|( [^|]+)? \| [^|]{10,} \|$)");
  Reference reference;
  std::istringstream in(markdown);
  for (std::string text; std::getline(in, text);) {
    std::smatch parts;
    if (!std::regex_match(text, parts, line)) continue;
    EXPECT_FALSE(reference.contains(parts[1])) << "twice: " << parts[1];
    reference[parts[1]] = {parts[2], parts[3].length() > 0 ? parts[3].str().substr(1) : ""};
  }
  return reference;
}

TEST(Config, the_reference_has_every_key_with_its_type_and_default_and_no_other) {
  GridValues values;
  Lister schema;
  schema.list(grid_schema(values, "/"), "");
  const Reference written = reference_of(read_file(config / "README.md"));
  EXPECT_GT(schema.keys.size(), 40u);
  for (const auto& [key, entry] : schema.keys) {
    const auto line = written.find(key);
    const Entry told = line == written.end() ? Entry{"no line", ""} : line->second;
    EXPECT_EQ(told, entry) << key;
  }
  for (const auto& [key, entry] : written) EXPECT_TRUE(schema.keys.contains(key)) << "the program has no key " << key;
}

/// The first YAML block of the reference that has a key.
std::string example_with(const std::string& key, const std::string& markdown) {
  const std::size_t in = markdown.find("\n" + key);
  const std::size_t begin = markdown.rfind("```yaml\n", in) + 8;
  return markdown.substr(begin, markdown.find("```", begin) - begin);
}

TEST(Config, the_examples_of_corpus_formats_are_what_the_program_takes) {
  const test::GridFolder folder;
  for (const char* name : {"train.conllu", "dev.conllu",    "test.conllu",      "train.pipe",     "dev.pipe",
                           "test.pipe",    "wsj_0001.auto", "wsj_0002.auto",    "wsj_0003.auto",  "wsj_0004.auto",
                           "train.conll",  "dev.conll",     "test.conll",       "train.word",     "dev.word",
                           "test.word",    "train.label",   "dev.label",        "test.label",     "train.conll09",
                           "dev.conll09",  "test.conll09",  "train.gold_conll", "dev.gold_conll", "test.gold_conll"})
    write_file(folder / name, "");
  const std::string grid = "experiment: e\noutput: out\nmodels: [{name: bert, path: models/bert}]\n" +
                           example_with("corpora:", read_file(config / "README.md"));
  ASSERT_EQ(folder.problems(grid), std::vector<std::string>{});
  const Experiment e = folder.read(grid);
  ASSERT_EQ(e.corpora.size(), all_of<corpus::Format>().size());
  for (std::size_t i = 0; i < e.corpora.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(e.corpora[i].format), i);
  EXPECT_EQ(e.tasks[2].ignore, std::vector<std::string>{"_"});
}

/// Reads a grid of this folder with empty files where it looks for its data below two variables.
Experiment read_with_data(const std::string& grid, const std::vector<std::pair<std::string, std::string>>& variables,
                          const std::vector<std::string>& files) {
  const test::ScratchFolder data;
  for (const auto& file : files) {
    make_folder((data / file).parent_path());
    write_file(data / file, "{}");
  }
  for (const auto& [variable, folder] : variables) ::setenv(variable.c_str(), (data / folder).c_str(), 1);
  Experiment e = read_experiment(config / grid);
  for (const auto& [variable, folder] : variables) ::unsetenv(variable.c_str());
  return e;
}

TEST(Config, paper_has_the_models_tasks_and_settings_of_the_paper) {
  std::vector<std::string> files = {"m/bert-base-cased/config.json", "m/xlnet-base-cased/config.json",
                                    "m/elmo/options.json", "m/transformer-elmo/model.tar.gz"};
  for (const char* corpus :
       {"ptb/train.txt", "ptb/dev.txt", "ptb/test.txt", "pmb/train.conll", "pmb/dev.conll", "pmb/test.conll",
        "conll2000/train.txt", "conll2000/test.txt", "ccgbank/train.auto", "ccgbank/dev.auto", "ccgbank/test.auto"})
    files.push_back(std::string("c/") + corpus);
  const Experiment e = read_with_data("paper.yaml", {{"NEURANK_MODELS", "m"}, {"NEURANK_CORPORA", "c"}}, files);
  std::vector<std::string> models, tasks;
  for (const auto& model : e.models) models.push_back(model.name);
  for (const auto& task : e.tasks) tasks.push_back(task.name);
  EXPECT_EQ(models, (std::vector<std::string>{"bert", "xlnet", "t-elmo", "elmo"}));
  EXPECT_EQ(tasks, (std::vector<std::string>{"pos", "sem", "chunk", "ccg"}));
  EXPECT_EQ(e.models[1].gelu, model::Gelu::tanh);
  EXPECT_EQ(e.repetitions, 3);
  for (const Variant& variant : e.variants) {
    EXPECT_EQ(variant.probe.epochs, 10);
    EXPECT_EQ(variant.probe.batch, 512);
    EXPECT_EQ(variant.probe.search.l1.size() * variant.probe.search.l2.size(), 64u);
    EXPECT_EQ(variant.probe.search.keep, 0.2);
  }
  EXPECT_EQ(expand_cells(e).size(), 4u * 4 * 2);
}

TEST(Config, demo_needs_nothing_but_the_checkout) {
  const Experiment e = read_experiment(config / "demo.yaml");
  EXPECT_EQ(expand_cells(e).size(), 4u * 5 + 1);
  EXPECT_TRUE(e.models.back().random_weights);
  EXPECT_EQ(e.corpora[0].format, corpus::Format::generated);
}

TEST(Config, twins_pretrains_the_models_that_it_probes) {
  std::vector<std::string> files = {"c/conll2000/train.txt", "c/conll2000/test.txt", "c/pmb/train.conll",
                                    "c/pmb/dev.conll",       "c/pmb/test.conll",     "t/text.txt"};
  const test::ScratchFolder data;
  for (const auto& file : files) {
    make_folder((data / file).parent_path());
    write_file(data / file, "a sentence\n");
  }
  ::setenv("NEURANK_CORPORA", (data / "c").c_str(), 1);
  ::setenv("NEURANK_TEXT", (data / "t").c_str(), 1);
  const Pretraining twins = read_pretraining(config / "twins.yaml");
  ::unsetenv("NEURANK_CORPORA");
  ::unsetenv("NEURANK_TEXT");
  EXPECT_EQ(twins.families.size(), 4u);
  EXPECT_EQ(twins.output.filename(), "twins-models");
  EXPECT_EQ(twins.architecture.layers, 6);
  const std::string grid = read_file(config / "twins.yaml");
  for (const char* family : {"bert", "xlnet", "elmo", "transformer-elmo"})
    EXPECT_NE(grid.find("twins-models/" + std::string(family) + "}"), std::string::npos) << family;
}

TEST(Config, mini_has_two_models_and_six_tasks) {
  const Experiment e = read_with_data(
      "mini.yaml", {{"NEURANK_DATA", ""}},
      {"models/bert-mini/config.json", "models/xlnet-mini/config.json", "corpora/ewt/en_ewt-ud-train.conllu",
       "corpora/ewt/en_ewt-ud-dev.conllu", "corpora/ewt/en_ewt-ud-test.conllu", "corpora/conll2000/train.txt",
       "corpora/conll2000/test.txt", "corpora/pmb/train.conll", "corpora/pmb/dev.conll", "corpora/pmb/test.conll"});
  EXPECT_EQ(expand_cells(e).size(), 2u * 6);
  EXPECT_EQ(e.tasks[1].ignore, std::vector<std::string>{"_"});
}

TEST(Config, conll2000_mini_reads_and_finds_its_data_through_the_variable) {
  const test::ScratchFolder data;
  make_folder(data / "models/bert-mini");
  make_folder(data / "corpora/conll2000");
  for (const char* file : {"models/bert-mini/config.json", "corpora/conll2000/train.txt", "corpora/conll2000/test.txt"})
    write_file(data / file, "{}");
  ::setenv("NEURANK_DATA", data.path().c_str(), 1);
  const Experiment e = read_experiment(config / "conll2000-mini.yaml");
  ::unsetenv("NEURANK_DATA");
  ASSERT_EQ(e.models.size(), 1u);
  EXPECT_EQ(e.models[0].path, data / "models/bert-mini");
  EXPECT_EQ(e.models[0].name, "bert-mini");
  EXPECT_EQ(e.corpora[0].columns, (std::map<std::string, std::string>{{"pos", "1"}, {"chunk", "2"}}));
  EXPECT_EQ(e.corpora[0].dev_every, 10);
  EXPECT_EQ(e.tasks[0].level, "morphology");
  EXPECT_EQ(e.tasks[1].level, "syntax");
  EXPECT_EQ(e.repetitions, 3);
  EXPECT_TRUE(e.analyses.control);
  EXPECT_EQ(e.output, (config / "../results/conll2000-mini").lexically_normal());
  const auto& lambda = e.variants[0].probe.search;
  EXPECT_EQ(lambda.l1.size() * lambda.l2.size(), 64u);
  std::vector<std::string> cells;
  for (const Cell& cell : expand_cells(e)) cells.push_back(cell_names(e, cell).name());
  EXPECT_EQ(cells, (std::vector<std::string>{"bert-mini/pos/raw", "bert-mini/pos/zscored", "bert-mini/chunk/raw",
                                             "bert-mini/chunk/zscored"}));
  EXPECT_FALSE(e.variants[0].probe.standardize);
  EXPECT_TRUE(e.variants[1].probe.standardize);
}

}  // namespace
}  // namespace neurank::grid
