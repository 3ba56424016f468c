#include <gtest/gtest.h>
#include <mpi.h>

#include "base/files.hpp"
#include "store/sample_file.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

/// A folder of rank 0 that all ranks know.
std::string shared_folder(const test::ScratchFolder& mine) {
  std::string path = mine.path().string();
  MPI_Bcast(path.data(), static_cast<int>(path.size()), MPI_CHAR, 0, MPI_COMM_WORLD);
  return path;
}

void write_together(const test::SampleFile& sample, const std::filesystem::path& path, int rank, int size) {
  if (rank == 0) sample.create(path);
  MPI_Barrier(MPI_COMM_WORLD);
  const MPI_Comm world = MPI_COMM_WORLD;
  {
    ActivationWriter writer(path, {&world});
    // Unequal shares, in no common order: writing must need no other rank.
    for (Index shard = sample.num_shards(); shard-- > 0;)
      if (shard * shard % size == rank) sample.write_shard(writer, shard);
  }
  if (rank == 0) complete_activation_file(path);
  MPI_Barrier(MPI_COMM_WORLD);
}

TEST(ActivationParallel, any_number_of_ranks_writes_the_same_bytes) {
  int rank = 0, size = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const test::ScratchFolder mine;
  const std::filesystem::path folder = shared_folder(mine);
  for (const DType dtype : {DType::float16, DType::float32}) {
    test::SampleFile sample;
    sample.dtype = dtype;
    sample.words = 2000, sample.testing.end = 2000;
    sample.training.end = 1500, sample.development = {1500, 1700}, sample.testing.begin = 1700;
    write_together(sample, folder / "a.h5", rank, size);
    EXPECT_EQ(sample.first_wrong_row(ActivationReader(folder / "a.h5"), {0, 2000}), -1);
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank != 0) continue;
    sample.write_whole(folder / "alone.h5");
    EXPECT_TRUE(read_file(folder / "a.h5") == read_file(folder / "alone.h5"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2) << "MPI-IO left a file behind";
  }
  MPI_Barrier(MPI_COMM_WORLD);
}

}  // namespace
}  // namespace neurank::store
