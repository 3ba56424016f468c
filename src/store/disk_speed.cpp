#include "store/disk_speed.hpp"

#include <unistd.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "base/cast.hpp"
#include "base/file.hpp"
#include "base/stopwatch.hpp"

namespace neurank::store {
namespace {

constexpr std::uint64_t block_bytes = 4 << 20;

double seconds_of(const std::function<void()>& work) {
  const Stopwatch watch;
  work();
  return watch.seconds();
}

void for_each_block(std::uint64_t bytes, const std::function<void(std::uint64_t, std::uint64_t)>& use) {
  for (std::uint64_t at = 0; at < bytes; at += block_bytes) use(at, std::min(block_bytes, bytes - at));
}

/// Bytes that a compressing file system cannot shrink.
std::vector<std::uint32_t> noise() {
  std::vector<std::uint32_t> values(block_bytes / sizeof(std::uint32_t));
  std::generate(values.begin(), values.end(), std::minstd_rand());
  return values;
}

}  // namespace

DiskSpeed measure_disk_speed(const std::filesystem::path& folder, std::uint64_t bytes) {
  const auto path = folder / (".neurank-disk-speed-" + std::to_string(::getpid()));
  const File file(path, File::Mode::create);
  ::unlink(path.c_str());  // the file lives until it is closed, however this process ends
  std::vector<std::uint32_t> block = noise();
  const double writing = seconds_of([&] {
    for_each_block(bytes, [&](auto at, auto size) { file.write_at(at, block.data(), size); });
    file.sync_data();
  });
  file.forget_cached();
  const double reading =
      seconds_of([&] { for_each_block(bytes, [&](auto at, auto size) { file.read_at(at, block.data(), size); }); });
  return {to_double(bytes) / writing, to_double(bytes) / reading};
}

}  // namespace neurank::store
