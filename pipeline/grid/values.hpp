#pragma once

#include <cstdint>
#include <filesystem>

#include "base/cast.hpp"
#include "base/names.hpp"
#include "base/text.hpp"
#include "grid/schema.hpp"
#include "model/layer_selection.hpp"

namespace neurank::grid {

/// Numbers that a setting takes.
struct Domain {
  const char* text;  ///< after "a number "
  bool (*holds)(double);
};
inline constexpr Domain positive = {"> 0", [](double x) { return x > 0; }};
inline constexpr Domain not_negative = {">= 0", [](double x) { return x >= 0; }};
inline constexpr Domain part = {">= 0 and < 1", [](double x) { return x >= 0 && x < 1; }};
inline constexpr Domain share = {"> 0 and < 1", [](double x) { return x > 0 && x < 1; }};

/// A whole number from `least` to `most`.
Scalar integer(Index& value, Index least, Index most);
/// A number that may be absent, which is stored as 0.
Scalar optional_integer(Index& value, Index least, Index most);
/// A number from 0 that may be absent, which is stored as a negative one.
Scalar optional_count(Index& value, Index most);
/// The number of a field in the lines of a corpus, from 0.
Scalar column_number(int& value);
/// A seed: any whole number of 64 bits without sign.
Scalar seed_number(std::uint64_t& value);
/// A finite number of a domain.
Scalar real(double& value, const Domain& domain);
/// A value that is true or false.
Scalar flag(bool& value);
/// A word that becomes part of file names: letters, digits, ".", "_" and "-", at most 100 bytes, no dot first.
Scalar name(std::string& value);
/// A word that names a label column: a name, or one with ":", "[" and "]" such as feats:Number.
Scalar column_name(std::string& value);
/// Where a label column is found; whether the corpus's format knows such a place is not checked here.
Scalar column_source(std::string& value);
/// A label as a corpus has it, or any other text.
Scalar label(std::string& value);
Scalar free_text(std::string& value);
/// Name and value of a hint for MPI-IO, in lengths that every MPI library takes.
Scalar hint_name(std::string& value);
Scalar hint_value(std::string& value);
/// A size of memory in bytes: 4GiB, 512MiB, 2GB, or a number of bytes.
Scalar memory_size(std::uint64_t& bytes);
/// A layer's number, or a range of layers: 3, -1, 0..3, -4..-1.
Scalar layer_range(model::LayerRange& value);
/// "auto", stored as 0, or a number of threads.
Scalar thread_count(Index& value);

// Paths: relative ones belong to `folder`; stored absolute and without "..".
Scalar existing_file(std::filesystem::path& value, const std::filesystem::path& folder);
std::optional<Complaint> check_file(const std::filesystem::path& path);  ///< complains unless it is a regular file
/// A file, or a folder that holds files *.txt.
Scalar text_path(std::filesystem::path& value, const std::filesystem::path& folder);
/// A published model: a folder or an archive.
Scalar model_folder(std::filesystem::path& value, const std::filesystem::path& folder);
/// Threads of a rank beyond this are a slip of the pen.
inline constexpr Index max_threads = 10'000;

/// A folder, which need not exist yet.
Scalar output_folder(std::filesystem::path& value, const std::filesystem::path& folder);

/// One of the names; `set` and `get` deal in positions among them, and `get` returns nothing when none is to be
/// written.
Scalar one_of(const std::string& type, const std::vector<std::string>& names,
              const std::function<void(std::size_t)>& set, const std::function<std::optional<std::size_t>()>& get);

/// One of the words of an enum.
template <class Enum>
Scalar choice(Enum& value) {
  const std::vector<std::string> names = all_names<Enum>();
  return one_of(
      "one of " + join(names, ", "), names, [&value](std::size_t i) { value = static_cast<Enum>(i); },
      [&value] { return to_size(value); });
}

/// A choice that may be left open.
template <class Enum>
Scalar choice(std::optional<Enum>& value) {
  const std::vector<std::string> names = all_names<Enum>();
  return one_of(
      "one of " + join(names, ", "), names, [&value](std::size_t i) { value = static_cast<Enum>(i); },
      [&value] { return value ? std::optional(to_size(*value)) : std::nullopt; });
}

/// @param element makes the Scalar of one element
template <class T, class MakeScalar>
OneOrMany one_or_many(std::vector<T>& values, MakeScalar element) {
  return {[&values] { return values.size(); }, [&values](std::size_t n) { values.resize(n); },
          [&values, element](std::size_t i) { return element(values[i]); }};
}

/// @param element makes the Section of one element
template <class T, class MakeSection>
Items items(std::vector<T>& values, MakeSection element) {
  return {[&values] { return values.size(); }, [&values](std::size_t n) { values.resize(n); },
          [&values, element](std::size_t i) { return element(values[i]); }};
}

}  // namespace neurank::grid
