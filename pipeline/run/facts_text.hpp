#pragma once

#include <string>

#include "run/facts.hpp"

namespace neurank::run {

/// Facts as a text that one rank sends to others, and back.
std::string to_message(const Facts& facts);
Facts facts_from(const std::string& message);

}  // namespace neurank::run
