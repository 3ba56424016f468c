#include "checkpoint/model_config.hpp"

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace neurank;
  fuzz::may_fail([&] {
    const auto config = checkpoint::ModelConfig::from_text(fuzz::text_of(data, size), "input");
    for (const char* key : {"a", "hidden_size", "model_type", "char_cnn"}) {
      fuzz::may_fail([&] { config.count(key); });
      fuzz::may_fail([&] { config.positive_number(key, 1.0); });
      fuzz::may_fail([&] { config.not_negative_number(key); });
      fuzz::may_fail([&] { config.text(key); });
      fuzz::may_fail([&] { config.flag(key, true); });
      fuzz::may_fail([&] { config.count_pairs(key); });
      fuzz::may_fail([&] { config.section(key).count_pairs("filters"); });
    }
  });
  return 0;
}
