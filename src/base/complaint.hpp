#pragma once

#include <string>

namespace neurank {

/// What is wrong with something that a user wrote, and what to write instead where that can be told; whoever knows the
/// place puts it in front and makes an Error of it.
struct Complaint {
  std::string problem;
  std::string remedy = {};
};

}  // namespace neurank
