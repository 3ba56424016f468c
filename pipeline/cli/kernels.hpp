#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/complaint.hpp"
#include "base/products.hpp"
#include "mpi/communicator.hpp"

namespace neurank::cli {

/// The kernels that this rank's BLAS multiplies with: OpenBLAS's name of them, or the file of another library.
std::string kernels_here();

/// Ranks by what they multiply with, as in "0-3: SkylakeX, 4: Haswell". Pure.
std::string kernels_by_rank(const std::vector<std::string>& of_ranks);

/// What is wrong with ranks that multiply with different kernels, and what to do; nothing when all have the same. Pure.
std::optional<Complaint> complaint_of_kernels(const std::vector<std::string>& of_ranks);

/// Throws a usage Error on all ranks when the libraries that multiply for their probes differ. @return by rank, on rank
/// 0. Collective.
std::string expect_same_products(const mpi::Communicator& comm, ProductLibrary library);

/// Throws a usage Error on all ranks when their kernels differ: the last bits of a result would depend on which of them
/// computed it. @return kernels_by_rank() of all, on rank 0. Collective.
std::string expect_same_kernels(const mpi::Communicator& comm);

}  // namespace neurank::cli
