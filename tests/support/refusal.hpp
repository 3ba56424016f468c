#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace neurank::test {

/// The Error with which an action ends, or nothing when it succeeds. Anything else that it throws goes on.
inline std::optional<Error> error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

/// The message of the Error with which an action ends, which must have the cause when one is given. The test fails, and
/// the message is empty, when the action succeeds.
inline std::string refusal(const std::function<void()>& action, std::optional<Cause> cause = {}) {
  const std::optional<Error> error = error_of(action);
  if (!error) {
    ADD_FAILURE() << "nothing was refused, where an Error is due";
    return "";
  }
  if (cause) {
    EXPECT_EQ(error->cause(), *cause) << error->what();
  }
  return error->what();
}

/// Whether an action ends with an Error, which must have this cause; for input that is damaged at random.
inline bool is_refused(const std::function<void()>& action, Cause cause) {
  const std::optional<Error> error = error_of(action);
  if (error) {
    EXPECT_EQ(error->cause(), cause) << error->what();
  }
  return error.has_value();
}

}  // namespace neurank::test
