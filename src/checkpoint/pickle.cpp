#include "checkpoint/pickle.hpp"

#include <unordered_map>

#include "base/cast.hpp"
#include "base/complaint.hpp"
#include "checkpoint/json.hpp"
#include "checkpoint/pickle_globals.hpp"

namespace neurank::checkpoint {
namespace {

using Kind = PickleValue::Kind;

/// Far more than a published model needs (some 40 for each tensor), and small enough for any memory.
constexpr int max_operations = 4'000'000;
constexpr std::uint64_t max_text = std::uint64_t{1} << 20;  ///< bytes
constexpr std::size_t max_name = 200;                       ///< bytes of a part of a global's name

enum class Opcode : std::uint8_t {
  mark = '(',
  stop = '.',
  bin_float = 'G',
  bin_int = 'J',
  bin_int1 = 'K',
  bin_int2 = 'M',
  none = 'N',
  bin_persistent_id = 'Q',
  reduce = 'R',
  bin_string = 'T',
  short_bin_string = 'U',
  bin_unicode = 'X',
  empty_list = ']',
  append = 'a',
  build = 'b',
  global = 'c',
  appends = 'e',
  bin_get = 'h',
  long_bin_get = 'j',
  bin_put = 'q',
  long_bin_put = 'r',
  set_item = 's',
  tuple = 't',
  set_items = 'u',
  empty_dict = '}',
  empty_tuple = ')',
  protocol = 0x80,
  tuple1 = 0x85,
  tuple2 = 0x86,
  tuple3 = 0x87,
  new_true = 0x88,
  new_false = 0x89,
  long1 = 0x8a,
  short_bin_unicode = 0x8c,
  bin_unicode8 = 0x8d,
  stack_global = 0x93,
  memoize = 0x94,
  frame = 0x95,
};

/// Carries out the operations of one pickle.
class Machine {
 public:
  explicit Machine(ByteStream& stream) : stream_(stream) {}

  Pickle run() {
    for (int count = 0; count < max_operations; ++count) {
      const auto opcode = static_cast<Opcode>(stream_.number<std::uint8_t>());
      if (opcode == Opcode::stop) return finish();
      if (!push_constant(opcode) && !build_container(opcode) && !use_memo(opcode) && !make_object(opcode))
        throw stream_.problem("opcode " + std::to_string(static_cast<int>(opcode)) + " is not one that tensors need");
    }
    throw stream_.problem("a pickle of more than " + std::to_string(max_operations) + " operations");
  }

 private:
  /// Each of the four returns whether the opcode was one of its own.
  bool push_constant(Opcode opcode);
  bool build_container(Opcode opcode);
  bool use_memo(Opcode opcode);
  bool make_object(Opcode opcode);

  Pickle finish();

  bool push(PickleValue value) {
    stack_.push_back(value);
    return true;
  }
  bool push(Kind kind, std::int64_t number) { return push({kind, number}); }
  bool push_text(std::uint64_t bytes, Kind kind = Kind::text);
  bool push_long(std::uint8_t bytes);
  bool push_global(const std::string& module, const std::string& member);
  bool push_line_global();
  bool push_stack_global();
  bool push_sequence(Kind kind, std::vector<PickleValue> items);

  /// Values are taken from those since the last mark.
  void expect_values(std::size_t count) const;
  PickleValue pop();
  std::vector<PickleValue> pop_last(std::size_t count);
  std::vector<PickleValue> pop_to_mark();

  bool extend(Kind kind, const std::vector<PickleValue>& items);
  bool remember(std::uint32_t key);
  bool recall(std::uint32_t key);
  bool build();
  bool reduce();

