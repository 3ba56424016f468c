#include "base/neuron_name.hpp"

#include <gtest/gtest.h>

namespace neurank {
namespace {

TEST(NeuronName, is_the_layer_in_two_digits_and_the_index_as_it_is) {
  EXPECT_EQ(neuron_name(0, 0), "L00:0");
  EXPECT_EQ(neuron_name(7, 123), "L07:123");
  EXPECT_EQ(neuron_name(12, 17), "L12:17");
  EXPECT_EQ(neuron_name(100, 4095), "L100:4095");
}

}  // namespace
}  // namespace neurank
