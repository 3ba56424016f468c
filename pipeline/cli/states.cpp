#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "model/id_states.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return with_selection(
      {needed_option("model", "DIR", "published model folder"),
       needed_option("ids", "FILE.json",
                     "{\"sequences\": [{\"name\", \"input_ids\", ...}]} or {\"sentences\": {name: [words]}}"),
       needed_option("output", "FILE", "safetensors file to write"), family_option(), gelu_option()});
}

int write_states(const Call& call) {
  const auto path_of = [&](const char* option) { return call.values.text(option); };
  const std::filesystem::path output = output_file(call.values);
  const model::ModelSettings settings{.name = path_of("model"),
                                      .path = path_of("model"),
                                      .family = chosen_family(call.values),
                                      .gelu = chosen_gelu(call.values)};
  const auto model = model::load_language_model(settings, model::Device::automatic, chosen_selection(call.values));
  if (model->shape().ids_per_piece == 1)
    model::write_id_states(*model, path_of("ids"), output);
  else
    model::write_sentence_states(*model, *tokenizer::load_tokenizer(path_of("model")), path_of("ids"), output);
  return exit_done;
}

}  // namespace

Command states_command() {
  return {.name = "states",
          .about = "write the activations of given piece ids",
          .collective = false,
          .usage =
              "neurank states --model DIR --ids FILE.json --output FILE.safetensors [--site SITE] "
              "[--layers LAYERS] [--family NAME] [--gelu tanh|erf]",
          .description =
              "Writes the activations of raw piece ids, or of words where a model reads characters, to compare them "
              "with other implementations.",
          .options = options(),
          .run = write_states};
}

}  // namespace neurank::cli
