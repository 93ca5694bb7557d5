// SPDX-License-Identifier: MIT
/// @file
/// Clients that crash: a failure like any other, with a trace, and the process goes on.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::HasSubstr;

struct node {
  B::plain<int> value{1};
};

/// An address at which there is nothing. (UndefinedBehaviorSanitizer finds the use of a null
/// pointer itself, and ends the process.)
template <class T>
[[nodiscard]] T* nowhere() {
  const volatile std::uintptr_t address = 0x40;
  return reinterpret_cast<T*>(address);
}

/// The reader follows a pointer that another thread may not have set yet.
void follow(bool looks) {
  B::atomic<node*> published{nowhere<node>()};
  node* const object = create<B, node>();
  B::thread writer{[&] { published.store(object, order::release); }};
  node* const found = published.load(order::acquire);
  if (!looks || found != nowhere<node>()) (void)found->value.read();
  writer.join();
  destroy<B>(object);
}

TEST(CheckerCrash, WildPointer) {
  EXPECT_TRUE(passes(explore({}, [] { follow(true); })));
  const result found = explore({}, [] { follow(false); });
  EXPECT_TRUE(fails_with(found, failure::crash, "SIGSEGV by an access to address"));
  EXPECT_TRUE(fails_with(found, failure::crash, "in thread 0, after its operation at crash_test"));
  EXPECT_THAT(found.trace, HasSubstr("load acquire"));
}

TEST(CheckerCrash, NamesTheAddressAndTheThread) {
  const result found = explore({}, [] {
    B::thread other{[] { *nowhere<volatile int>() = 1; }};
    other.join();
  });
  EXPECT_TRUE(fails_with(found, failure::crash, "access to address 0x40 at "));
  EXPECT_TRUE(fails_with(found, failure::crash, "in thread 1"));
}

TEST(CheckerCrash, DivisionByZero) {
  const auto client = [](int divisor) {
    B::atomic<int> x{divisor};
    // By the C library: UndefinedBehaviorSanitizer would find it in here.
    const volatile int quotient = std::div(6, x.load(order::relaxed)).quot;
    (void)quotient;
  };
  EXPECT_TRUE(passes(explore({}, [&] { client(2); })));
#if defined(__x86_64__)  // elsewhere it is 0
  EXPECT_TRUE(fails_with(explore({}, [&] { client(0); }), failure::crash, "SIGFPE"));
#endif
}

TEST(CheckerCrash, InAPredicateOfAwait) {
  const result found = explore({}, [] {
    B::atomic<int*> x{nowhere<int>()};
    (void)B::await(x, order::relaxed, [](const volatile int* value) { return *value == 1; });
  });
  EXPECT_TRUE(fails_with(found, failure::crash, "SIGSEGV"));
}

TEST(CheckerCrash, IllegalInstruction) {
  EXPECT_TRUE(fails_with(explore({}, [] { (void)std::raise(SIGILL); }), failure::crash, "SIGILL"));
}

TEST(CheckerCrash, BusError) {
  // A page of an empty file.
  const int file = ::memfd_create("empty", 0);
  ASSERT_GE(file, 0);
  void* const memory = ::mmap(nullptr, 1, PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  ASSERT_NE(memory, MAP_FAILED);
  const auto client = [memory] { (void)*static_cast<const volatile char*>(memory); };
  EXPECT_TRUE(fails_with(explore({}, client), failure::crash, "SIGBUS by an access to address"));
  ::munmap(memory, 1);
}

TEST(CheckerCrash, Abort) {
  const result found = explore({}, [] {
    B::atomic<int> x{0};
    B::thread other{[&] { x.store(1, order::relaxed); }};
    if (x.load(order::relaxed) == 1) std::abort();
    other.join();
  });
  EXPECT_TRUE(fails_with(found, failure::crash, "SIGABRT (abort)"));
  EXPECT_THAT(found.trace, HasSubstr("= 1  from"));
}

void throw_if(bool throws) {
  if (throws) throw std::runtime_error{"boom"};
}
void never_throws(bool throws) noexcept { throw_if(throws); }

TEST(CheckerCrash, ExceptionOutOfANoexceptFunction) {
  EXPECT_TRUE(passes(explore({}, [] { never_throws(false); })));
  const result found = explore({}, [] { never_throws(true); });
  EXPECT_TRUE(fails_with(found, failure::crash, "std::terminate"));
  EXPECT_TRUE(
      fails_with(found, failure::crash, "left a noexcept function or while it was handled: boom"));
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  EXPECT_EQ(std::current_exception(), nullptr);
}

TEST(CheckerCrash, Terminate) {
  EXPECT_TRUE(fails_with(explore({}, [] { std::terminate(); }), failure::crash, "std::terminate"));
}

[[gnu::noinline]] int descend(int depth) {
  volatile char frame[512] = {};
  frame[0] = static_cast<char>(depth);
  return depth == 0 ? 0 : descend(depth - 1) + frame[0];
}

TEST(CheckerCrash, StackOverflow) {
  const auto client = [](int depth) {
    B::thread other{[depth] { (void)descend(depth); }};
    other.join();
  };
  EXPECT_TRUE(passes(explore({}, [&] { client(50); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { client(100000); }), failure::crash,
                         "stack overflow: thread 1 needs more than"));
}

int descend_with_operations(const B::plain<int>& x, int depth) {
  volatile int sum = x.read();
  return depth == 0 ? sum : descend_with_operations(x, depth - 1) + sum;
}

TEST(CheckerCrash, StackOverflowInTheEngine) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   const B::plain<int> x{1};
                                   (void)descend_with_operations(x, 1000000);
                                 }),
                         failure::crash, "stack overflow: thread 0"));
}

