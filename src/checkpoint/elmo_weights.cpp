#include "checkpoint/elmo_weights.hpp"

#include <hdf5.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "checkpoint/byte_file.hpp"
#include "store/hdf5_handle.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

Error bad_file(const fs::path& file, const std::string& problem, const std::string& remedy = "fetch the file again") {
  return input_error(file.string() + ": " + problem, remedy);
}

store::Handle open_file(const fs::path& file) {
  expect_regular_file(file);
  const store::Handle access = store::file_access();
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.id());
  if (opened < 0) throw bad_file(file, "not a whole HDF5 file");
  return {opened, H5Fclose};
}

/// Paths of all datasets of a file. Links to other places are not followed.
std::vector<std::string> dataset_paths(const fs::path& file, hid_t opened) {
  std::vector<std::string> paths;
  const auto visit = [](hid_t, const char* path, const H5O_info_t* info, void* out) -> herr_t {
    if (info->type == H5O_TYPE_DATASET) static_cast<std::vector<std::string>*>(out)->emplace_back(path);
    return 0;
  };
  if (H5Ovisit2(opened, H5_INDEX_NAME, H5_ITER_INC, visit, &paths, H5O_INFO_BASIC) < 0)
    throw bad_file(file, "its groups cannot be read (the file is damaged)");
  return paths;
}

/// What a file says about a dataset.
struct DatasetFacts {
  std::optional<Shape> shape;  ///< empty for a single number; nothing where HDF5 cannot tell
  bool is_number = false;      ///< float32 or float64, of either byte order
  bool is_in_one_piece = false;
  std::uint64_t element_bytes = 0;
  std::uint64_t stored_bytes = 0;
};

std::optional<Shape> shape_of(hid_t dataset) {
  const store::Handle space(H5Dget_space(dataset), H5Sclose);
  const int dimensions = H5Sget_simple_extent_ndims(space.id());
  if (dimensions < 0 || H5Sget_simple_extent_type(space.id()) == H5S_NULL) return std::nullopt;
  std::vector<hsize_t> sizes(to_size(dimensions));
  if (H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr) < 0) return std::nullopt;
  if (std::any_of(sizes.begin(), sizes.end(), [](hsize_t size) { return size > INT64_MAX; })) return std::nullopt;
  return Shape(sizes.begin(), sizes.end());
}

DatasetFacts facts_of(hid_t dataset) {
  const store::Handle type(H5Dget_type(dataset), H5Tclose), settings(H5Dget_create_plist(dataset), H5Pclose);
  const H5D_layout_t layout = H5Pget_layout(settings.id());
  const hid_t numbers[] = {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE};
  return {.shape = shape_of(dataset),
          .is_number = std::any_of(std::begin(numbers), std::end(numbers),
                                   [&](hid_t number) { return H5Tequal(type.id(), number) > 0; }),
          .is_in_one_piece =
              (layout == H5D_CONTIGUOUS || layout == H5D_COMPACT) && H5Pget_external_count(settings.id()) == 0,
          .element_bytes = H5Tget_size(type.id()),
          .stored_bytes = H5Dget_storage_size(dataset)};
}

/// Throws Error when a dataset cannot be read as it stands.
void expect_whole(const fs::path& file, const std::string& path, const DatasetFacts& facts) {
  const std::string place = "dataset " + path;
  if (!facts.shape) throw bad_file(file, place + " cannot be read (the file is damaged)");
  if (!facts.is_in_one_piece)
    throw bad_file(file, place + " is stored in chunks or in another file",
                   "store it whole: h5repack -f NONE -l CONTI");
  std::uint64_t needed = facts.element_bytes;
  bool fits = true;
  for (const std::int64_t size : *facts.shape) fits = fits && !__builtin_mul_overflow(needed, to_uint64(size), &needed);
  if (!fits || needed > fs::file_size(file) || needed != facts.stored_bytes)
    throw bad_file(file, place + " of shape " + to_text(*facts.shape) + " has " + std::to_string(facts.stored_bytes) +
                             " bytes in the file, which is not what its shape needs");
}

class ElmoWeights final : public TensorSource {
 public:
  explicit ElmoWeights(fs::path file) : file_(std::move(file)) {
    const store::QuietHdf5 quiet;
    opened_ = open_file(file_);
    for (const std::string& path : dataset_paths(file_, opened_.id())) {
      DatasetFacts facts = facts_of(open(path).id());
      expect_whole(file_, path, facts);
      std::string name = path;
      std::replace(name.begin(), name.end(), '/', '.');
      if (!tensors_.emplace(name, Tensor{path, *std::move(facts.shape), facts.is_number}).second)
        throw bad_file(file_, "two datasets are called " + name, "rename one");
    }
  }

  const fs::path& file() const override { return file_; }

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_) names.push_back(name);
    return names;
  }

  const Shape* find(std::string_view name) const override {
    const auto found = tensors_.find(name);
    return found == tensors_.end() ? nullptr : &found->second.shape;
  }

  void read(std::string_view name, std::span<float> out) const override {
    const auto found = tensors_.find(name);
    NEURANK_EXPECT(found != tensors_.end());
    const auto& [path, shape, is_number] = found->second;
    NEURANK_EXPECT(num_elements(shape) == to_int64(out.size()));
    if (!is_number)
      throw input_error(file_.string() + ": dataset " + path + " holds another type than float32 or float64");
    const store::QuietHdf5 quiet;
    if (H5Dread(open(path).id(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) < 0)
      throw bad_file(file_, "dataset " + path + " cannot be read (the file is damaged)");
  }

 private:
  struct Tensor {
    std::string path;
    Shape shape;
    bool is_number;
  };

  store::Handle open(const std::string& path) const {
    return {H5Dopen2(opened_.id(), path.c_str(), H5P_DEFAULT), H5Dclose};
  }

  fs::path file_;
  store::Handle opened_;
  std::map<std::string, Tensor, std::less<>> tensors_;  ///< by name with dots
};

}  // namespace

std::unique_ptr<TensorSource> open_elmo_weights(const fs::path& file) { return std::make_unique<ElmoWeights>(file); }

}  // namespace neurank::checkpoint
