#include "store/hdf5_handle.hpp"

#include "base/cast.hpp"
#include "base/files.hpp"
#include "store/hdf5_facts.hpp"

namespace neurank::store {
namespace {

herr_t keep_description(unsigned, const H5E_error2_t* entry, void* out) {
  if (entry->desc != nullptr && *entry->desc != '\0') *static_cast<std::string*>(out) = entry->desc;
  return 0;
}

/// The innermost entry of HDF5's error stack; of an entry about a failed system call, the system's own words.
std::string take_reason() {
  std::string reason = "no reason given";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, &keep_description, &reason);
  H5Eclear2(H5E_DEFAULT);
  return reason;
}

bool means_full_disk(const std::string& reason) {
  for (const char* sign : {"errno = 28,", "errno = 122,", "MPI_ERR_NO_SPACE", "MPI_ERR_QUOTA"})
    if (reason.find(sign) != std::string::npos) return true;
  return false;
}

/// HDF5 asks for locks, against what file_access() says, where a variable tells it to.
bool means_no_locks(const std::string& reason) { return reason.find("unable to lock file") != std::string::npos; }

/// MPI-IO that cannot open a file which is there and may be written.
bool means_no_mpi_io(const std::string& reason) {
  if (reason.find("MPI_File_open failed") == std::string::npos) return false;
  for (const char* sign : {"MPI_ERR_NO_SUCH_FILE", "MPI_ERR_ACCESS", "MPI_ERR_READ_ONLY"})
    if (reason.find(sign) != std::string::npos) return false;
  return true;
}

std::string system_words(const std::string& reason) {
  constexpr std::string_view opening = "error message = '";
  const std::size_t begin = reason.find(opening);
  if (begin == std::string::npos) return reason;
  const std::size_t end = reason.find('\'', begin + opening.size());
  return reason.substr(begin + opening.size(), end - begin - opening.size());
}

}  // namespace

QuietHdf5::QuietHdf5() {
  H5Eget_auto2(H5E_DEFAULT, &printer_, &printer_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietHdf5::~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, printer_, printer_data_); }

std::string ObjectPlace::text() const {
  if (object_ < 0) return text_;
  const ssize_t length = H5Fget_name(object_, nullptr, 0);
  if (length < 0) return "HDF5: " + text_;
  std::string name(to_size(length), '\0');
  H5Fget_name(object_, name.data(), name.size() + 1);
  return text_.empty() ? name : name + ": " + text_;
}

void throw_hdf5_error(const ObjectPlace& place, const std::string& doing) {
  const std::string reason = take_reason();
  const std::string problem = place.text() + ": cannot " + doing + " (" + system_words(reason) + ")";
  if (means_no_locks(reason))
    throw input_error(problem + ": the file system has no locks",
                      "leave HDF5_USE_FILE_LOCKING unset, or set it to FALSE");
  if (means_full_disk(reason)) throw input_error(problem, full_disk_remedy);
  throw input_error(problem, means_no_mpi_io(reason) ? mpi_io_remedy : "");
}

Handle property_list(hid_t kind) {
  return {checked(H5Pcreate(kind), ObjectPlace("HDF5"), "make a property list"), H5Pclose};
}

Handle file_access() {
  Handle access = property_list(H5P_FILE_ACCESS);
  // The 1.8 format: attributes may be long, nothing marks a file as open (a killed writer leaves no trace), and every
  // HDF5 since 2008 reads it.
  H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18);
  // Locks fail on many clusters' file systems. Who writes when is decided by the plan.
  H5Pset_file_locking(access.id(), false, true);
  // Small writes go to the file at once instead of waiting in a buffer that a killed process would lose.
  H5Pset_sieve_buf_size(access.id(), 0);
  return access;
}

void Handle::close(const ObjectPlace& place) {
  const hid_t id = std::exchange(id_, H5I_INVALID_HID);
  if (id >= 0) checked(close_(id), place, "close");
}

Handle open_hdf5_file(const std::filesystem::path& path, Access access, const void* communicator,
                      std::uint64_t alignment) {
  if (!std::filesystem::exists(path)) throw input_error(path.string() + ": no such file");
  const Handle how = file_access();
  if (alignment > 0) H5Pset_alignment(how.id(), alignment, alignment);
  if (communicator != nullptr)
    checked(H5Pset_fapl_mpio(how.id(), *static_cast<const MPI_Comm*>(communicator), MPI_INFO_NULL), path, "use MPI-IO");
  const unsigned mode = access == Access::read ? H5F_ACC_RDONLY : H5F_ACC_RDWR;
  return {checked(H5Fopen(path.c_str(), mode, how.id()), path, "open as HDF5"), H5Fclose};
}

std::string hdf5_description() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
#ifdef H5_HAVE_PARALLEL
  const char* kind = ", parallel";
#else
  const char* kind = ", serial";
#endif
  return "HDF5 " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release) + kind;
}

}  // namespace neurank::store
