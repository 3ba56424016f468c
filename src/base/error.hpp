#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace neurank {

/// What kind of thing went wrong; decides the exit code of the program.
enum class Cause {
  usage,        ///< command line or grid is wrong; exit code 1
  input,        ///< a file from elsewhere is bad or missing, or a resource is lacking; exit code 2
  interrupted,  ///< stopped on request, the same command resumes; exit code 3
};

/// The one exception for what a user can cause. Its message is one line: where (file:line or key path), what is
/// wrong and why, then what to do about it.
class Error : public std::runtime_error {
 public:
  /// @param problem what is wrong, with its place and the offending value
  /// @param remedy what to do; appended in the same line when not empty
  Error(Cause cause, const std::string& problem, const std::string& remedy = {});

  Cause cause() const { return cause_; }

 private:
  Cause cause_;
};

/// An Error of Cause::usage or Cause::input, for the caller to throw; parameters as Error takes them.
Error usage_error(const std::string& problem, const std::string& remedy = {});
Error input_error(const std::string& problem, const std::string& remedy = {});

/// The place of an error in a text file, "FILE:LINE: "; lines count from 1.
std::string at(const std::filesystem::path& file, long line);

namespace detail {
/// Throws std::logic_error that names the broken condition and its place.
[[noreturn]] void contract_broken(const char* condition, const char* file, int line);
}  // namespace detail

}  // namespace neurank

/// A contract between our own functions: checked in every build but Release, where it costs nothing.
#ifdef NDEBUG
#define NEURANK_EXPECT(condition) static_cast<void>(sizeof(!(condition)))
#else
#define NEURANK_EXPECT(condition) \
  ((condition) ? void() : ::neurank::detail::contract_broken(#condition, __FILE__, __LINE__))
#endif
