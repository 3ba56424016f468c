#include "base/hash.hpp"

#include <openssl/evp.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
      throw std::runtime_error("the cryptography library has no SHA-256");
  }

  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

  std::string hexadecimal() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &length);
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
      text += "0123456789abcdef"[digest[i] >> 4];
      text += "0123456789abcdef"[digest[i] & 15];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

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
