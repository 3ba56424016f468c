#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/cast.hpp"
#include "checkpoint/byte_stream.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::checkpoint {

/// A value in a pickle. What does not fit in `number` lies in a list of the Pickle, and `number` is its index there.
struct PickleValue {
  enum class Kind {
    none,
    boolean,
    integer,
    real,         ///< its value is not kept: no tensor depends on one
    text,         ///< in texts
    big_integer,  ///< in texts, as little-endian bytes: one of more than 64 bits
    tuple,        ///< in sequences
    list,         ///< in sequences
    dict,         ///< in sequences, as key, value, key, value, ...; of equal keys the last counts
    global,       ///< in known_globals: a class, a function or a type of numbers
    storage,      ///< in storages
    tensor,       ///< in tensors
  };

  Kind kind = Kind::none;
  std::int64_t number = 0;
};

/// Numbers stored outside the pickle.
struct PickleStorage {
  std::string type;  ///< as bits_of knows it
  std::string key;   ///< under which the file has them
  std::int64_t elements = 0;
};

/// A view of a storage; sizes are not negative, and not yet checked against the storage.
struct PickleTensor {
  std::size_t storage = 0;  ///< in storages
  std::int64_t offset = 0;  ///< of the first number, in numbers
  Shape shape;
  Shape strides;          ///< as many as shape has, in numbers
  std::string type = {};  ///< of its numbers, where it is not that of its storage
};

/// What a pickle stands for. Values refer to each other by index: sharing, and objects that hold themselves, cost
/// nothing.
struct Pickle {
  PickleValue root;
  std::vector<std::string> texts;
  std::vector<std::vector<PickleValue>> sequences;
  std::vector<PickleStorage> storages;
  std::vector<PickleTensor> tensors;

  /// @pre the value is a text or a big integer
  const std::string& text(const PickleValue& value) const { return texts[to_size(value.number)]; }

  /// Items of a tuple, list or dict. @pre the value is one
  const std::vector<PickleValue>& items(const PickleValue& value) const { return sequences[to_size(value.number)]; }

  /// The value of a text key of a dict, or nullptr. @pre the value is a dict
  const PickleValue* find(const PickleValue& dict, std::string_view key) const;
};

/// Reads the pickle at the front of a stream, up to and including its end. Only what tensors of PyTorch need is
/// understood: the opcodes that PyTorch's own reader of bare weights takes, ordered dicts, tensors, parameters and
/// storages. Nothing is ever called or imported; anything else is an Error that names it. Memory grows with the bytes
/// read, and nothing recurses.
Pickle read_pickle(ByteStream& stream);

}  // namespace neurank::checkpoint
