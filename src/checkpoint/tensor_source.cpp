#include "checkpoint/tensor_source.hpp"

#include <functional>
#include <numeric>

#include "base/text.hpp"

namespace neurank::checkpoint {

std::int64_t num_elements(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::string to_text(const Shape& shape) {
  std::vector<std::string> dimensions;
  for (const std::int64_t dimension : shape) dimensions.push_back(std::to_string(dimension));
  return std::string("[").append(join(dimensions, ", ")) + "]";
}

}  // namespace neurank::checkpoint
