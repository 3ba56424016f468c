#include "base/hash.hpp"

#include <gtest/gtest.h>

#include "base/base64.hpp"

namespace neurank {
namespace {

TEST(Hash, of_published_examples) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") << "FIPS 180-4";
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_bytes("abc").size(), 32u);
  EXPECT_EQ(to_base64(sha256_bytes("abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST(Base64, is_read_as_it_is_written) {
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy") << "RFC 4648";
  for (const std::string& bytes : {std::string(), std::string("f"), std::string("fo"), std::string("\0\xFF\0", 3)})
    EXPECT_EQ(decoded_base64(to_base64(bytes)), bytes);
  EXPECT_EQ(decoded_base64("Zg="), std::nullopt);
}

}  // namespace
}  // namespace neurank
