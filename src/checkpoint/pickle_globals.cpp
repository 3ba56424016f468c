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

enum class Role { ordered_dict, tensor, typed_tensor, parameter, storage, number_type };

struct Global {
  std::string_view name;
  Role role;
  const char* type;  ///< of a storage's numbers, or a type of numbers itself
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
    {"torch.ComplexFloatStorage", Role::storage, "C64"},
    {"torch.ComplexDoubleStorage", Role::storage, "C128"},
    // Since version 2.3: types without a storage of their own, whose storage counts bytes.
    {"torch._utils._rebuild_tensor_v3", Role::typed_tensor, ""},
    {"torch.storage.UntypedStorage", Role::storage, "U8"},
    {"torch.UntypedStorage", Role::storage, "U8"},
    {"torch.uint16", Role::number_type, "U16"},
    {"torch.uint32", Role::number_type, "U32"},
    {"torch.uint64", Role::number_type, "U64"},
    {"torch.float8_e4m3fn", Role::number_type, "F8_E4M3"},
    {"torch.float8_e5m2", Role::number_type, "F8_E5M2"},
    {"torch.float8_e4m3fnuz", Role::number_type, "F8_E4M3FNUZ"},
    {"torch.float8_e5m2fnuz", Role::number_type, "F8_E5M2FNUZ"},
    {"torch.float8_e8m0fnu", Role::number_type, "F8_E8M0"},
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

/// The same with the type of the numbers behind the hooks.
PickleValue make_typed_tensor(Pickle& pickle, Items arguments) {
  constexpr std::size_t type_at = 6;
  const bool has_type = arguments.size() > type_at && arguments[type_at].kind == Kind::global &&
                        global_of(arguments[type_at]).role == Role::number_type;
  expect(has_type, "a tensor without the type of its numbers");
  const char* type = global_of(arguments[type_at]).type;
  arguments.erase(arguments.begin() + type_at);
  const PickleValue tensor = make_tensor(pickle, arguments);
  pickle.tensors.back().type = type;
  return tensor;
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
    case Role::typed_tensor:
      return make_typed_tensor(pickle, items);
    case Role::parameter:
      expect(!items.empty() && items[0].kind == Kind::tensor, "a parameter without a tensor");
      return items[0];
    case Role::storage:
    case Role::number_type:
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
