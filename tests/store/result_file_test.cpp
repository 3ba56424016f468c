#include "store/result_file.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/files.hpp"
#include "store/sample_file.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

using test::refusal;
using test::ScratchFolder;

constexpr Value empty{};

Value text(const char* value) { return std::string(value); }
Value integer(std::int64_t value) { return value; }

Table accuracy() {
  Table table({{"model", ColumnType::text}, {"seed", ColumnType::integer}, {"accuracy", ColumnType::real}});
  table.add_row({text("bert"), integer(1), 0.1});
  table.add_row({text("Größe 語"), integer(std::numeric_limits<std::int64_t>::max()), -0.0});
  table.add_row({text("NA"), integer(std::numeric_limits<std::int64_t>::min() + 1), 5e-324});
  table.add_row({empty, empty, empty});
  return table;
}

ResultSet sample() {
  ResultSet results;
  results.attributes = {{"unit", "train/1"}, {"settings", std::string(200000, 'x')}, {"none", ""}};
  results.tables["accuracy"] = accuracy();
  results.tables["nested/ranking"] = Table({{"score", ColumnType::real}, {"labels", ColumnType::text}});
  results.tables["nothing"] = Table();
  results.arrays["heads/weights"] = {{2, 3}, {1, 2, 3, -4, std::numeric_limits<float>::infinity(), 6}};
  results.arrays["empty"] = {{0, 7}, {}};
  results.arrays["single"] = {{}, {2.5f}};
  return results;
}

ResultSet round_trip(const ResultSet& results) {
  const ScratchFolder folder;
  write_results(folder / "r.h5", results);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  return read_results(folder / "r.h5");
}

TEST(ResultFile, reads_back_what_was_written) {
  const ResultSet written = sample(), read = round_trip(written);
  EXPECT_EQ(read.attributes, written.attributes);
  ASSERT_EQ(read.tables.size(), written.tables.size());
  for (const auto& [name, table] : written.tables) {
    ASSERT_EQ(read.tables.count(name), 1u) << name;
    EXPECT_EQ(read.tables.at(name).columns(), table.columns()) << name;
    EXPECT_EQ(read.tables.at(name).rows(), table.rows()) << name;
  }
  ASSERT_EQ(read.arrays.size(), written.arrays.size());
  for (const auto& [name, array] : written.arrays) {
    EXPECT_EQ(read.arrays.at(name).shape, array.shape) << name;
    EXPECT_EQ(read.arrays.at(name).values, array.values) << name;
  }
  EXPECT_TRUE(std::signbit(std::get<double>(read.tables.at("accuracy").rows()[1][2])));
}

TEST(ResultFile, tells_computed_nan_and_empty_text_from_empty_cells) {
  ResultSet results;
  Table& table = results.tables["t"];
  table = Table({{"real", ColumnType::real}, {"text", ColumnType::text}});
  table.add_row({std::nan(""), text("")});
  table.add_row({empty, empty});
  table.add_row({-std::nan(""), text("NA")});
  const auto rows = round_trip(results).tables.at("t").rows();
  EXPECT_TRUE(std::isnan(std::get<double>(rows[0][0])));
  EXPECT_TRUE(std::isnan(std::get<double>(rows[2][0])));
  EXPECT_EQ(rows[0][1], text(""));
  EXPECT_EQ(rows[1], (std::vector<Value>{empty, empty}));
  EXPECT_EQ(rows[2][1], text("NA"));
}

TEST(ResultFile, a_large_table_is_compressed_and_exact) {
  ResultSet results;
  Table& table = results.tables["ranking"];
  table = Table({{"method", ColumnType::text}, {"rank", ColumnType::integer}, {"score", ColumnType::real}});
  for (std::int64_t i = 0; i < 100000; ++i)
    table.add_row({text("weight mass"), integer(i * 7919 % 9984), std::sin(static_cast<double>(i))});
  const ScratchFolder folder;
  write_results(folder / "r.h5", results);
  EXPECT_LT(std::filesystem::file_size(folder / "r.h5"), 100000u * (11 + 8 + 8) * 2 / 3);
  EXPECT_TRUE(read_results(folder / "r.h5").tables.at("ranking").rows() == table.rows());
}

