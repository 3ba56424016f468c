#include "cli/kernels.hpp"

#include "base/blas.hpp"
#include "base/blas_kernels.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "mpi/together.hpp"

namespace neurank::cli {

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
  const auto differs = [&](const std::string& kernels) { return kernels != of_ranks.front(); };
  if (std::none_of(of_ranks.begin(), of_ranks.end(), differs)) return std::nullopt;
  const std::string common = common_kernels(of_ranks);
  return Complaint{
      .problem = "ranks multiply with different kernels (" + kernels_by_rank(of_ranks) +
                 "), so results would depend on which of them computed what",
      .remedy = common.empty() ? "give all hosts the same BLAS" : "set OPENBLAS_CORETYPE=" + common + " for all ranks"};
}

std::string expect_same_products(const mpi::Communicator& comm, ProductLibrary library) {
  std::string mine;
  mpi::together(comm, [&] { mine = Products(library).description(); });
  const auto of_ranks = comm.gather(mine);
  mpi::on_root(comm, [&] {
    for (const std::string& of_rank : of_ranks)
      if (of_rank != of_ranks.front())
        throw usage_error("ranks multiply with different libraries (" + kernels_by_rank(of_ranks) + ")",
                          "say --set resources.products=openblas");
  });
  return kernels_by_rank(of_ranks);
}

std::string expect_same_kernels(const mpi::Communicator& comm) {
  const auto of_ranks = comm.gather(kernels_here());
  mpi::on_root(comm, [&] {
    if (const auto complaint = complaint_of_kernels(of_ranks)) throw usage_error(complaint->problem, complaint->remedy);
  });
  return kernels_by_rank(of_ranks);
}

}  // namespace neurank::cli
