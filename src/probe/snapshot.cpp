#include "probe/snapshot.hpp"

#include <algorithm>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace neurank::probe {
namespace {

constexpr const char* first_line = "neurank training snapshot 1";
constexpr std::size_t header_bytes = 256, hash_bytes = 64;
constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 24;

std::string header_of(const std::string& owner, const TrainingPosition& position) {
  std::string header =
      join({first_line, owner, std::to_string(position.group), std::to_string(position.batches)}, "\n");
  NEURANK_EXPECT(header.size() < header_bytes);
  header += '\n';
  header.resize(header_bytes, ' ');
  return header;
}

/// SHA-256 of a file's first bytes.
std::string hash_of(const File& file, std::uint64_t bytes) {
  Sha256 hash;
  std::vector<char> piece(std::min(bytes, piece_bytes));
  for (std::uint64_t begin = 0; begin < bytes; begin += piece_bytes) {
    const std::uint64_t count = std::min(piece_bytes, bytes - begin);
    file.read_at(begin, piece.data(), count);
    hash.add({piece.data(), count});
  }
  return hash.hexadecimal();
}

}  // namespace

SnapshotWriter::SnapshotWriter(std::filesystem::path file, const std::string& owner, const TrainingPosition& position)
    : file_(std::move(file)), aside_(file_.string() + ".tmp"), out_(aside_, File::Mode::replace) {
  try {
    write(header_of(owner, position));
  } catch (...) {
    remove_aside();
    throw;
  }
}

SnapshotWriter::~SnapshotWriter() { remove_aside(); }

void SnapshotWriter::remove_aside() const {
  std::error_code ignored;
  std::filesystem::remove(aside_, ignored);
}

void SnapshotWriter::add(std::span<const float> numbers) {
  write({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
  out_.start_sync();
}

void SnapshotWriter::publish() {
  out_.write(hash_.hexadecimal());
  publish_file(aside_, file_);
}

void SnapshotWriter::write(std::string_view bytes) {
  hash_.add(bytes);
  out_.write(bytes);
}

SnapshotReader::SnapshotReader(const std::filesystem::path& file) : in_(file, File::Mode::read), next_(header_bytes) {
  const Error damaged = input_error(file.string() + ": is damaged");
  const std::uint64_t size = in_.size();
  if (size < header_bytes + hash_bytes || (size - header_bytes - hash_bytes) % sizeof(float) != 0) throw damaged;
  std::string header(header_bytes, '\0'), hash(hash_bytes, '\0');
  in_.read_at(0, header.data(), header_bytes);
  in_.read_at(size - hash_bytes, hash.data(), hash_bytes);
  const auto lines = split(header, '\n');
  if (lines.size() != 5 || lines[0] != first_line || hash_of(in_, size - hash_bytes) != hash) throw damaged;
  const auto group = number_of<std::uint64_t>(lines[2]);
  const auto batches = number_of<Index>(lines[3]);
  if (!group || !batches) throw damaged;
  owner_ = lines[1];
  position_ = {*group, *batches};
}

void SnapshotReader::read(std::span<float> numbers) {
  in_.read_at(next_, numbers.data(), numbers.size_bytes());
  next_ += numbers.size_bytes();
}

}  // namespace neurank::probe
