#include <gtest/gtest.h>

#include <fstream>

#include "architecture/source_rules.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::test {
namespace {

using Lines = std::vector<std::string>;

TEST(Walls, this_checkout_keeps_the_rules) {
  EXPECT_GT(checked_files(NEURANK_CHECKOUT), 50u) << "the sources are looked for in the wrong place";
  EXPECT_EQ(rule_breaches(NEURANK_CHECKOUT), Lines{});
}

/// A file in a scratch tree and what the rules say to it; nothing when it is fine.
struct Sample {
  const char* file;
  const char* text;
  const char* breach;
};

const Sample samples[] = {
    // Walls.
    {"src/base/a.cpp", "#include <mpi.h>\n", "src/base/a.cpp:1: <mpi.h> is behind a wall"},
    {"pipeline/cli/a.cpp", "\n #  include <mpi.h> // why\n", "pipeline/cli/a.cpp:2: <mpi.h> is behind a wall"},
    {"pipeline/mpi/a.cpp", "#include <mpi.h>\n", ""},
    {"tests/mpi/a.cpp", "#include <mpi.h>\n", ""},
    {"src/probe/a.hpp", "#include <hdf5.h>\n", "src/probe/a.hpp:1: <hdf5.h> is behind a wall"},
    {"pipeline/run/a.hpp", "#include <hdf5_hl.h>\n", "pipeline/run/a.hpp:1: <hdf5_hl.h> is behind a wall"},
    {"src/store/a.cpp", "#include <hdf5.h>\n", ""},
    {"src/checkpoint/a.cpp", "#include <hdf5.h>\n", ""},
    {"src/store/b.cpp", "#include <torch/torch.h>\n", "src/store/b.cpp:1: <torch/torch.h> is behind a wall"},
    {"pipeline/cli/b.cpp", "#include <ATen/ATen.h>\n", "pipeline/cli/b.cpp:1: <ATen/ATen.h> is behind a wall"},
    {"src/model/a.cpp", "#include <ATen/ATen.h>\n", ""},
    {"src/probe/b.cpp", "#include <torch/torch.h>\n", "src/probe/b.cpp:1: <torch/torch.h> is behind a wall"},
    {"src/report/b.cpp", "#include <nlohmann/json.hpp>\n", "src/report/b.cpp:1: <nlohmann/json.hpp> is behind a wall"},
    {"src/report/c.cpp", "#include \"base/json_text.hpp\"\n",
     "src/report/c.cpp:1: <base/json_text.hpp> is behind a wall"},
    {"src/model/c.cpp", "#include \"base/json_text.hpp\"\n", ""},
    {"src/probe/e.cpp", "#include <omp.h>\n", "src/probe/e.cpp:1: <omp.h> is behind a wall"},
    {"pipeline/schedule/a.cpp", "#include <yaml-cpp/yaml.h>\n",
     "pipeline/schedule/a.cpp:1: <yaml-cpp/yaml.h> is behind a wall"},
    {"pipeline/grid/a.cpp", "#include <yaml-cpp/yaml.h>\n", ""},
    {"pipeline/grid/b.cpp", "#include <boost/program_options.hpp>\n",
     "pipeline/grid/b.cpp:1: <boost/program_options.hpp> is behind a wall"},
    {"pipeline/cli/c.cpp", "#include <boost/program_options/parsers.hpp>\n", ""},
    {"src/model/b.cpp", "#include <sentencepiece_processor.h>\n",
     "src/model/b.cpp:1: <sentencepiece_processor.h> is behind a wall"},
    // Rooms.
    {"src/report/a.cpp", "#include \"mpi/session.hpp\"\n",
     "src/report/a.cpp:1: \"mpi/session.hpp\" is not a file of this room or one above it"},
    {"src/base/b.cpp", "#include \"corpus/corpus.hpp\"\n",
     "src/base/b.cpp:1: \"corpus/corpus.hpp\" is not a file of this room or one above it"},
    {"src/probe/c.cpp", "#include \"store/a.hpp\"\n#include \"probe/a.hpp\"\n#include <vector>\n", ""},
    {"src/probe/d.cpp", "#include \"a.hpp\"\n",
     "src/probe/d.cpp:1: \"a.hpp\" is not a file of this room or one above it"},
    {"pipeline/grid/c.cpp", "#include \"schedule/unit.hpp\"\n",
     "pipeline/grid/c.cpp:1: \"schedule/unit.hpp\" is not a file of this room or one above it"},
    {"pipeline/mpi/b.cpp", "#include \"report/csv.hpp\"\n#include \"mpi/session.hpp\"\n", ""},
    {"src/kitchen/a.cpp", "int x;\n", "src/kitchen/a.cpp:1: src has no room called \"kitchen\""},
    {"pipeline/a.cpp", "int x;\n", "pipeline/a.cpp:1: pipeline has no room called \"\""},
    // Printing and ending.
    {"src/base/c.cpp", "void f() {\n  std::cout << 1;\n}\n",
     "src/base/c.cpp:2: std::cout in a room that may not print"},
    {"src/base/d.cpp", "void f() { std::exit(1); }\n", "src/base/d.cpp:1: exit( in a room that may not exit"},
    {"pipeline/run/b.cpp", "void f() { fprintf (stderr, 0); }\n",
     "pipeline/run/b.cpp:1: fprintf ( in a room that may not print"},
    {"src/base/e.cpp", "// std::cerr is not for us\nconst char* x = \"exit(1) \\\" printf(\";\nint snprintf(int);\n",
     ""},
    {"src/base/f.cpp", "const char* x = \"//\"; void g() { puts(x); }\n",
     "src/base/f.cpp:1: puts( in a room that may not print"},
    {"pipeline/mpi/c.cpp", "void f() { std::_Exit(1); }\n", ""},
    {"pipeline/mpi/d.cpp", "void f() { std::clog << 1; }\n",
     "pipeline/mpi/d.cpp:1: std::clog in a room that may not print"},
    {"pipeline/cli/d.cpp", "void f() { std::cerr << 1; std::exit(1); }\n", ""},
};

// Words and documents.
const Sample word_samples[] = {
    {"src/report/a.cpp", "bool f(const X& x) { return x.how == \"masked\"; }\n",
     "src/report/a.cpp:1: \"masked\" is compared as text, use its enum"},
    {"pipeline/cli/a.cpp", "bool f() { return outcome != \"done\"; }\n",
     "pipeline/cli/a.cpp:1: \"done\" is compared as text, use its enum"},
    {"src/report/b.cpp", "auto f() { return table.text(row, \"task\") == task; }\n", ""},
    {"src/corpus/grammar/a.cpp", "bool f() { return frame == \"control\"; }\n", ""},
    {"src/base/a.hpp", "/// See docs/nowhere.md 3.\n",
     "src/base/a.hpp:1: docs/nowhere.md is not a document of this checkout"},
    {"src/base/b.hpp", "const char* x = \"nowhere.md\";\n", ""},
};

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

TEST(Walls, each_breach_is_found_and_nothing_else_is) {
  std::vector<Sample> all(std::begin(samples), std::end(samples));
  all.insert(all.end(), std::begin(word_samples), std::end(word_samples));
  for (const Sample& sample : all) {
    const ScratchFolder checkout;
    write(checkout / sample.file, sample.text);
    const Lines expected = *sample.breach == '\0' ? Lines{} : Lines{sample.breach};
    EXPECT_EQ(checked_files(checkout.path()), 1u) << sample.file;
    EXPECT_EQ(rule_breaches(checkout.path()), expected) << sample.file;
  }
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "int x;\n";
  return text;
}

TEST(Walls, long_files_are_found_everywhere_but_in_the_test_data) {
  const ScratchFolder checkout;
  for (const char* file : {"src/base/a.cpp", "tests/run.sh", "config/a.yaml", "cmake/a.cmake", "tests/data/a.py"})
    write(checkout / file, lines(351));
  write(checkout / "jobs/local.sh", lines(350));
  EXPECT_EQ(
      rule_breaches(checkout.path()),
      (Lines{"cmake/a.cmake:351: file of more than 350 lines", "config/a.yaml:351: file of more than 350 lines",
             "src/base/a.cpp:351: file of more than 350 lines", "tests/run.sh:351: file of more than 350 lines"}));
}

TEST(Walls, a_word_of_the_domain_is_written_in_one_file_alone) {
  const ScratchFolder checkout;
  write(checkout / "src/base/a.hpp", "const char* x = \"top\";\nconst char* y = \"top\";\n");
  EXPECT_EQ(rule_breaches(checkout.path()), Lines{}) << "twice in one file";
  write(checkout / "pipeline/cli/b.cpp", "\nconst char* x = \"top\";\n");
  EXPECT_EQ(rule_breaches(checkout.path()),
            (Lines{"pipeline/cli/b.cpp:2: the word \"top\" stands in several files, use its enum",
                   "src/base/a.hpp:1: the word \"top\" stands in several files, use its enum"}));
}

TEST(Walls, all_breaches_are_told_at_once) {
  const ScratchFolder checkout;
  write(checkout / "src/base/a.cpp", "#include <mpi.h>\n#include \"grid/reader.hpp\"\n");
  write(checkout / "src/base/b.cpp", "#include <hdf5.h>\n");
  EXPECT_EQ(rule_breaches(checkout.path()).size(), 3u);
}

}  // namespace
}  // namespace neurank::test
