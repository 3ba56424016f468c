#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace neurank {

/// The bytes that a text in base64 (RFC 4648) stands for, or nothing where it is none.
std::optional<std::string> decoded_base64(std::string_view text);

/// Bytes as such a text.
std::string to_base64(std::string_view bytes);

}  // namespace neurank
