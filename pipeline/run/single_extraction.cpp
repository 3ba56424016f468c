#include "run/single_extraction.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "mpi/together.hpp"
#include "run/aligned_corpus.hpp"
#include "run/extraction.hpp"

namespace neurank::run {
namespace {

schedule::Outcome extract_shards(const mpi::Communicator& comm, const grid::Experiment& experiment, const Facts& facts,
                                 const std::filesystem::path& path, const std::function<bool()>& stop_requested,
                                 const schedule::ProgressObserver& progress) {
  const std::vector<Extraction> one = {{0, 0}};
  const Plan plan = plan_extraction(experiment, facts, one);
  Extractor extractor(comm, experiment, facts, one, {path});
  std::string reason;
  const auto outcome = schedule::run_units(
      comm, units_of(plan), nullptr,
      [&](std::size_t unit, const schedule::KeepGoing& keep_going) {
        try {
          extractor.compute(std::get<ExtractWork>(plan[unit].work), keep_going);
        } catch (const Error& error) {
          reason = error.what();
          throw;
        }
      },
      stop_requested, progress);
  if (outcome == schedule::Outcome::failed)
    mpi::together(comm, [&] {
      if (!reason.empty()) throw input_error(reason);
    });
  return outcome;
}

}  // namespace

schedule::Outcome extract_one(const mpi::Communicator& comm, const grid::Experiment& experiment,
                              const std::filesystem::path& output, const std::function<bool()>& stop_requested,
                              const schedule::ProgressObserver& progress) {
  Facts facts;
  mpi::together(comm, [&] { facts = read_facts(experiment); });
  const std::filesystem::path partial = output.string() + ".partial";
  mpi::on_root(comm, [&] {
    create_activations(partial, experiment, facts, hash_inputs(experiment), {0, 0},
                       read_content(experiment.corpora.front()));
  });
  try {
    const auto outcome = extract_shards(comm, experiment, facts, partial, stop_requested, progress);
    mpi::on_root(comm, [&] {
      if (outcome != schedule::Outcome::done) {
        std::filesystem::remove(partial);
        return;
      }
      write_file(alignment_file(output),
                 model::to_json(align_text(experiment.models[0], corpus::read_corpus(experiment.corpora[0]).text)));
      store::complete_activation_file(partial);
      publish_file(partial, output);
    });
    return outcome;
  } catch (...) {
    std::error_code ignored;
    if (comm.is_root()) std::filesystem::remove(partial, ignored);
    throw;
  }
}

}  // namespace neurank::run
