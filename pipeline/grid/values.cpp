#include "grid/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "checkpoint/model_files.hpp"
#include "corpus/formats.hpp"

namespace neurank::grid {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t min_memory = std::uint64_t{1} << 20;
constexpr Index max_columns = 10'000;
constexpr std::size_t max_name = 100;

/// The number that a whole text is, or what keeps it from being one.
template <class Number>
std::errc parse_number(std::string_view text, Number& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() + text.size() ? std::errc::invalid_argument : error;
}

Complaint not_a(const std::string& type, const std::string& text) { return {in_quotes(text) + " is not " + type}; }

template <class Number>
Scalar whole_number(Number& value, Number least, Number most) {
  const std::string type = "a whole number >= " + std::to_string(least);
  const auto read = [=, &value](const std::string& text) -> std::optional<Complaint> {
    Number number{};
    const std::errc error = parse_number(text, number);
    if (error == std::errc::result_out_of_range || (error == std::errc() && number > most))
      return Complaint{text.front() == '-' ? in_quotes(text) + " is not " + type
                                           : in_quotes(text) + " is too large (at most " + std::to_string(most) + ")"};
    if (error != std::errc() || number < least) return not_a(type, text);
    value = number;
    return std::nullopt;
  };
  return {type, read, [&value] { return std::to_string(value); }};
}

struct SizeUnit {
  const char* name;
  std::uint64_t bytes;
};
constexpr std::array<SizeUnit, 9> units = {{{"TiB", std::uint64_t{1} << 40},
                                            {"GiB", std::uint64_t{1} << 30},
                                            {"MiB", std::uint64_t{1} << 20},
                                            {"KiB", std::uint64_t{1} << 10},
                                            {"TB", 1'000'000'000'000},
                                            {"GB", 1'000'000'000},
                                            {"MB", 1'000'000},
                                            {"kB", 1'000},
                                            {"", 1}}};

std::optional<std::uint64_t> parse_memory(const std::string& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::uint64_t count = 0;
  if (parse_number(std::string_view(text).substr(0, digits), count) != std::errc()) return std::nullopt;
  const std::size_t unit = std::min(text.find_first_not_of(' ', digits), text.size());
  for (const SizeUnit& known : units)
    if (text.substr(unit) == known.name && count <= std::numeric_limits<std::uint64_t>::max() / known.bytes)
      return count * known.bytes;
  return std::nullopt;
}

std::string memory_text(std::uint64_t bytes) {
  for (const SizeUnit& unit : units)
    if (std::string_view(unit.name).find('i') != std::string_view::npos && bytes % unit.bytes == 0)
      return std::to_string(bytes / unit.bytes) + unit.name;
  return std::to_string(bytes);
}

fs::path resolve(const std::string& text, const fs::path& folder) {
  const fs::path whole = (folder / text).lexically_normal();
  return whole.has_filename() || !whole.has_relative_path() ? whole : whole.parent_path();
}

/// Points to what lies in the same folder under nearly the same name.
std::string neighbour(const fs::path& missing) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator entry(missing.parent_path(), code), end; !code && entry != end; entry.increment(code))
    names.push_back(entry->path().filename().string());
  return suggestion(missing.filename().string(), names);
}

/// A path that must satisfy `check`, which says what is wrong with it.
Scalar checked_path(const std::string& type, fs::path& value, const fs::path& folder,
                    const std::function<std::optional<Complaint>(const fs::path&)>& check) {
  const auto read = [=, &value](const std::string& text) -> std::optional<Complaint> {
    if (text.empty()) return Complaint{"is empty where " + type + " is needed"};
    value = resolve(text, folder);
    return check(value);
  };
  return {type, read, [&value] { return value.string(); }};
}

std::optional<Complaint> check_model(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) return Complaint{"no such folder: " + path.string(), neighbour(path)};
  if (checkpoint::is_model(path)) return std::nullopt;
  if (!fs::is_directory(path, code)) return Complaint{"not a folder, nor a .tar.gz archive: " + path.string()};
  return Complaint{"not a model (no config.json, options.json or model.tar.gz in " + path.string() + ")"};
}

std::optional<Complaint> check_text(const fs::path& path) {
  std::error_code code;
  if (!fs::is_directory(path, code)) return check_file(path);
  for (fs::directory_iterator entry(path, code), end; !code && entry != end; entry.increment(code))
    if (entry->path().extension() == ".txt") return std::nullopt;
  return Complaint{"a folder without files *.txt: " + path.string()};
}

std::optional<Complaint> check_output(const fs::path& path) {
  std::error_code code;
  if (fs::exists(path, code) && !fs::is_directory(path, code)) return Complaint{"not a folder: " + path.string()};
  return std::nullopt;
}

Scalar any_text(const std::string& type, std::string& value) {
  const auto read = [&value](const std::string& text) -> std::optional<Complaint> {
    value = text;
    return std::nullopt;
  };
  return {type, read, [&value] { return value; }};
}

/// The same for a hint, with at most so many bytes.
Scalar of_hint(Scalar scalar, std::size_t most) {
  scalar.read = [most, read = scalar.read](const std::string& text) -> std::optional<Complaint> {
    if (text.size() <= most) return read(text);
    return Complaint{in_quotes(text) + " is too long for a hint (at most " + std::to_string(most) + " bytes)"};
  };
  return scalar;
}

}  // namespace

Scalar integer(Index& value, Index least, Index most) { return whole_number(value, least, most); }

Scalar optional_integer(Index& value, Index least, Index most) {
  Scalar scalar = whole_number(value, least, most);
  scalar.text = [&value] { return value == 0 ? std::string() : std::to_string(value); };
  return scalar;
}

