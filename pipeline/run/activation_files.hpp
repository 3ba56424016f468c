#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/extraction.hpp"
#include "run/inputs.hpp"
#include "run/run_plan.hpp"
#include "schedule/journal.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

/// The activation file of an extraction in a run's folder.
std::filesystem::path activation_file(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                      const Extraction& extraction);

/// The activation files of a run, before its units are computed: which are there, of use or to be made. One process.
class ActivationFiles {
 public:
  /// @param plan with its dependencies noted  All outlive this object but the plan.
  ActivationFiles(const schedule::RunFolder& folder, const grid::Experiment& experiment, const Facts& facts,
                  const Plan& plan, schedule::Journal& journal);

  /// From now on files that are missing or damaged are put aside and made again, and are no error.
  void extract_damaged_again() { extracts_again_ = true; }

  /// Leaves files that are of use, puts aside those that are not, and takes files from another run's folder
  /// (extract.reuse). A file that was touched is read whole. Throws Error when one that was written is missing, of
  /// something else, or damaged.
  /// @param say takes lines for people  @return those that are to be made
  std::vector<Extraction> settle(const std::function<void(const std::string&)>& say);

  /// Makes those of a corpus that are not there, and gives those that are there the corpus's labels of now. @pre they
  /// are settled  @param corpus with its labels
  void prepare(std::size_t corpus, const corpus::Corpus& text, const InputHashes& inputs) const;

  /// Seals the files that this launch has completed. @pre no rank has them open to write
  void seal() const;

  /// Whether the journal has all shards of a file as written.
  bool is_written(const Extraction& extraction) const;

 private:
  /// A unit and what it is made of.
  struct Part {
    std::string id, fingerprint;
  };
  /// The units of a file.
  struct Parts {
    std::vector<Part> shards;
    Part complete;
  };

  std::filesystem::path path(const Extraction& extraction) const {
    return activation_file(folder_, experiment_, extraction);
  }
  bool is_done(const Part& part) const;
  bool is_started(const Extraction& extraction) const;
  void settle(const Extraction& extraction, const std::function<void(const std::string&)>& say);
  std::optional<std::string> problem_of(const Extraction& extraction,
                                        const std::function<void(const std::string&)>& say) const;
  bool reuse(const Extraction& extraction) const;
  void create(const Extraction& extraction, const store::ActivationContent& content, const InputHashes& inputs) const;

  const schedule::RunFolder& folder_;
  const grid::Experiment& experiment_;
  const Facts& facts_;
  schedule::Journal& journal_;
  std::map<Extraction, Parts> parts_;
  bool extracts_again_ = false;
};

}  // namespace neurank::run
