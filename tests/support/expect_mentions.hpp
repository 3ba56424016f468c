#pragma once

#include <gtest/gtest.h>

#include <string>

/// Expects a part of a text, such as an error message, and shows the text when it is not there.
#define EXPECT_MENTIONS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)
