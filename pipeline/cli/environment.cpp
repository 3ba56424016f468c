#include "cli/environment.hpp"

#include <algorithm>
#include <boost/version.hpp>

#include "base/matrix.hpp"
#include "base/version.hpp"
#include "model/torch_facts.hpp"
#include "mpi/session.hpp"
#include "store/hdf5_facts.hpp"

namespace neurank::cli {

NamedFacts program_facts() {
  const BuildFacts build = build_facts();
  return {{"neurank", build.version + " (" + build.revision + ")"},
          {"compiler", build.compiler + ", " + build.build_type + ", " +
                           (build.architecture.empty() ? "any processor" : build.architecture)},
          {"MPI", mpi::library_description()},
          {"HDF5", store::hdf5_description()},
          {"LibTorch", model::torch_description()},
          {"Eigen", std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                        std::to_string(EIGEN_MINOR_VERSION)},
          {"Boost", BOOST_LIB_VERSION},
          {"SentencePiece", build.sentence_piece}};
}

void print(const NamedFacts& facts, std::ostream& out) {
  std::size_t widest = 0;
  for (const auto& fact : facts) widest = std::max(widest, fact.first.size());
  for (const auto& [name, value] : facts)
    out << name << ": " << std::string(widest - name.size(), ' ') << value << '\n';
}

void print_version(std::ostream& out) { print(program_facts(), out); }

}  // namespace neurank::cli
