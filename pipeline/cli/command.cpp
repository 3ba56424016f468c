#include "cli/command.hpp"

#include <algorithm>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <iostream>
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
  if (option.fallback) value->default_value({*option.fallback}, *option.fallback);
  return option.kind == Kind::list || option.kind == Kind::rest ? value->composing() : value;
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
    if (option.kind == Kind::bare || option.kind == Kind::rest)
      bare.add(option.name.c_str(), option.kind == Kind::bare ? 1 : -1);
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

/// Throws a usage Error for an option that is missing, given twice or empty.
void expect_sound(const Command& command, const Values& values) {
  for (const Option& option : command.options) {
    const Texts texts = values.list(option.name);
    const bool is_missing = option.is_needed && texts.empty(),
               is_many = option.kind == Kind::list || option.kind == Kind::rest;
    const bool is_twice = !is_many && texts.size() > 1;
    const bool is_empty = std::find(texts.begin(), texts.end(), "") != texts.end();
    if (!is_missing && !is_twice && !is_empty) continue;
    throw usage_error(called(option) + (is_missing ? " is missing"
                                        : is_twice ? " is given twice"
                                                   : " is empty"),
                      "usage: " + command.usage);
  }
}

// An option is not recognised by its first letters: what works today would mean something else when another comes.
constexpr int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;

}  // namespace

Option bare_argument(const std::string& name, const std::string& value, const std::string& about) {
  return {.kind = Kind::bare, .name = name, .value = value, .about = about, .is_needed = true};
}

Option rest_arguments(const std::string& name, const std::string& value, const std::string& about) {
  return {.kind = Kind::rest, .name = name, .value = value, .about = about, .is_needed = true};
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

std::string called(const Option& option) {
  const bool is_named = option.kind != Kind::bare && option.kind != Kind::rest;
  return is_named ? std::string("--").append(option.name) : option.value;
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
    po::store(po::command_line_parser(arguments).options(options).positional(bare).style(style).run(), map);
    if (map.count("help") > 0) return std::nullopt;
    po::notify(map);
  } catch (const po::error& error) {
    throw usage_error(error.what(), "usage: " + command.usage);
  }
  Values values = to_values(map);
  expect_sound(command, values);
  return values;
}

std::string help(const Command& command) {
  std::ostringstream text;
  text << command.usage << "\n\n" << command.description << "\n\n" << described(command);
  return text.str();
}

void expect_printed() {
  if (!std::cout.flush()) throw input_error("standard output: cannot write", "check the disk or the reading program");
}

}  // namespace neurank::cli
