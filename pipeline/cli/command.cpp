#include "cli/command.hpp"

#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <sstream>

#include "base/error.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

po::options_description all_options(const Command& command) {
  po::options_description all(command.options);
  all.add_options()("help,h", "print this help");
  return all;
}

}  // namespace

std::optional<po::variables_map> parse(const Command& command, const Arguments& arguments) {
  po::positional_options_description positional;
  if (!command.positional.empty()) positional.add(command.positional.c_str(), 1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all_options(command)).positional(positional).run(), values);
    if (values.count("help") > 0) return std::nullopt;
    po::notify(values);
  } catch (const po::error& error) {
    throw usage_error(error.what(), "usage: " + command.usage);
  }
  return values;
}

std::string help(const Command& command) {
  std::ostringstream text;
  text << command.usage << "\n\n" << command.description << "\n\n" << all_options(command);
  return text.str();
}

}  // namespace neurank::cli
