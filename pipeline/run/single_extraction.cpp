#include "run/single_extraction.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "mpi/together.hpp"
#include "run/extraction.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::run {
namespace {

constexpr Extraction the_one = {0, 0};

schedule::Outcome extract_shards(const mpi::Communicator& comm, const grid::Experiment& experiment, const Facts& facts,
                                 Corpora& corpora, const std::filesystem::path& path, const RunListener& listener) {
  const std::map<Extraction, std::filesystem::path> files = {{the_one, path}};
  const Plan plan = plan_extraction(experiment, facts, {the_one});
  Extractor extractor(comm, experiment, facts, corpora, files);
  std::string reason;
  const auto outcome = schedule::run_units(
      comm, units_of(plan), nullptr,
      [&](std::size_t unit, const schedule::AtWork& at_work) {
        try {
          extractor.compute(std::get<ExtractWork>(plan[unit].work), at_work);
        } catch (const Error& error) {
          reason = error.what();
          throw;
        }
      },
      listener);
  if (outcome == schedule::Outcome::failed)
    mpi::together(comm, [&] {
      if (!reason.empty()) throw input_error(reason);
    });
  return outcome;
}

/// Removes what an extraction that came to nothing has written; what cannot be removed stays.
void remove_partial(const std::filesystem::path& partial) {
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  std::filesystem::remove_all(shard_alignments(partial), ignored);
}

}  // namespace

schedule::Outcome extract_one(const mpi::Communicator& comm, const grid::Experiment& experiment,
                              const std::filesystem::path& output, const RunListener& listener) {
  Corpora corpora(experiment.corpora);
  Facts facts;
  mpi::together(comm, [&] { facts = read_facts(experiment, corpora, comm.is_root()); });
  const std::filesystem::path partial = output.string() + ".partial";
  mpi::on_root(comm, [&] {
    for (const std::string& note : corpora[0].text.notes) listener.message(note);
    const auto tokenizer = tokenizer::load_tokenizer(experiment.models[0].path);
    for (const std::string& note : tokenizer->notes()) listener.message(note);
    if (const auto warning = word_rule_warning(experiment.models[0], experiment)) listener.message(*warning);
    create_activations(partial, experiment, facts, hash_files(experiment), the_one, content_of(corpora[0]));
    corpora.drop_labels(0);
  });
  try {
    const auto outcome = extract_shards(comm, experiment, facts, corpora, partial, listener);
    mpi::on_root(comm, [&] {
      if (outcome != schedule::Outcome::done) {
        remove_partial(partial);
        return;
      }
      const auto alignment = publish_alignment(partial, experiment, facts, the_one, corpora);
      std::filesystem::rename(alignment_file(partial), alignment_file(output));
      for (const std::string& warning : model::warnings(alignment))
        listener.message(warning + ", see " + alignment_file(output).string());
      store::complete_activation_file(partial, first_word_length(alignment));
      publish_file(partial, output);
    });
    return outcome;
  } catch (...) {
    if (comm.is_root()) remove_partial(partial);
    throw;
  }
}

}  // namespace neurank::run