Scalar optional_count(Index& value, Index most) {
  Scalar scalar = whole_number(value, Index{0}, most);
  scalar.text = [&value] { return value < 0 ? std::string() : std::to_string(value); };
  return scalar;
}

Scalar column_number(int& value) { return whole_number(value, 0, checked_cast<int>(max_columns)); }

Scalar seed_number(std::uint64_t& value) {
  return whole_number(value, std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max());
}

Scalar real(double& value, const Domain& domain) {
  const std::string type = std::string("a number ") + domain.text;
  const auto read = [=, &value](const std::string& text) -> std::optional<Complaint> {
    double number = 0;
    if (parse_number(text, number) != std::errc() || !std::isfinite(number) || !domain.holds(number))
      return not_a(type, text);
    value = number;
    return std::nullopt;
  };
  return {type, read, [&value] { return to_text(value); }};
}

Scalar flag(bool& value) {
  return one_of(
      "true or false", {"false", "true"}, [&value](std::size_t i) { value = i == 1; }, [&value] { return value; });
}

Scalar name(std::string& value) {
  const std::string type = "a name";
  const auto read = [&value](const std::string& text) -> std::optional<Complaint> {
    value = text;  // kept even when it is bad, so that what refers to it finds it
    const auto allowed = [](unsigned char c) {
      return c < 0x80 && (std::isalnum(c) || c == '.' || c == '_' || c == '-');
    };
    if (text.empty()) return Complaint{"a name cannot be empty"};
    if (text.size() > max_name) return Complaint{in_quotes(text) + " is too long for a name (at most 100 bytes)"};
    if (text.front() == '.' || !std::all_of(text.begin(), text.end(), allowed))
      return Complaint{in_quotes(text) + " cannot be a file name", "use letters, digits, . _ - and no dot first"};
    return std::nullopt;
  };
  return {type, read, [&value] { return value; }};
}

Scalar column_name(std::string& value) {
  const std::string type = "a column's name";
  const auto read = [&value](const std::string& text) -> std::optional<Complaint> {
    value = text;
    if (!corpus::is_column_name(text))
      return Complaint{in_quotes(text) + " cannot be a column's name", corpus::column_name_rule};
    return std::nullopt;
  };
  return {type, read, [&value] { return value; }};
}

Scalar column_source(std::string& value) { return any_text("the number or name of a field", value); }

Scalar label(std::string& value) { return any_text("a label", value); }

Scalar free_text(std::string& value) { return any_text("text", value); }

Scalar hint_name(std::string& value) { return of_hint(name(value), 31); }  // MPI_MAX_INFO_KEY is at least 32

Scalar hint_value(std::string& value) {
  Scalar scalar = of_hint(free_text(value), 255);  // MPI_MAX_INFO_VAL of Open MPI is 256
  scalar.read = [read = scalar.read](const std::string& text) -> std::optional<Complaint> {
    return text.empty() ? Complaint{"a hint needs a value"} : read(text);
  };
  return scalar;
}

Scalar memory_size(std::uint64_t& bytes) {
  const std::string type = "a size such as 4GiB, 512MiB or 2GB";
  const auto read = [=, &bytes](const std::string& text) -> std::optional<Complaint> {
    const auto size = parse_memory(text);
    if (!size) return not_a(type, text);
    if (*size < min_memory) return Complaint{in_quotes(text) + " is too little (at least 1MiB)"};
    bytes = *size;
    return std::nullopt;
  };
  return {type, read, [&bytes] { return memory_text(bytes); }};
}

Scalar layer_range(model::LayerRange& value) {
  const std::string type = "a layer or a range of layers, as in 3, -1 or -4..-1";
  const auto read = [=, &value](const std::string& text) -> std::optional<Complaint> {
    const auto layers = model::parse_layers(text);
    if (!layers) return not_a(type, text);
    value = *layers;
    return std::nullopt;
  };
  return {type, read, [&value] { return model::to_text(value); }};
}

Scalar thread_count(Index& value) {
  const std::string type = "auto or a whole number >= 1";
  const auto read = [=, &value](const std::string& text) -> std::optional<Complaint> {
    if (text == "auto") {
      value = 0;
      return std::nullopt;
    }
    auto complaint = integer(value, 1, max_threads).read(text);
    return complaint && complaint->problem.find("large") == std::string::npos ? not_a(type, text) : complaint;
  };
  return {type, read, [&value] { return value == 0 ? "auto" : std::to_string(value); }};
}

std::optional<Complaint> check_file(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) return Complaint{"no such file: " + path.string(), neighbour(path)};
  if (!fs::is_regular_file(path, code)) return Complaint{"not a file: " + path.string()};
  return std::nullopt;
}

Scalar existing_file(fs::path& value, const fs::path& folder) {
  return checked_path("a file", value, folder, check_file);
}

Scalar text_path(fs::path& value, const fs::path& folder) {
  return checked_path("a file or a folder of files *.txt", value, folder, check_text);
}

Scalar model_folder(fs::path& value, const fs::path& folder) {
  return checked_path("a folder with config.json or an archive", value, folder, check_model);
}

Scalar output_folder(fs::path& value, const fs::path& folder) {
  return checked_path("a folder", value, folder, check_output);
}

Scalar one_of(const std::string& type, const std::vector<std::string>& names,
              const std::function<void(std::size_t)>& set, const std::function<std::optional<std::size_t>()>& get) {
  const auto read = [=](const std::string& text) -> std::optional<Complaint> {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return Complaint{not_a(type, text).problem, suggestion(text, names)};
    set(to_size(found - names.begin()));
    return std::nullopt;
  };
  const auto text = [=] {
    const auto position = get();
    return position ? names[*position] : std::string();
  };
  return {type, read, text};
}

}  // namespace neurank::grid
