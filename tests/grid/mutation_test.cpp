#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"
#include "support/mutated.hpp"
#include "support/refusal.hpp"

namespace neurank::grid {
namespace {

/// Pieces that mean something to YAML, to variables or to numbers.
const std::vector<std::string> pieces = {"{",
                                         "}",
                                         "[",
                                         "]",
                                         ":",
                                         ": ",
                                         "- ",
                                         "? ",
                                         ", ",
                                         "&a ",
                                         "*a",
                                         "!",
                                         "!2",
                                         "|\n",
                                         ">\n",
                                         "#",
                                         "\"",
                                         "'",
                                         "\n",
                                         "\t",
                                         "  ",
                                         "~",
                                         "null",
                                         "%YAML 9\n",
                                         "---\n",
                                         "...\n",
                                         "<<: ",
                                         "${",
                                         "$${",
                                         "${HOME}",
                                         "${NO:-",
                                         "-1",
                                         "1e999",
                                         "nan",
                                         "99999999999999999999",
                                         ".",
                                         "..",
                                         "/",
                                         "\xff",
                                         "\x04",
                                         std::string(1, '\0'),
                                         "\xef\xbb\xbf",
                                         "\\",
                                         "\"\\x00\"",
                                         "\xf0\x9f\x98\x80"};

TEST(Mutation, a_damaged_grid_is_read_or_refused_and_never_more) {
  const test::GridFolder folder;
  Random random(20200720);
  int good = 0, bad = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = test::mutated(test::good_grid, pieces, random);
    try {
      const bool is_bad =
          test::is_refused([&] { EXPECT_FALSE(expand_cells(folder.read(text)).empty()) << text; }, Cause::usage);
      ++(is_bad ? bad : good);
    } catch (const std::exception& error) {
      FAIL() << error.what() << " at " << text;
    }
  }
  EXPECT_GT(good, 40) << "mutations that spare the grid show that it is read at all";
  EXPECT_GT(bad, 1000);
}

TEST(Mutation, damaged_overrides_too) {
  const test::GridFolder folder;
  Random random(7);
  for (int i = 0; i < 500; ++i) {
    const std::string text = test::mutated("corpora.0.columns.pos={a: [1, 2], b: models.0}", pieces, random);
    test::is_refused([&] { folder.read(test::good_grid, {text}); }, Cause::usage);
  }
}

TEST(Mutation, deep_and_broad_documents_are_refused) {
  const test::GridFolder folder;
  std::string columns = "columns: {", bomb = "a: &a [x, x]\n";
  for (int i = 0; i < 20000; ++i) columns += "k" + std::to_string(i) + ": " + std::to_string(i) + ", ";
  for (char c = 'b'; c <= 'z'; ++c)
    bomb += std::string{c} + ": &" + c + " [*" + char(c - 1) + ", *" + char(c - 1) + "]\n";
  const std::string deep(100000, '['), braces(100000, '{'), blank(2 << 20, ' '), itself = "&a [*a]";
  std::string far(400000, '\n');
  far += '[';
  columns += '}';
  for (const std::string& text : {deep, braces, far, bomb, itself, columns, blank}) {
    EXPECT_FALSE(folder.problems(text).empty());
  }
  std::string block;
  for (int i = 0; i < 1000; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_FALSE(folder.problems(block).empty());
  std::string dashes;
  for (int i = 0; i < 100000; ++i) dashes += "- ";
  EXPECT_FALSE(folder.problems(dashes).empty());
}

}  // namespace
}  // namespace neurank::grid
