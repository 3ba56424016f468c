#include "run/merge.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "cli/launch.hpp"
#include "mpi/together.hpp"

namespace neurank::cli {
namespace {

int merge(const Call& call) {
  RunRequest request;
  request.command = "merge";
  const auto output = std::filesystem::absolute(call.values.text("output"));
  const std::vector<std::string> texts = call.values.list("parts");
  const std::vector<std::filesystem::path> parts(texts.begin(), texts.end());
  const auto say = [](const std::string& line) { std::cerr << line << '\n'; };
  const auto& comm = call.session.world();
  mpi::on_root(comm, [&] { run::merge_parts(output, parts, attempt_of_job(), say); });
  mpi::together(comm, [&] { request.experiment = run::read_merged(output); });
  return launch(call, std::move(request));
}

}  // namespace

Command merge_command() {
  return {
      .name = "merge",
      .about = "put runs of parts of one grid together",
      .collective = true,
      .usage = "neurank merge DIR PART...",
      .description =
          "Puts the output folders of runs of parts of one grid (neurank run --model) together in a new one, whose "
          "tables are those of one run of the whole: links or copies what is done, compares the cells, writes the "
          "tables. Refused, with exit code 1 and all reasons, when a part is missing, unfinished, or of another grid "
          "or input, or when a cell is in two parts or in none.",
      .options = {bare_argument("output", "DIR", "folder of the whole, made when it is not there"),
                  rest_arguments("parts", "PART", "output folders of all parts")},
      .stops = true,
      .run = merge};
}

}  // namespace neurank::cli