[[gnu::noinline]] int give_up_below(int depth) {
  volatile int here = depth;
  if (depth == 0) assume(false);
  return depth == 0 ? here : give_up_below(depth - 1) + here;
}

TEST(CheckerCrash, ManyStacksAreGivenUpInDeepCalls) {
  // ThreadSanitizer would lack memory for their calls if it took them all for those of one thread.
  const result found =
      explore({}, [] { (void)give_up_below(400 + static_cast<int>(choose(300))); });
  EXPECT_EQ(found.blocked, 300U);
}

TEST(CheckerCrash, TheProcessGoesOn) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(fails_with(explore({}, [] { follow(false); }), failure::crash));
    EXPECT_TRUE(passes(explore({}, [] { follow(true); })));
  }
}

TEST(CheckerCrash, InTwoSystemThreadsAtOnce) {
  const auto crash_often = [] {
    for (int i = 0; i < 50; ++i) {
      EXPECT_TRUE(fails_with(explore({}, [] { follow(false); }), failure::crash));
    }
  };
  std::thread other{crash_often};
  crash_often();
  other.join();
}

TEST(CheckerCrash, InAWorkerProcess) {
  EXPECT_TRUE(fails_with(explore({.jobs = 2}, [] { follow(false); }), failure::crash, "SIGSEGV"));
}

// What crashes outside of the client is not the client's.

std::jmp_buf before_crash;
volatile std::sig_atomic_t signals_seen = 0;
void count_signal(int) {
  signals_seen = signals_seen + 1;
  ::siglongjmp(before_crash, 1);
}

/// Installs `count_signal` for SIGSEGV while it lives.
class own_handler {
 public:
  own_handler() {
    struct sigaction action {};
    action.sa_handler = &count_signal;
    ::sigaction(SIGSEGV, &action, &previous_);
    signals_seen = 0;
  }
  own_handler(const own_handler&) = delete;
  own_handler& operator=(const own_handler&) = delete;
  ~own_handler() { ::sigaction(SIGSEGV, &previous_, nullptr); }

 private:
  struct sigaction previous_ {};
};

TEST(CheckerCrash, OutsideOfTheClientGoesToThePreviousHandler) {
  const own_handler handler;
  options wanted;
  wanted.on_complete = [] {
    if (sigsetjmp(before_crash, 1) == 0) (void)std::raise(SIGSEGV);
  };
  EXPECT_TRUE(passes(explore(wanted, [] {})));
  EXPECT_EQ(signals_seen, 1);
}

TEST(CheckerCrash, ThePreviousHandlerIsBackAfterwards) {
  const own_handler handler;
  EXPECT_TRUE(fails_with(explore({}, [] { follow(false); }), failure::crash));
  EXPECT_EQ(signals_seen, 0);
  if (sigsetjmp(before_crash, 1) == 0) (void)std::raise(SIGSEGV);
  EXPECT_EQ(signals_seen, 1);
}

TEST(CheckerCrashDeathTest, OutsideOfTheClientStillEndsTheProcess) {
  options wanted;
  wanted.on_complete = [] { std::abort(); };
  EXPECT_EXIT((void)explore(wanted, [] {}), testing::KilledBySignal(SIGABRT), "");
  wanted.on_complete = [] { std::terminate(); };
  EXPECT_EXIT((void)explore(wanted, [] {}), testing::KilledBySignal(SIGABRT), "");
}

// Each thread handles its own exceptions.

TEST(CheckerExceptions, AThreadMayStopInAHandler) {
  EXPECT_TRUE(passes(explore({}, [] {
    B::atomic<int> x{0};
    const auto thrower = [&x](int own) {
      try {
        throw own;
      } catch (int caught) {
        x.fetch_add(1, order::relaxed);
        require(caught == own, "an exception stays the thread's own");
        try {
          throw;
        } catch (int again) {
          x.fetch_add(1, order::relaxed);
          require(again == own, "it is thrown again");
        }
      }
      require(std::current_exception() == nullptr, "nothing is left of it");
    };
    B::thread first{[&] { thrower(1); }};
    B::thread second{[&] { thrower(2); }};
    first.join();
    second.join();
  })));
  EXPECT_EQ(std::current_exception(), nullptr);
}

}  // namespace
}  // namespace interlock::checker