  ByteStream& stream_;
  Pickle pickle_;
  std::vector<PickleValue> stack_;
  std::vector<std::size_t> marks_;  ///< sizes of the stack when they were set
  std::unordered_map<std::uint32_t, PickleValue> memo_;
};

bool Machine::push_constant(Opcode opcode) {
  switch (opcode) {
    case Opcode::none:
      return push(Kind::none, 0);
    case Opcode::new_true:
    case Opcode::new_false:
      return push(Kind::boolean, opcode == Opcode::new_true);
    case Opcode::bin_int:
      return push(Kind::integer, stream_.number<std::int32_t>());
    case Opcode::bin_int1:
      return push(Kind::integer, stream_.number<std::uint8_t>());
    case Opcode::bin_int2:
      return push(Kind::integer, stream_.number<std::uint16_t>());
    case Opcode::long1:
      return push_long(stream_.number<std::uint8_t>());
    case Opcode::bin_float:
      stream_.skip(sizeof(double));
      return push(Kind::real, 0);
    case Opcode::bin_unicode:
    case Opcode::bin_string:
      return push_text(stream_.number<std::uint32_t>());
    case Opcode::short_bin_string:
    case Opcode::short_bin_unicode:
      return push_text(stream_.number<std::uint8_t>());
    case Opcode::bin_unicode8:
      return push_text(stream_.number<std::uint64_t>());
    case Opcode::global:
      return push_line_global();
    default:
      return false;
  }
}

bool Machine::build_container(Opcode opcode) {
  switch (opcode) {
    case Opcode::mark:
      marks_.push_back(stack_.size());
      return true;
    case Opcode::empty_tuple:
      return push_sequence(Kind::tuple, {});
    case Opcode::tuple1:
      return push_sequence(Kind::tuple, pop_last(1));
    case Opcode::tuple2:
      return push_sequence(Kind::tuple, pop_last(2));
    case Opcode::tuple3:
      return push_sequence(Kind::tuple, pop_last(3));
    case Opcode::tuple:
      return push_sequence(Kind::tuple, pop_to_mark());
    case Opcode::empty_list:
      return push_sequence(Kind::list, {});
    case Opcode::append:
      return extend(Kind::list, pop_last(1));
    case Opcode::appends:
      return extend(Kind::list, pop_to_mark());
    case Opcode::empty_dict:
      return push_sequence(Kind::dict, {});
    case Opcode::set_item:
      return extend(Kind::dict, pop_last(2));
    case Opcode::set_items:
      return extend(Kind::dict, pop_to_mark());
    default:
      return false;
  }
}

bool Machine::use_memo(Opcode opcode) {
  switch (opcode) {
    case Opcode::memoize:
      return remember(checked_cast<std::uint32_t>(memo_.size()));
    case Opcode::bin_put:
      return remember(stream_.number<std::uint8_t>());
    case Opcode::long_bin_put:
      return remember(stream_.number<std::uint32_t>());
    case Opcode::bin_get:
      return recall(stream_.number<std::uint8_t>());
    case Opcode::long_bin_get:
      return recall(stream_.number<std::uint32_t>());
    default:
      return false;
  }
}

bool Machine::make_object(Opcode opcode) try {
  switch (opcode) {
    case Opcode::protocol:
      if (stream_.number<std::uint8_t>() > 5) throw Complaint{"a pickle of an unknown protocol"};
      return true;
    case Opcode::frame:  // so many bytes may be read at once: no operation by itself
      stream_.skip(sizeof(std::uint64_t));
      return true;
    case Opcode::stack_global:
      return push_stack_global();
    case Opcode::bin_persistent_id:
      return push(load_storage(pickle_, pop()));
    case Opcode::reduce:
      return reduce();
    case Opcode::build:
      return build();
    default:
      return false;
  }
} catch (const Complaint& complaint) {
  throw stream_.problem(complaint.problem);
}

Pickle Machine::finish() {
  pickle_.root = pop();
  if (!stack_.empty() || !marks_.empty()) throw stream_.problem("a pickle of more than one value");
  return std::move(pickle_);
}

bool Machine::push_text(std::uint64_t bytes, Kind kind) {
  if (bytes > max_text) throw stream_.problem("a text of " + std::to_string(bytes) + " bytes");
  pickle_.texts.push_back(stream_.text(bytes));
  return push(kind, to_int64(pickle_.texts.size()) - 1);
}

bool Machine::push_long(std::uint8_t bytes) {
  if (bytes > sizeof(std::int64_t)) return push_text(bytes, Kind::big_integer);
  std::uint64_t value = 0;
  std::uint8_t last = 0;
  for (int i = 0; i < bytes; ++i) {
    last = stream_.number<std::uint8_t>();
    value |= to_uint64(last) << (8 * i);
  }
  if (last >= 0x80 && bytes < sizeof value) value |= ~std::uint64_t{0} << (8 * bytes);  // two's complement
  return push(Kind::integer, static_cast<std::int64_t>(value));
}

bool Machine::push_line_global() {
  const std::string module = stream_.line(max_name);
  return push_global(module, stream_.line(max_name));
}

bool Machine::push_stack_global() {
  const PickleValue member = pop(), module = pop();
  if (member.kind != Kind::text || module.kind != Kind::text) throw Complaint{"a global whose name is not a text"};
  return push_global(pickle_.text(module), pickle_.text(member));
}

bool Machine::push_global(const std::string& module, const std::string& member) {
  const std::string name = module + "." + member;
  if (const auto value = find_global(name)) return push(*value);
  throw stream_.problem("global " + in_quotes(name) + " is not one that tensors need");
}

bool Machine::push_sequence(Kind kind, std::vector<PickleValue> items) {
  pickle_.sequences.push_back(std::move(items));
  return push(kind, to_int64(pickle_.sequences.size()) - 1);
}

void Machine::expect_values(std::size_t count) const {
  const std::size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() - floor < count) throw stream_.problem("a value is taken that was never made");
}

PickleValue Machine::pop() {
  expect_values(1);
  const PickleValue value = stack_.back();
  stack_.pop_back();
  return value;
}

std::vector<PickleValue> Machine::pop_last(std::size_t count) {
  expect_values(count);
  std::vector<PickleValue> values(stack_.end() - to_index(count), stack_.end());
  stack_.resize(stack_.size() - count);
  return values;
}

std::vector<PickleValue> Machine::pop_to_mark() {
  if (marks_.empty()) throw stream_.problem("values are taken up to a mark that was never set");
  std::vector<PickleValue> values = pop_last(stack_.size() - marks_.back());
  marks_.pop_back();
  return values;
}

/// Appends to the list or dict that is now the last value.
bool Machine::extend(Kind kind, const std::vector<PickleValue>& items) {
  const PickleValue target = pop();
  if (target.kind != kind) throw stream_.problem("items are added to a value that has none");
  if (kind == Kind::dict && items.size() % 2 != 0) throw stream_.problem("a key without a value");
  auto& sequence = pickle_.sequences[to_size(target.number)];
  sequence.insert(sequence.end(), items.begin(), items.end());
  return push(target);
}

bool Machine::remember(std::uint32_t key) {
  const PickleValue value = pop();
  memo_[key] = value;
  return push(value);
}

bool Machine::recall(std::uint32_t key) {
  const auto found = memo_.find(key);
  if (found == memo_.end()) throw stream_.problem("value " + std::to_string(key) + " is used but was never made");
  return push(found->second);
}

bool Machine::reduce() {
  const PickleValue arguments = pop();
  return push(call_global(pickle_, pop(), arguments));
}

/// State is only ever set on an OrderedDict, whose attribute _metadata has the versions of modules.
bool Machine::build() {
  const PickleValue state = pop();
  const PickleValue object = pop();
  if (object.kind != Kind::dict || state.kind != Kind::dict)
    throw Complaint{"state set on a value that is not an OrderedDict"};
  return push(object);
}

}  // namespace

const PickleValue* Pickle::find(const PickleValue& dict, std::string_view key) const {
  const std::vector<PickleValue>& entries = items(dict);
  for (std::size_t i = entries.size(); i >= 2; i -= 2)
    if (entries[i - 2].kind == Kind::text && text(entries[i - 2]) == key) return &entries[i - 1];
  return nullptr;
}

Pickle read_pickle(ByteStream& stream) { return Machine(stream).run(); }

}  // namespace neurank::checkpoint
