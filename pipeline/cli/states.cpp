#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "model/id_states.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

po::options_description options() {
  po::options_description options("options");
  options.add_options()("model", po::value<std::string>()->required(), "published model folder")(
      "ids", po::value<std::string>()->required(),
      "JSON: {\"sequences\": [{\"name\", \"input_ids\", ...}]} or {\"sentences\": {name: [words]}}")(
      "output", po::value<std::string>()->required(), "safetensors file to write");
  add_gelu_option(options);
  return options;
}

int write_states(const Call& call) {
  const auto path_of = [&](const char* option) { return call.values[option].as<std::string>(); };
  const model::ModelSettings settings{
      .name = path_of("model"), .path = path_of("model"), .family = "", .gelu = chosen_gelu(call.values)};
  const auto model = model::load_language_model(settings, model::Device::automatic);
  if (model->shape().ids_per_piece == 1)
    model::write_id_states(*model, path_of("ids"), path_of("output"));
  else
    model::write_sentence_states(*model, *tokenizer::load_tokenizer(path_of("model")), path_of("ids"),
                                 path_of("output"));
  return exit_done;
}

}  // namespace

Command states_command() {
  return {.name = "states",
          .about = "write the hidden states of given piece ids",
          .collective = false,
          .usage = "neurank states --model DIR --ids FILE.json --output FILE.safetensors [--gelu tanh|erf]",
          .description =
              "Writes the hidden states of raw piece ids, or of words where a model reads characters, to compare them "
              "with other implementations.",
          .options = options(),
          .positional = "",
          .run = write_states};
}

}  // namespace neurank::cli
