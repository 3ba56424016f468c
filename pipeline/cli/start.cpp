#include "cli/start.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/blas.hpp"
#include "base/blas_check.hpp"
#include "base/blas_kernels.hpp"
#include "base/processor.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"

namespace neurank::cli {
namespace {

constexpr const char* kernels_variable = "OPENBLAS_CORETYPE";
constexpr std::array users_variables = {kernels_variable, "OPENBLAS_L2_SIZE"};
constexpr const char* check_variable = "NEURANK_CHECK_KERNELS";  ///< kernels that a child is to check
constexpr const char* note_variable = "NEURANK_KERNELS";         ///< "PID note" of the process that made the choice
constexpr const char* this_program = "/proc/self/exe";
constexpr int exit_right = 0, exit_wrong = 1, exit_not_started = 126;
constexpr double longest_check_seconds = 10;

/// The number of a process stays when it starts itself again, and is not that of a process with the same environment.
std::string note_start() { return std::to_string(getpid()) + " "; }

void leave_note(const std::string& note) { setenv(note_variable, (note_start() + note).c_str(), 1); }

std::string variables_of_the_user() {
  std::vector<std::string> set;
  for (const char* variable : users_variables)
    if (const char* value = std::getenv(variable)) set.push_back(std::string(variable) + "=" + value);
  return join(set, ", ");
}

/// Waits for a child, but not for ever. @return what waitpid() says of it
int status_of(pid_t child) {
  const Stopwatch watch;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (watch.seconds() > longest_check_seconds) kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return status;
}

enum class Check { right, wrong, not_started };

/// Has a child process multiply with these kernels.
Check check(const std::string& kernels, char** argv) {
  const pid_t child = fork();
  if (child == 0) {
    setenv(kernels_variable, kernels.c_str(), 1);
    setenv(check_variable, kernels.c_str(), 1);
    execv(this_program, argv);
    std::_Exit(exit_not_started);
  }
  if (child < 0) return Check::not_started;
  const int status = status_of(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == exit_not_started) return Check::not_started;
  return WIFEXITED(status) && WEXITSTATUS(status) == exit_right ? Check::right : Check::wrong;
}

void start_again(const std::string& kernels, const std::string& note, char** argv) {
  setenv(kernels_variable, kernels.c_str(), 1);
  leave_note(note);
  execv(this_program, argv);
  unsetenv(kernels_variable);  // still here: it did not work
}

}  // namespace

void start_with_first_right(const std::vector<std::string>& candidates, std::string because, char** argv) {
  if (const char* kernels = std::getenv(check_variable))
    std::_Exit(loaded_blas().kernels == kernels && wrong_product().empty() ? exit_right : exit_wrong);
  if (!kernels_note().empty()) return;
  for (const std::string& kernels : candidates) {
    const Check found = check(kernels, argv);
    if (found == Check::right) start_again(kernels, "chosen: " + because, argv);
    if (found != Check::wrong)
      return leave_note(because + ", and neurank cannot start itself again; set OPENBLAS_CORETYPE=" + kernels);
    because.append("; ").append(kernels).append(" came out wrong here");
    leave_note(because);
  }
}

void start_with_best_kernels(char** argv) {
  const bool is_ours = std::getenv(check_variable) != nullptr || !kernels_note().empty();
  if (const std::string set = variables_of_the_user(); !is_ours && !set.empty())
    return leave_note("as " + set + " says");
  const std::string taken = loaded_blas().kernels;
  start_with_first_right(better_kernels(taken, processor_flags()),
                         "OpenBLAS does not know this processor and took " + taken, argv);
}

std::string kernels_note() {
  const char* note = std::getenv(note_variable);
  if (note == nullptr || !std::string_view(note).starts_with(note_start())) return "";
  return std::string(note).substr(note_start().size());
}

}  // namespace neurank::cli
