#include "run/verification.hpp"

#include <iostream>
#include <random>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/kernels.hpp"
#include "cli/placement.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return {bare_argument("folder", "DIR", "output folder of a run"),
          text_option("choice", "NUMBER", "selects the head; without it, one at random")};
}

void print(const run::HeadCheck& head, std::uint64_t choice) {
  std::cout << (head.same() ? "same     " : "DIFFERS  ") << head.head << " (choice " << choice
            << "): largest difference of a weight " << to_text(head.largest_difference) << ", largest weight "
            << to_text(head.largest_weight) << ", dev accuracy " << to_text(head.stored_accuracy) << " stored, "
            << to_text(head.accuracy) << " now\n";
}

void print(const run::CertificateCheck& check, std::uint64_t choice) {
  std::cout << (check.same() ? "same     " : "DIFFERS  ") << check.head << " (choice " << choice << "): loss "
            << to_text(check.loss) << ", no head has less than " << to_text(check.lower_bound) << ", relative gap "
            << to_text(check.gap) << ", " << to_text(check.stored_gap) << " stored\n";
}

int verify_folder(const Call& call) {
  const std::uint64_t choice =
      call.values.has("choice") ? call.values.number<std::uint64_t>("choice") : std::random_device()();
  const schedule::RunFolder folder(call.values.text("folder"));
  place(mpi::Communicator(), run::recorded_threads(folder));  // with as many threads, bits come out the same
  if (const std::string before = run::recorded_kernels(folder); !before.empty() && before != kernels_here())
    std::cout << "note     computed with " << before << " kernels, checked with " << kernels_here()
              << ": last bits may differ\n";
  const auto found = run::verify_run(folder, choice);
  bool hashes_agree = true;
  for (const auto& check : found.hashes) {
    std::cout << (check.same ? "same     " : "CHANGED  ") << check.what << '\n';
    hashes_agree = hashes_agree && check.same;
  }
  if (found.head) print(*found.head, choice);
  if (found.certificate) print(*found.certificate, choice);
  if (!hashes_agree) return exit_input;
  return (found.head ? found.head->same() : found.certificate->same()) ? exit_done : exit_failed;
}

}  // namespace

Command verify_command() {
  return {
      .name = "verify",
      .about = "check a run against its inputs",
      .collective = false,
      .usage = "neurank verify DIR [--choice NUMBER]",
      .description =
          "Checks a run against its inputs: compares all recorded hashes of models and corpora, reads every byte of "
          "its "
          "activation files, and trains one stored head, chosen at random, again from the stored activations and "
          "settings. Of a head that an exact solver has found it computes loss, lower bound and gap again, in float64 "
          "and by other code. Exits with 0 when everything agrees, 2 when an input or a file has changed, 4 when the "
          "head comes out different.",
      .options = options(),
      .run = verify_folder};
}

}  // namespace neurank::cli
