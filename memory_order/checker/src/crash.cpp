// SPDX-License-Identifier: MIT
/// @file
/// A fatal signal cannot be reported from its handler: that would have to allocate. So the handler
/// notes what happened and returns, not to the code that has crashed but to `report_crash`, on a
/// stack that is kept for it.
#include "crash.hpp"

#include "fiber_switch.hpp"
#include "machine.hpp"
#include "place.hpp"
#include "section.hpp"

#include <array>
#include <cxxabi.h>
#include <exception>
#include <mutex>
#include <sstream>
#include <string>
#include <unistd.h>

namespace interlock::checker {
namespace {

constexpr std::array signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t signal_stack_bytes = std::size_t{64} << 10U;

/// What the process did with crashes before, to be restored after the last guard.
struct previous_handlers {
  std::mutex mutex;
  int guards = 0;
  std::array<struct sigaction, signals.size()> actions{};
  std::terminate_handler terminate = nullptr;
};
previous_handlers previous;

struct crash {
  int signal = 0;
  const void* address = nullptr;
  std::uintptr_t code = 0;
};
thread_local crash latest;

[[nodiscard]] const char* name_of(int signal) noexcept {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV";
    case SIGBUS:
      return "SIGBUS";
    case SIGFPE:
      return "SIGFPE";
    case SIGILL:
      return "SIGILL";
    case SIGABRT:
      return "SIGABRT";
    default:
      return "a signal";
  }
}

[[nodiscard]] bool has_address(int signal) noexcept {
  return signal == SIGSEGV || signal == SIGBUS;
}

[[nodiscard]] std::string text_of_crash(const crash& what) {
  std::ostringstream text;
  text << "crash: " << name_of(what.signal);
  if (has_address(what.signal)) {
    text << " by an access to address " << std::hex << std::showbase
         << reinterpret_cast<std::uintptr_t>(what.address);
  }
  text << (what.signal == SIGABRT ? " (abort)" : " at " + text_of_code(what.code));
  return text.str();
}

[[noreturn]] void report_crash() {
  const crash what = latest;
  machine& m = *machine::running();
  m.arrived_after_crash();
  m.fail_by_crash(text_of_crash(what), has_address(what.signal) ? what.address : nullptr);
}

[[nodiscard]] bool is_sent_by_another_process(const siginfo_t& info) noexcept {
  return (info.si_code == SI_USER || info.si_code == SI_QUEUE) && info.si_pid != ::getpid();
}

[[nodiscard]] struct sigaction previous_action(int signal) noexcept {
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (signals[i] == signal) return previous.actions[i];
  }
  return {};
}

/// As if there were no guard.
void pass_on(int signal, siginfo_t* info, void* context) {
  const struct sigaction before = previous_action(signal);
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  } else if (before.sa_handler == SIG_DFL || info->si_code > 0) {
    // The default action ends the process, and so does the kernel if a fault is ignored.
    struct sigaction end {};
    end.sa_handler = SIG_DFL;
    ::sigaction(signal, &end, nullptr);
    ::raise(signal);  // takes effect when this handler returns
  }
}

void on_signal(int signal, siginfo_t* info, void* context) {
  machine* const m = machine::running();
  if (m == nullptr || current_section == section::engine || is_sent_by_another_process(*info)) {
    return pass_on(signal, info, context);
  }
  current_section = section::engine;
  latest = {signal, info->si_addr, interrupted_at(context)};
  m->divert(context, &report_crash);
}

/// Why `std::terminate` was called. If that was while an exception was handled, ends it: nobody
/// else will.
[[nodiscard]] std::string text_of_termination() {
  std::string text = "crash: std::terminate";
  if (std::current_exception() == nullptr) return text;
  text += ", because an exception left a noexcept function or while it was handled";
  try {
    throw;
  } catch (const std::exception& error) {
    text += std::string{": "} + error.what();
  } catch (...) {
  }
  abi::__cxa_end_catch();
  return text;
}

[[noreturn]] void on_terminate() {
  machine* const m = machine::running();
  if (m == nullptr || current_section == section::engine) {
    previous.terminate();
    std::abort();
  }
  current_section = section::engine;
  m->fail_by_crash(text_of_termination(), nullptr);
}

}  // namespace

crash_guard::crash_guard() : stack_{new std::byte[signal_stack_bytes]} {
  stack_t own{};
  own.ss_sp = stack_.get();
  own.ss_size = signal_stack_bytes;
  ::sigaltstack(&own, &previous_stack_);
  const std::lock_guard lock{previous.mutex};
  if (++previous.guards != 1) return;
  struct sigaction action {};
  action.sa_sigaction = &on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    ::sigaction(signals[i], &action, &previous.actions[i]);
  }
  previous.terminate = std::set_terminate(&on_terminate);
}

crash_guard::~crash_guard() {
  {
    const std::lock_guard lock{previous.mutex};
    if (--previous.guards == 0) {
      for (std::size_t i = 0; i < signals.size(); ++i) {
        ::sigaction(signals[i], &previous.actions[i], nullptr);
      }
      std::set_terminate(previous.terminate);
    }
  }
  ::sigaltstack(&previous_stack_, nullptr);
}

}  // namespace interlock::checker
