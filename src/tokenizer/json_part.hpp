#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/json_text.hpp"

namespace neurank::tokenizer {

/// An object of a tokenizer.json, with its place in the file. What is not understood is refused, named.
class JsonPart {
 public:
  /// @param place what errors call it: the file, or the file and a path of keys  @param value outlives this object
  /// Throws Error when the value is no object.
  JsonPart(std::string place, const nlohmann::json& value);

  const std::string& place() const { return place_; }
  const nlohmann::json& value() const { return value_; }
  bool has(const char* key) const;  ///< null counts as absent

  /// An object in this one. Throws Error when it is missing.
  JsonPart part(const char* key) const;

  /// A value. Throws Error when it is missing or of another type.
  std::string text(const char* key) const;
  bool flag(const char* key, bool otherwise) const;
  const nlohmann::json& list(const char* key) const;
  std::int32_t id(const char* key) const;  ///< from 0

  /// The objects of a list. Throws Error when it is missing or holds anything else.
  std::vector<JsonPart> parts(const char* key) const;

  /// The "type" of a part. Throws Error, naming it, when it is none of these.
  std::string type(std::initializer_list<const char*> known) const;

  /// Throws Error for a key that is none of these, and for one of `fixed` whose value is another. Absent keys have the
  /// value that is fixed.
  void expect_only(std::initializer_list<const char*> known,
                   const std::vector<std::pair<const char*, nlohmann::json>>& fixed = {}) const;

  /// That a value is not supported, or not what the format has.
  Error refused(const std::string& what) const;

 private:
  std::string place_;
  const nlohmann::json& value_;
};

}  // namespace neurank::tokenizer
