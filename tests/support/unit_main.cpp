#include "support/main_support.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return neurank::test::exit_code(RUN_ALL_TESTS() != 0);
}
