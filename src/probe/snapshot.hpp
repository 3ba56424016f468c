#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/index.hpp"

namespace neurank::probe {

/// How far a training is.
struct TrainingPosition {
  std::uint64_t group = 0;  ///< first task of the group at work; those before are trained
  Index batches = 0;        ///< that this group has taken, over all epochs

  bool operator==(const TrainingPosition&) const = default;
};

/// Writes a snapshot, a file of one training's position and numbers: 256 bytes of text, float32 numbers, SHA-256 of
/// both. It is written aside, and there only once it is published; what is not published is removed again. Throws Error
/// when the disk refuses.
class SnapshotWriter {
 public:
  /// @param owner names the training, in up to 100 characters without line ends
  SnapshotWriter(std::filesystem::path file, const std::string& owner, const TrainingPosition& position);
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;
  ~SnapshotWriter();

  void add(std::span<const float> numbers);
  void publish();

 private:
  void write(std::string_view bytes);
  void remove_aside() const;

  std::filesystem::path file_, aside_;
  File out_;
  Sha256 hash_;
};

/// Reads a snapshot's numbers in the order in which they were written.
class SnapshotReader {
 public:
  /// Throws Error when the file is damaged, or not a snapshot.
  explicit SnapshotReader(const std::filesystem::path& file);

  const std::string& owner() const { return owner_; }
  const TrainingPosition& position() const { return position_; }

  void read(std::span<float> numbers);

 private:
  File in_;
  std::string owner_;
  TrainingPosition position_;
  std::uint64_t next_;
};

}  // namespace neurank::probe
