#include "base/products.hpp"

#include <dlfcn.h>

#include "base/error.hpp"

namespace neurank {
namespace {

/// oneDNN's C interface (dnnl.h), version 2 and 3; row-major, like ours.
using Sgemm = int (*)(char transpose_a, char transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
                      const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta, float* c,
                      std::int64_t ldc);
using EffectiveIsa = int (*)();
struct Version {
  int major, minor, patch;
};
using GetVersion = const Version* (*)();

// Bits that a set of instructions of this kind has, whatever else (dnnl_cpu_isa_t).
constexpr int avx2_bits = 0x7, avx512_bits = 0x27;

struct OneDnn {
  Sgemm sgemm = nullptr;
  VectorUnit unit = VectorUnit::none;
  std::string version;
};

VectorUnit unit_of(int isa) {
  if ((isa & avx512_bits) == avx512_bits) return VectorUnit::avx512;
  return (isa & avx2_bits) == avx2_bits ? VectorUnit::avx2 : VectorUnit::none;
}

OneDnn find_onednn() {
  const auto sgemm = reinterpret_cast<Sgemm>(dlsym(RTLD_DEFAULT, "dnnl_sgemm"));
  const auto isa = reinterpret_cast<EffectiveIsa>(dlsym(RTLD_DEFAULT, "dnnl_get_effective_cpu_isa"));
  const auto version = reinterpret_cast<GetVersion>(dlsym(RTLD_DEFAULT, "dnnl_version"));
  if (sgemm == nullptr || isa == nullptr || version == nullptr) return {};
  return {sgemm, unit_of(isa()), std::to_string(version()->major) + "." + std::to_string(version()->minor)};
}

/// That of this process; looked for once, when first asked for.
const OneDnn& the_onednn() {
  static const OneDnn found = find_onednn();
  return found;
}

/// c = a x b, either of them transposed where 'T' says so.
void multiply(char transpose_a, const ConstMatrixRef& a, char transpose_b, const ConstMatrixRef& b,
              Eigen::Ref<Matrix> c) {
  const Index inner = transpose_a == 'T' ? a.rows() : a.cols();
  the_onednn().sgemm(transpose_a, transpose_b, c.rows(), c.cols(), inner, 1, a.data(), a.outerStride(), b.data(),
                     b.outerStride(), 0, c.data(), c.outerStride());
}

}  // namespace

bool uses_onednn(Product product, Index columns, VectorUnit unit) {
  if (unit == VectorUnit::none) return false;
  if (unit == VectorUnit::avx512) return product == Product::gradient || columns >= 4;
  return columns < 128;
}

Products::Products(ProductLibrary library) : library_(library) {
  if (library == ProductLibrary::onednn && the_onednn().sgemm == nullptr)
    throw usage_error("resources.products: the LibTorch of this program does not come with oneDNN's products",
                      "say auto or openblas");
}

bool Products::onednn(Product product, Index columns) const {
  if (library_ != ProductLibrary::automatic) return library_ == ProductLibrary::onednn;
  return uses_onednn(product, columns, the_onednn().unit);
}

void Products::scores(const ConstMatrixRef& batch, const ConstMatrixRef& weights, Eigen::Ref<Matrix> scores) const {
  NEURANK_EXPECT(scores.rows() == batch.rows() && scores.cols() == weights.rows() && batch.cols() == weights.cols());
  if (onednn(Product::scores, weights.rows()))
    multiply('N', batch, 'T', weights, scores);
  else
    scores.noalias() = batch * weights.transpose();
}

void Products::gradient(const ConstMatrixRef& scores, const ConstMatrixRef& batch, Eigen::Ref<Matrix> gradient) const {
  NEURANK_EXPECT(gradient.rows() == scores.cols() && gradient.cols() == batch.cols() && scores.rows() == batch.rows());
  if (onednn(Product::gradient, scores.cols()))
    multiply('T', scores, 'N', batch, gradient);
  else
    gradient.noalias() = scores.transpose() * batch;
}

std::string Products::description() const {
  const OneDnn& found = the_onednn();
  const bool is_used =
      library_ == ProductLibrary::onednn || (library_ == ProductLibrary::automatic && found.unit != VectorUnit::none);
  if (!is_used) return "BLAS";
  const char* vectors[] = {"", " avx2", " avx512"};
  const std::string onednn = "oneDNN " + found.version + vectors[static_cast<int>(found.unit)];
  return library_ == ProductLibrary::onednn ? onednn : onednn + " and BLAS";
}

}  // namespace neurank
