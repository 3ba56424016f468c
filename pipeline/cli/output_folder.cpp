#include "cli/output_folder.hpp"

#include <unistd.h>

namespace neurank::cli {
namespace {

namespace fs = std::filesystem;

fs::path nearest_existing(fs::path folder) {
  std::error_code ignored;
  while (folder.has_relative_path() && !fs::exists(folder, ignored)) folder = folder.parent_path();
  return folder;
}

bool may_write(const fs::path& folder) { return ::access(folder.c_str(), W_OK | X_OK) == 0; }

}  // namespace

fs::path output_folder(const fs::path& named, const fs::path& grid_folder, const fs::path& working_folder,
                       const std::function<bool(const fs::path&)>& can_write) {
  const fs::path existing = nearest_existing(named);
  if (existing == named || can_write(existing) || can_write(grid_folder)) return named;
  return working_folder / named.filename();
}

void settle_output(const mpi::Communicator& comm, const fs::path& grid, fs::path& output) {
  if (comm.is_root())
    output = output_folder(output.lexically_normal(), fs::absolute(grid).parent_path(), fs::current_path(), may_write);
  output = comm.broadcast(output.string());
}

}  // namespace neurank::cli
