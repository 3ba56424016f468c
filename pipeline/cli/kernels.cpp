#include "cli/kernels.hpp"

#include <algorithm>

#include "base/blas.hpp"
#include "base/blas_kernels.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "mpi/together.hpp"

namespace neurank::cli {
namespace {

bool all_are_the_same(const std::vector<std::string>& of_ranks) {
  return std::ranges::all_of(of_ranks, [&](const std::string& of_rank) { return of_rank == of_ranks.front(); });
}

std::optional<Complaint> complaint_of_products(const std::vector<std::string>& of_ranks) {
  if (all_are_the_same(of_ranks)) return std::nullopt;
  return Complaint{.problem = "ranks multiply with different libraries (" + kernels_by_rank(of_ranks) + ")",
                   .remedy = "say --set resources.products=openblas"};
}

/// Throws a usage Error on all ranks when there is a complaint of what they have. @return by rank, on rank 0.
/// Collective.
std::string expect_none_differs(const mpi::Communicator& comm, const std::string& mine,
                                std::optional<Complaint> (*complaint_of)(const std::vector<std::string>&)) {
  const auto of_ranks = comm.gather(mine);
  mpi::on_root(comm, [&] {
    if (const auto complaint = complaint_of(of_ranks)) throw usage_error(complaint->problem, complaint->remedy);
  });
  return kernels_by_rank(of_ranks);
}

}  // namespace

std::string kernels_here() {
  const BlasFacts blas = loaded_blas();
  return blas.kernels.empty() ? blas.name : blas.kernels;
}

std::string kernels_by_rank(const std::vector<std::string>& of_ranks) {
  std::vector<std::string> runs;
  for (std::size_t begin = 0; begin < of_ranks.size();) {
    std::size_t end = begin + 1;
    while (end < of_ranks.size() && of_ranks[end] == of_ranks[begin]) ++end;
    std::string run = std::to_string(begin);
    if (end > begin + 1) run.append("-").append(std::to_string(end - 1));
    runs.push_back(run.append(": ").append(of_ranks[begin]));
    begin = end;
  }
  return join(runs, ", ");
}

std::optional<Complaint> complaint_of_kernels(const std::vector<std::string>& of_ranks) {
  if (all_are_the_same(of_ranks)) return std::nullopt;
  const std::string common = common_kernels(of_ranks);
  return Complaint{
      .problem = "ranks multiply with different kernels (" + kernels_by_rank(of_ranks) +
                 "), so results would depend on which of them computed what",
      .remedy = common.empty() ? "give all hosts the same BLAS" : "set OPENBLAS_CORETYPE=" + common + " for all ranks"};
}

std::string expect_same_products(const mpi::Communicator& comm, ProductLibrary library) {
  std::string mine;
  mpi::together(comm, [&] { mine = Products(library).description(); });
  return expect_none_differs(comm, mine, complaint_of_products);
}

std::string expect_same_kernels(const mpi::Communicator& comm) {
  return expect_none_differs(comm, kernels_here(), complaint_of_kernels);
}

}  // namespace neurank::cli
