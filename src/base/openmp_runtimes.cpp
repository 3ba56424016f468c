#include "base/openmp_runtimes.hpp"

#include <link.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "base/text.hpp"

namespace neurank {
namespace {

bool is_openmp(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename();
  constexpr std::string_view runtimes[] = {"libgomp", "libomp.", "libomp-", "libiomp5"};
  return std::ranges::any_of(runtimes, [&](std::string_view runtime) { return name.starts_with(runtime); });
}

int collect(dl_phdr_info* library, std::size_t, void* files) {
  const std::string file = library->dlpi_name == nullptr ? "" : library->dlpi_name;
  std::error_code ignored;
  if (is_openmp(file))
    static_cast<std::set<std::string>*>(files)->insert(std::filesystem::weakly_canonical(file, ignored).string());
  return 0;
}

}  // namespace

std::vector<std::string> openmp_runtimes() {
  std::set<std::string> files;
  dl_iterate_phdr(collect, &files);
  return {files.begin(), files.end()};
}

std::string openmp_advice(const std::vector<std::string>& runtimes) {
  if (runtimes.size() < 2) return "";
  return "this process has " + std::to_string(runtimes.size()) + " OpenMP runtimes, " + join(runtimes, " and ") +
         ", whose threads compete for the same cores; build neurank with the runtime that LibTorch has";
}

}  // namespace neurank
