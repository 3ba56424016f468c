#pragma once

#include <string>

#include "probe/shared_work.hpp"

namespace neurank::probing {

/// What members of a team share, as text between ranks that run the same program on processors of one kind; not empty.
std::string to_message(const probe::SharedWork& work);

/// Inverts it.
probe::SharedWork work_from(const std::string& message);

}  // namespace neurank::probing
