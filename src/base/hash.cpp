#include "base/hash.hpp"

#include <openssl/evp.h>

#include <fstream>
#include <stdexcept>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank {

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  if (!context_->digest || EVP_DigestInit_ex(context_->digest.get(), EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("the cryptography library has no SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(context_->digest.get(), bytes.data(), bytes.size()); }

std::string Sha256::bytes() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_DigestFinal_ex(context_->digest.get(), digest, &length);
  return {digest, digest + length};
}

std::string Sha256::hexadecimal() {
  std::string text;
  for (const char c : bytes()) {
    const auto byte = static_cast<unsigned char>(c);
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string sha256_bytes(std::string_view content) {
  Sha256 hash;
  hash.add(content);
  return hash.bytes();
}

std::string sha256(std::string_view content) {
  Sha256 hash;
  hash.add(content);
  return hash.hexadecimal();
}

std::string sha256_of_files(const std::vector<std::filesystem::path>& files) {
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw input_error(file.string() + ": cannot be read");
    while (in.read(buffer.data(), checked_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
      hash.add({buffer.data(), to_size(in.gcount())});
  }
  return hash.hexadecimal();
}

}  // namespace neurank