TEST(ResultFile, a_table_in_parts_is_that_of_all_its_rows) {
  const std::vector<Column> columns = {{"name", ColumnType::text}, {"n", ColumnType::integer}, {"x", ColumnType::real}};
  Table whole(columns);
  std::vector<Table> parts(4, Table(columns));
  for (std::size_t i = 0; i < 30'000; ++i) {
    const std::vector<Value> row = {i % 5 == 0 ? Value() : Value(std::string(i % 17, 'a')),
                                    integer(static_cast<std::int64_t>(i)),
                                    i % 7 == 0 ? Value() : Value(static_cast<double>(i) / 3)};
    whole.add_row(row);
    parts[i < 10 ? 0 : i < 20'000 ? 1 : 3].add_row(row);  // the third is empty
  }
  const ScratchFolder folder;
  const TableParts in_parts = {columns, parts.size(), [&](std::size_t part) -> const Table& { return parts[part]; }};
  write_results(folder / "r.h5", sample(), {{"in parts", in_parts}});
  const ResultSet read = read_results(folder / "r.h5");
  EXPECT_EQ(read.tables.at("in parts").columns(), columns);
  EXPECT_TRUE(read.tables.at("in parts").rows() == whole.rows());
  EXPECT_EQ(read.tables.size(), sample().tables.size() + 1);
  const auto again = read_table_parts(folder / "r.h5", "in parts", 7'000);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->columns, columns);
  ASSERT_EQ(again->count, 5u);
  Table joined(columns);
  for (std::size_t part = 0; part < again->count; ++part) joined.append(again->part(part));
  EXPECT_TRUE(joined.rows() == whole.rows());
  EXPECT_FALSE(read_table_parts(folder / "r.h5", "no such table", 10).has_value());
  EXPECT_EQ(read_table_parts(folder / "r.h5", "nested/ranking", 10)->count, 0u) << "no rows";
  const auto none = [](const std::string&) { return false; };
  EXPECT_TRUE(read_results(folder / "r.h5", {.arrays = none}).arrays.empty());
  EXPECT_TRUE(read_results(folder / "r.h5", {.tables = none}).tables.empty());
}

TEST(ResultFile, equal_sets_give_equal_bytes) {
  const ScratchFolder folder;
  ResultSet results = sample();
  for (int i = 0; i < 20000; ++i) results.tables["accuracy"].add_row({text("bert"), integer(i), 0.5});
  mallopt(M_PERTURB, 0x55);  // fresh memory is filled with one pattern, then with another
  write_results(folder / "a.h5", results);
  mallopt(M_PERTURB, 0xAA);
  write_results(folder / "b.h5", results);
  mallopt(M_PERTURB, 0);
  EXPECT_TRUE(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
}

TEST(ResultFile, missing_foreign_and_cut_files_are_errors) {
  const ScratchFolder folder;
  EXPECT_EQ(refusal([&] { read_results(folder / "none.h5"); }), (folder / "none.h5").string() + ": no such file");
  write_file(folder / "text.h5", "model,task\n");
  EXPECT_NE(refusal([&] { read_results(folder / "text.h5"); }).find("cannot open as HDF5"), std::string::npos);
  write_results(folder / "a.h5", sample());
  const std::string whole = read_file(folder / "a.h5");
  for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 50) {
    write_file(folder / "cut.h5", whole.substr(0, size));
    EXPECT_NE(refusal([&] { read_results(folder / "cut.h5"); }), "") << size;
  }
}

TEST(ResultFile, another_hdf5_file_is_an_error) {
  const ScratchFolder folder;
  test::SampleFile().write_whole(folder / "a.h5");
  EXPECT_EQ(refusal([&] { read_results(folder / "a.h5"); }),
            (folder / "a.h5").string() + ": is not a results file of neurank");
  write_results(folder / "r.h5", sample());
  EXPECT_EQ(refusal([&] { ActivationReader reader(folder / "r.h5"); }),
            (folder / "r.h5").string() + ": is not an activation file of neurank");
}

TEST(ResultFile, zero_bytes_in_text_are_an_error_and_leave_nothing) {
  const ScratchFolder folder;
  ResultSet results;
  results.tables["t"] = Table({{"name", ColumnType::text}});
  results.tables["t"].add_row({std::string("a\0", 2)});
  EXPECT_NE(refusal([&] { write_results(folder / "r.h5", results); }).find("zero byte"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace neurank::store
