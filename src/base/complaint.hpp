#pragma once

#include <string>

namespace neurank {

/// What is wrong with something that a user wrote or gave, and what to do where that can be told. Whoever knows the
/// file or key puts it in front and makes an Error of it; a parser deep inside a file throws it for its caller to do
/// so.
struct Complaint {
  std::string problem;
  std::string remedy = {};
  long line = 0;  ///< of the text that it is about, from 1; 0: not known, or not a text
};

}  // namespace neurank
