#include "base/blas.hpp"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <string_view>

#include "base/format.hpp"
#include "base/matrix.hpp"
#include "base/stopwatch.hpp"

namespace neurank {
namespace {

/// The file, links followed, of the library in which a symbol was found; empty when there is none.
std::string library_of(const char* symbol) {
  void* address = dlsym(RTLD_DEFAULT, symbol);
  Dl_info facts{};
  if (address == nullptr || dladdr(address, &facts) == 0 || facts.dli_fname == nullptr) return {};
  char* resolved = realpath(facts.dli_fname, nullptr);
  std::string path = resolved != nullptr ? resolved : facts.dli_fname;
  std::free(resolved);
  return path;
}

/// A text that OpenBLAS has about itself, if a library is it or stands on it. Another library in the process may have
/// loaded OpenBLAS beside the reference BLAS, so only this one and what it needs are asked.
std::string openblas_text(const std::string& path, const char* function) {
  void* library = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr) return {};
  const auto text_of = reinterpret_cast<const char* (*)()>(dlsym(library, function));
  std::string text = text_of != nullptr ? text_of() : "";
  dlclose(library);
  return text;
}

/// OpenBLAS 0.3.21 ... MAX_THREADS=64
Index max_threads_in(const std::string& config) {
  constexpr std::string_view name = "MAX_THREADS=";
  const std::size_t found = config.find(name);
  return found == std::string::npos ? 0 : std::atol(config.c_str() + found + name.size());
}

double measure_gflops() {
  constexpr Index size = 1024;
  const Matrix a = Matrix::Constant(size, size, 0.5f), b = Matrix::Constant(size, size, 0.25f);
  Matrix product(size, size);
  product.noalias() = a * b;  // starts the threads
  const Stopwatch watch;
  double seconds = 0;
  int products = 0;
  while (seconds < 0.2) {
    product.noalias() = a * b;
    ++products;
    seconds = watch.seconds();
  }
  return 2.0 * size * size * size * products / seconds / 1e9;
}

}  // namespace

BlasFacts loaded_blas() {
  const std::string path = library_of("sgemm_");
  if (path.empty()) return {"unknown"};
  const std::string config = openblas_text(path, "openblas_get_config");
  return {.name = config.empty() ? path : config + " (" + path + ")",
          .kernels = openblas_text(path, "openblas_get_corename"),
          .max_threads = max_threads_in(config)};
}

BlasFacts measure_blas() {
  BlasFacts facts = loaded_blas();
  facts.gflops = measure_gflops();
  return facts;
}

bool is_slow(const BlasFacts& facts) {
  constexpr double slowest_fast =
      10;  // the reference implementation reaches 1 to 5, a fast one 20 on any core of today
  return facts.gflops > 0 && facts.gflops < slowest_fast;
}

std::string blas_advice(const BlasFacts& facts, Index threads) {
  if (is_slow(facts))
    return "the BLAS is slow: " + formatted("%.1f", facts.gflops) + " GFLOP/s, as the reference implementation's; " +
           "install OpenBLAS, on Debian: apt-get install libopenblas0-openmp";
  if (facts.max_threads > 0 && threads > facts.max_threads)
    return "a rank has " + std::to_string(threads) + " threads, but this OpenBLAS was built for " +
           std::to_string(facts.max_threads) + "; run more ranks of fewer threads";
  return "";
}

}  // namespace neurank
