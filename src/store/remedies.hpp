#pragma once

namespace neurank::store {

/// What to do when a disk or a quota is full; the end of every message about it.
inline constexpr const char* full_disk_remedy = "free some space or choose another output folder, then run again";

}  // namespace neurank::store
