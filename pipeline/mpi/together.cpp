#include "mpi/together.hpp"

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"

namespace neurank::mpi {
namespace {

constexpr char internal = 'i';

/// First character: the cause as a digit, or `internal`; then the message. Empty: no error.
std::string describe(const std::exception_ptr& caught) {
  if (!caught) return {};
  try {
    std::rethrow_exception(caught);
  } catch (const Error& error) {
    return static_cast<char>('0' + static_cast<int>(error.cause())) + std::string(error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return describe(std::make_exception_ptr(access_error(error)));
  } catch (const std::exception& error) {
    return internal + std::string(error.what());
  }
}

}  // namespace

void detail::agree(const Communicator& comm, const std::exception_ptr& mine) {
  const auto all = comm.gather(describe(mine));
  const auto first = std::find_if(all.begin(), all.end(), [](const auto& text) { return !text.empty(); });
  const std::string error = comm.broadcast(first == all.end() ? std::string() : *first);
  if (error.empty()) return;
  if (error[0] == internal) throw AgreedFailure(error.substr(1));
  throw AgreedError(static_cast<Cause>(error[0] - '0'), error.substr(1));
}

}  // namespace neurank::mpi
