#pragma once

namespace neurank {

/// One visitor made of several lambdas, one for each alternative of a std::variant: std::visit refuses to compile when
/// an alternative has none.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace neurank
