#include "mpi/file_hints.hpp"

#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/error.hpp"
#include "base/files.hpp"
#include "mpi/state.hpp"
#include "mpi/together.hpp"

namespace neurank::mpi {
namespace {

/// Whether the file system has stripes that MPI-IO can ask for.
bool has_stripes(const std::filesystem::path& file) {
  constexpr std::array<std::uint32_t, 3> striped = {0x0BD00BD0u, 0x20030528u, 0xAAD7AAEAu};  // Lustre, PVFS, PanFS
  struct statfs found {};
  if (::statfs(file.c_str(), &found) != 0) return true;  // unknown: believe the library
  return std::ranges::find(striped, static_cast<std::uint32_t>(found.f_type)) != striped.end();
}

/// An MPI_Info that frees itself.
class Info {
 public:
  explicit Info(const FileHints& hints) {
    expect_success(MPI_Info_create(&info_), "MPI_Info_create");
    for (const auto& [name, value] : hints)
      expect_success(MPI_Info_set(info_, name.c_str(), value.c_str()), "MPI_Info_set");
  }
  /// What is in use for an open file.
  explicit Info(MPI_File file) { expect_success(MPI_File_get_info(file, &info_), "MPI_File_get_info"); }
  Info(const Info&) = delete;
  Info& operator=(const Info&) = delete;
  ~Info() { MPI_Info_free(&info_); }

  MPI_Info get() const { return info_; }

  bool has(const std::string& name, const std::string& value) const {
    char found[MPI_MAX_INFO_VAL + 1] = {};
    int is_there = 0;
    expect_success(MPI_Info_get(info_, name.c_str(), MPI_MAX_INFO_VAL, found, &is_there), "MPI_Info_get");
    return is_there != 0 && value == found;
  }

 private:
  MPI_Info info_ = MPI_INFO_NULL;
};

/// An open file that closes itself: collective.
class OpenFile {
 public:
  OpenFile(MPI_Comm comm, const std::filesystem::path& path, const Info& hints) {
    const int mode = MPI_MODE_CREATE | MPI_MODE_RDWR;  // as the library that writes it later: some ask for both
    const int code = MPI_File_open(comm, path.c_str(), mode, hints.get(), &file_);
    if (code == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING] = {};
    int length = 0;
    MPI_Error_string(code, text, &length);
    throw input_error(path.string() + ": MPI-IO cannot make the file (" + text + ")", mpi_io_remedy);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { MPI_File_close(&file_); }

  MPI_File get() const { return file_; }

 private:
  MPI_File file_ = MPI_FILE_NULL;
};

}  // namespace

FileHints create_with_hints(const Communicator& comm, const std::filesystem::path& path, const FileHints& hints) {
  if (comm.handle() == nullptr) return hints;
  on_root(comm, [&] { std::filesystem::remove(path); });
  FileHints not_taken;
  together(comm, [&] {
    const Info given(hints);
    const OpenFile file(*static_cast<const MPI_Comm*>(comm.handle()), std::filesystem::absolute(path), given);
    const Info in_use(file.get());
    for (const auto& [name, value] : hints)
      if (!in_use.has(name, value) || (name.starts_with("striping_") && !has_stripes(path)))
        not_taken.emplace(name, value);
  });
  return not_taken;
}

}  // namespace neurank::mpi
