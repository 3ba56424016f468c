#include "checkpoint/torch_file.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/cast.hpp"
#include "checkpoint/json.hpp"
#include "checkpoint/pickle.hpp"
#include "checkpoint/zip_directory.hpp"

namespace neurank::checkpoint {
namespace {

using Kind = PickleValue::Kind;

constexpr std::uint32_t zip_signature = 0x04034b50;  ///< the first four bytes of a zip file with entries
constexpr char format[] = "torch";

/// First of the pickles of the old format, 0x1950a86a20f9469cfc6c, and second, the version of the format.
constexpr std::string_view legacy_magic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t legacy_version = 1001;

/// A view may repeat the numbers of its storage up to this many numbers; no model's tensor has more.
constexpr std::int64_t max_repeated = 1 << 20;

/// Where a file has the numbers of a storage.
using Locate = std::function<ByteRange(const PickleStorage& storage)>;

std::int64_t bytes_each(const std::string& type) { return bits_of(type).value() / 8; }

/// Type of a view's numbers.
const std::string& type_of(const PickleTensor& view, const PickleStorage& storage) {
  return view.type.empty() ? storage.type : view.type;
}

/// Position of a view's last number in its storage, or nothing when it lies beyond 2^63 - 1. @pre no size is 0
std::optional<std::int64_t> last_position(const PickleTensor& view) {
  std::int64_t last = view.offset, step = 0;
  for (std::size_t d = 0; d < view.shape.size(); ++d) {
    if (view.shape[d] == 1) continue;
    if (__builtin_mul_overflow(view.shape[d] - 1, view.strides[d], &step) || __builtin_add_overflow(last, step, &last))
      return std::nullopt;
  }
  return last;
}

/// What keeps a view from lying in its storage, or nothing.
std::optional<std::string> problem_of(const PickleTensor& view, const PickleStorage& storage, ByteRange bytes) {
  const auto each = to_uint64(bytes_each(storage.type));
  if (bytes.size() % each != 0 || bytes.size() / each != to_uint64(storage.elements))
    return "its storage has " + std::to_string(bytes.size()) + " bytes, not " + std::to_string(storage.elements) +
           " numbers of " + storage.type;
  const std::int64_t stored = to_int64(bytes.size()) / bytes_each(type_of(view, storage));
  const auto elements = checked_elements(view.shape);
  if (!elements) return "shape " + to_text(view.shape) + " is too large";
  if (*elements == 0) return std::nullopt;
  const auto last = last_position(view);
  if (!last || *last >= stored)
    return "shape " + to_text(view.shape) + " with strides " + to_text(view.strides) + " from " +
           std::to_string(view.offset) + " reaches beyond the " + std::to_string(stored) + " numbers stored";
  if (*elements > std::max(stored, max_repeated))
    return "shape " + to_text(view.shape) + " repeats the " + std::to_string(stored) + " numbers stored";
  return std::nullopt;
}

/// @pre problem_of found none
StoredTensor place(const PickleTensor& view, const PickleStorage& storage, ByteRange bytes) {
  StoredTensor tensor{type_of(view, storage), view.shape, view.strides, bytes.begin};
  if (checked_elements(view.shape) == 0) {
    tensor.strides = dense_strides(view.shape);
    return tensor;
  }
  tensor.begin += to_uint64(view.offset * bytes_each(tensor.type));
  for (std::size_t d = 0; d < view.shape.size(); ++d)
    if (view.shape[d] == 1) tensor.strides[d] = 0;
  return tensor;
}

/// Keys and values of the dict that holds the tensors.
const std::vector<PickleValue>& state_dict(const ByteFile& file, const Pickle& pickle) {
  if (pickle.root.kind != Kind::dict) throw bad_file(file, format, "it holds no dict of tensors");
  const PickleValue* inner = pickle.find(pickle.root, "state_dict");
  return pickle.items(inner != nullptr && inner->kind == Kind::dict ? *inner : pickle.root);
}

TensorTable place_tensors(const ByteFile& file, const Pickle& pickle, const Locate& locate) {
  TensorTable tensors;
  const std::vector<PickleValue>& entries = state_dict(file, pickle);
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
    if (entries[i].kind != Kind::text || entries[i + 1].kind != Kind::tensor) continue;
    const std::string& name = pickle.text(entries[i]);
    const PickleTensor& view = pickle.tensors[to_size(entries[i + 1].number)];
    const PickleStorage& storage = pickle.storages[view.storage];
    const ByteRange bytes = locate(storage);
    if (const auto problem = problem_of(view, storage, bytes))
      throw bad_file(file, format, "tensor " + in_quotes(name) + ": " + *problem);
    tensors.insert_or_assign(name, place(view, storage, bytes));
  }
  if (tensors.empty()) throw bad_file(file, format, "it holds no tensors, neither at the top nor under state_dict");
  return tensors;
}

/// The folder, with a slash or empty, in which a zip file has its one pickle.
std::string root_folder(const ByteFile& file, const ZipDirectory& directory) {
  const std::string pickle = "data.pkl";
  std::vector<std::string> roots;
  for (const auto& [name, entry] : directory)
    if (name == pickle || name.ends_with("/" + pickle)) roots.push_back(name.substr(0, name.size() - pickle.size()));
  if (roots.size() != 1)
    throw bad_file(file, format, std::to_string(roots.size()) + " of its entries are called data.pkl, expected one");
  return roots.front();
}

TensorTable list_zip_tensors(const ByteFile& file) {
  const ZipDirectory directory = read_zip_directory(file);
  const std::string root = root_folder(file, directory);
  const auto content = [&](const std::string& name) {
    const auto found = directory.find(root + name);
    if (found == directory.end()) throw bad_file(file, format, "entry " + in_quotes(root + name) + " is missing");
    return zip_content(file, found->first, found->second);
  };
  if (directory.contains(root + "byteorder")) {
    const ByteRange order = content("byteorder");
    if (order.size() != 6 || file.text(order) != "little")
      throw bad_file(file, format, "its numbers are not little endian");
  }
  ByteStream stream(file, format, content("data.pkl"));
  const Pickle pickle = read_pickle(stream);
  return place_tensors(file, pickle, [&](const PickleStorage& storage) { return content("data/" + storage.key); });
}

/// Reads the three pickles before the saved object.
void expect_legacy_start(ByteStream& stream) {
  const Pickle magic = read_pickle(stream);
  if (magic.root.kind != Kind::big_integer || magic.text(magic.root) != legacy_magic)
    throw stream.problem("it is not what torch.save writes");
  const Pickle version = read_pickle(stream);
  if (version.root.kind != Kind::integer || version.root.number != legacy_version)
    throw stream.problem("its format has an unknown version");
  const Pickle system = read_pickle(stream);
  const PickleValue* little = system.root.kind == Kind::dict ? system.find(system.root, "little_endian") : nullptr;
  if (little == nullptr || little->kind != Kind::boolean || little->number == 0)
    throw stream.problem("its numbers are not little endian");
}

/// Bytes of a number in each storage of a pickle.
std::map<std::string, std::int64_t> storage_widths(const ByteFile& file, const Pickle& pickle) {
  std::map<std::string, std::int64_t> widths;
  for (const PickleStorage& storage : pickle.storages)
    if (widths.emplace(storage.key, bytes_each(storage.type)).first->second != bytes_each(storage.type))
      throw bad_file(file, format, "storage " + in_quotes(storage.key) + " has two types");
  return widths;
}

/// Reads the pickle of keys behind the object, then where the numbers of each lie: a count and the numbers, one storage
/// after another.
std::map<std::string, ByteRange> find_storages(ByteStream& stream, const std::map<std::string, std::int64_t>& widths) {
  const Pickle keys = read_pickle(stream);
  if (keys.root.kind != Kind::list) throw stream.problem("its storages are not listed");
  std::map<std::string, ByteRange> storages;
  for (const PickleValue& key : keys.items(keys.root)) {
    const auto width = key.kind == Kind::text ? widths.find(keys.text(key)) : widths.end();
    if (width == widths.end()) throw stream.problem("a storage is listed that no tensor has");
    const auto count = stream.number<std::int64_t>();
    std::int64_t bytes = 0;
    if (count < 0 || __builtin_mul_overflow(count, width->second, &bytes))
      throw stream.problem("storage " + in_quotes(width->first) + " claims " + std::to_string(count) + " numbers");
    const std::uint64_t begin = stream.position();
    stream.skip(to_uint64(bytes));
    if (!storages.emplace(width->first, ByteRange{begin, stream.position()}).second)
      throw stream.problem("storage " + in_quotes(width->first) + " is listed twice");
  }
  return storages;
}

TensorTable list_legacy_tensors(const ByteFile& file) {
  ByteStream stream(file, format, {0, file.size()});
  expect_legacy_start(stream);
  const Pickle object = read_pickle(stream);
  const auto storages = find_storages(stream, storage_widths(file, object));
  return place_tensors(file, object, [&](const PickleStorage& storage) {
    const auto found = storages.find(storage.key);
    if (found == storages.end()) throw bad_file(file, format, "storage " + in_quotes(storage.key) + " is missing");
    return found->second;
  });
}

}  // namespace

TensorTable list_torch_tensors(const ByteFile& file) {
  const bool is_zip = file.size() >= sizeof zip_signature && file.number<std::uint32_t>(0) == zip_signature;
  return is_zip ? list_zip_tensors(file) : list_legacy_tensors(file);
}

}  // namespace neurank::checkpoint
