#include "base/base64.hpp"

#include <openssl/evp.h>

#include "base/cast.hpp"

namespace neurank {

std::optional<std::string> decoded_base64(std::string_view text) {
  constexpr std::size_t group = 4;  // characters for three bytes
  if (text.size() % group != 0) return std::nullopt;
  std::string bytes(text.size() / group * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), checked_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(to_size(size) - padding);
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // with room for the zero that ends it
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), checked_cast<int>(bytes.size()));
  text.resize(to_size(size));
  return text;
}

}  // namespace neurank
