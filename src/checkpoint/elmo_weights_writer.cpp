#include "checkpoint/elmo_weights_writer.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "store/hdf5_dataset.hpp"
#include "store/hdf5_image.hpp"

namespace neurank::checkpoint {

void write_elmo_weights(const std::filesystem::path& file, std::span<const TensorToWrite> tensors) {
  const store::QuietHdf5 quiet;
  store::Hdf5Image image;
  for (const TensorToWrite& tensor : tensors) {
    NEURANK_EXPECT(num_elements(tensor.shape) == to_int64(tensor.values.size()));
    const store::Extents shape(tensor.shape.begin(), tensor.shape.end());
    store::write_numbers(image.id(), tensor.name, shape, tensor.values.data());
  }
  write_file(file, image.finish());
}

}  // namespace neurank::checkpoint
