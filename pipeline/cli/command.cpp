#include "cli/command.hpp"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <sstream>

namespace neurank::cli {
namespace {

namespace po = boost::program_options;
using Kind = Option::Kind;
using Texts = std::vector<std::string>;

/// What the library is to do with the text behind an option, if there is one.
const po::value_semantic* semantic_of(const Option& option) {
  if (option.kind == Kind::flag) return new po::untyped_value(true);
  auto* value = po::value<Texts>()->value_name(option.value);
  if (option.is_needed) value->required();
  if (option.fallback) value->default_value({*option.fallback}, *option.fallback);
  return option.kind == Kind::list ? value->composing() : value;
}

po::options_description described(const Command& command) {
  po::options_description all("options");
  for (const Option& option : command.options)
    all.add_options()(option.name.c_str(), semantic_of(option), option.about.c_str());
  all.add_options()("help,h", "print this help");
  return all;
}

po::positional_options_description bare_arguments(const Command& command) {
  po::positional_options_description bare;
  for (const Option& option : command.options)
    if (option.kind == Kind::bare) bare.add(option.name.c_str(), 1);
  return bare;
}

Values to_values(const po::variables_map& map) {
  std::map<std::string, Texts> values;
  for (const auto& [name, value] : map) {
    const auto* texts = boost::any_cast<Texts>(&value.value());
    values[name] = texts != nullptr ? *texts : Texts{};
  }
  return Values(std::move(values));
}

/// Throws a usage Error for an option that is given twice and is no list: the library has kept both values.
void expect_once(const Command& command, const Values& values) {
  for (const Option& option : command.options)
    if (option.kind != Kind::list && values.has(option.name) && values.list(option.name).size() > 1)
      throw usage_error("--" + option.name + " is given twice", "usage: " + command.usage);
}

}  // namespace

Option bare_argument(const std::string& name, const std::string& value, const std::string& about) {
  return {.kind = Kind::bare, .name = name, .value = value, .about = about, .is_needed = true};
}

Option needed_option(const std::string& name, const std::string& value, const std::string& about) {
  return {.kind = Kind::text, .name = name, .value = value, .about = about, .is_needed = true};
}

Option text_option(const std::string& name, const std::string& value, const std::string& about,
                   const std::optional<std::string>& fallback) {
  return {.kind = Kind::text, .name = name, .value = value, .about = about, .fallback = fallback};
}

Option list_option(const std::string& name, const std::string& value, const std::string& about) {
  return {.kind = Kind::list, .name = name, .value = value, .about = about + "; may be repeated"};
}

Option flag_option(const std::string& name, const std::string& about) {
  return {.kind = Kind::flag, .name = name, .value = "", .about = about};
}

std::vector<std::string> Values::list(const std::string& option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<Values> parse(const Command& command, const Arguments& arguments) {
  po::variables_map map;
  try {
    const auto options = described(command);
    const auto bare = bare_arguments(command);
    po::store(po::command_line_parser(arguments).options(options).positional(bare).run(), map);
    if (map.count("help") > 0) return std::nullopt;
    po::notify(map);
  } catch (const po::error& error) {
    throw usage_error(error.what(), "usage: " + command.usage);
  }
  Values values = to_values(map);
  expect_once(command, values);
  return values;
}

std::string help(const Command& command) {
  std::ostringstream text;
  text << command.usage << "\n\n" << command.description << "\n\n" << described(command);
  return text.str();
}

}  // namespace neurank::cli
