#pragma once

#include <string>

namespace neurank {

/// Facts about this build, fixed when it was compiled.
struct BuildFacts {
  std::string version;         ///< as in 1.2.3
  std::string revision;        ///< of git, "-dirty" when files had changes
  std::string compiler;        ///< name and version
  std::string build_type;      ///< CMake's
  std::string architecture;    ///< oldest processor it runs on, as in -march
  std::string sentence_piece;  ///< release of SentencePiece
};

/// The facts of the program that is running.
BuildFacts build_facts();

}  // namespace neurank
