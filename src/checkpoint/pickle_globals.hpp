#pragma once

#include <optional>

#include "checkpoint/pickle.hpp"

namespace neurank::checkpoint {

/// The value of a global name such as "collections.OrderedDict", or nothing for one that tensors do not need.
std::optional<PickleValue> find_global(std::string_view name);

/// The result of calling a global with a tuple of arguments. Throws Complaint for what tensors do not need.
PickleValue call_global(Pickle& pickle, const PickleValue& global, const PickleValue& arguments);

/// The storage that a persistent id ("storage", type, key, location, elements[, None]) stands for; the location, where
/// its numbers were when it was saved, does not matter. Throws Complaint.
PickleValue load_storage(Pickle& pickle, const PickleValue& persistent_id);

}  // namespace neurank::checkpoint
