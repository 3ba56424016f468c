#include "checkpoint/pickle_globals.hpp"

#include <algorithm>
#include <iterator>

#include "base/cast.hpp"
#include "base/complaint.hpp"

namespace neurank::checkpoint {
namespace {

using Kind = PickleValue::Kind;
using Items = std::vector<PickleValue>;

constexpr std::size_t max_dimensions = 8;

enum class Role { ordered_dict, tensor, parameter, storage };

struct Global {
  std::string_view name;
  Role role;
  const char* type;  ///< of a storage's numbers
};

constexpr Global known_globals[] = {
    {"collections.OrderedDict", Role::ordered_dict, ""},
    {"torch._utils._rebuild_tensor_v2", Role::tensor, ""},
    {"torch._utils._rebuild_parameter", Role::parameter, ""},
    {"torch.DoubleStorage", Role::storage, "F64"},
    {"torch.FloatStorage", Role::storage, "F32"},
    {"torch.HalfStorage", Role::storage, "F16"},
    {"torch.BFloat16Storage", Role::storage, "BF16"},
    {"torch.LongStorage", Role::storage, "I64"},
    {"torch.IntStorage", Role::storage, "I32"},
    {"torch.ShortStorage", Role::storage, "I16"},
    {"torch.CharStorage", Role::storage, "I8"},
    {"torch.ByteStorage", Role::storage, "U8"},
    {"torch.BoolStorage", Role::storage, "BOOL"},
};

const Global& global_of(const PickleValue& value) { return known_globals[value.number]; }

void expect(bool condition, const std::string& reason) {
  if (!condition) throw Complaint{reason};
}

/// Appends to one of the pickle's lists.
template <class Item>
PickleValue make(Kind kind, std::vector<Item>& list, Item item) {
  list.push_back(std::move(item));
  return {kind, to_int64(list.size()) - 1};
}

bool is_size(const PickleValue& value) { return value.kind == Kind::integer && value.number >= 0; }

/// A short tuple of whole numbers that are not negative.
Shape sizes_of(const Pickle& pickle, const PickleValue& tuple) {
  const std::string reason = "a tensor whose sizes are not a short tuple of whole numbers";
  expect(tuple.kind == Kind::tuple, reason);
  const Items& items = pickle.items(tuple);
  expect(items.size() <= max_dimensions && std::all_of(items.begin(), items.end(), is_size), reason);
  Shape sizes;
  std::transform(items.begin(), items.end(), std::back_inserter(sizes), [](auto& item) { return item.number; });
  return sizes;
}

/// (storage, offset, shape, strides, requires gradient, hooks[, further facts]); facts such as "is conjugated" would
/// change what the numbers mean.
PickleValue make_tensor(Pickle& pickle, const Items& arguments) {
  const std::size_t count = arguments.size();
  expect(count == 6 || (count == 7 && arguments[6].kind == Kind::none), "a tensor with unknown arguments");
  expect(arguments[0].kind == Kind::storage, "a tensor without a storage");
  expect(is_size(arguments[1]), "a tensor whose storage offset is not a whole number");
  PickleTensor tensor{to_size(arguments[0].number), arguments[1].number, sizes_of(pickle, arguments[2]),
                      sizes_of(pickle, arguments[3])};
  expect(tensor.shape.size() == tensor.strides.size(), "a tensor with more or fewer strides than dimensions");
  return make(Kind::tensor, pickle.tensors, std::move(tensor));
}

}  // namespace

std::optional<PickleValue> find_global(std::string_view name) {
  const auto found = std::find_if(std::begin(known_globals), std::end(known_globals),
                                  [&](const Global& global) { return global.name == name; });
  if (found == std::end(known_globals)) return std::nullopt;
  return PickleValue{Kind::global, found - std::begin(known_globals)};
}

PickleValue call_global(Pickle& pickle, const PickleValue& global, const PickleValue& arguments) {
  expect(global.kind == Kind::global && arguments.kind == Kind::tuple, "a call of a value that is not a global");
  const Global& callee = global_of(global);
  const Items& items = pickle.items(arguments);
  switch (callee.role) {
    case Role::ordered_dict:
      expect(items.empty(), "an OrderedDict made with arguments");
      return make(Kind::dict, pickle.sequences, {});
    case Role::tensor:
      return make_tensor(pickle, items);
    case Role::parameter:
      expect(!items.empty() && items[0].kind == Kind::tensor, "a parameter without a tensor");
      return items[0];
    case Role::storage:
      break;
  }
  throw Complaint{"a call of " + std::string(callee.name)};
}

PickleValue load_storage(Pickle& pickle, const PickleValue& persistent_id) {
  expect(persistent_id.kind == Kind::tuple, "a persistent id that is not a tuple");
  const Items& id = pickle.items(persistent_id);
  const bool right = (id.size() == 5 || id.size() == 6) && id[0].kind == Kind::text &&
                     pickle.text(id[0]) == "storage" && id[1].kind == Kind::global &&
                     global_of(id[1]).role == Role::storage && id[2].kind == Kind::text && is_size(id[4]);
  expect(right, "a persistent id that does not describe a storage");
  expect(id.size() == 5 || id[5].kind == Kind::none, "a storage that is a part of another");
  return make(Kind::storage, pickle.storages, {global_of(id[1]).type, pickle.text(id[2]), id[4].number});
}

}  // namespace neurank::checkpoint
