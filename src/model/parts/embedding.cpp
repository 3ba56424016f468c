#include "model/parts/embedding.hpp"

#include <ATen/ops/embedding.h>

namespace neurank::model {

at::Tensor Embedding::operator()(const at::Tensor& ids) const { return at::embedding(table_, ids).to(at::kFloat); }

}  // namespace neurank::model
