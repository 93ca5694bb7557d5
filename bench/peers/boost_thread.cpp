// SPDX-License-Identifier: MIT
/// @file
/// Boost.Thread.
#include "src/latch_rows.hpp"
#include "src/meeting_scenarios.hpp"
#include "src/once_scenarios.hpp"
#include "src/shared_lock_scenarios.hpp"

#include <boost/thread/barrier.hpp>
#include <boost/thread/latch.hpp>
#include <boost/thread/once.hpp>
#include <boost/thread/shared_mutex.hpp>

namespace interlock::bench {
namespace {

/// boost::shared_mutex is another name of it.
struct boost_upgrade_mutex {
  static constexpr std::string_view name = "boost::upgrade_mutex";
  static constexpr std::string_view family = "parking";
  using type = boost::upgrade_mutex;
};

struct boost_latch {
  static constexpr std::string_view name = "boost::latch";
  static constexpr std::string_view family = "latch";
  class latch {
   public:
    explicit latch(int count) : latch_{static_cast<std::size_t>(count)} {}
    void count_down() { latch_.count_down(); }
    void wait() { latch_.wait(); }

   private:
    boost::latch latch_;
  };
};

struct boost_barrier {
  static constexpr std::string_view name = "boost::barrier";
  static constexpr std::string_view family = "barrier";
  class type {
   public:
    explicit type(int threads) : barrier_{static_cast<unsigned>(threads)} {}
    void meet() { barrier_.wait(); }

   private:
    boost::barrier barrier_;
  };
};

struct boost_once {
  static constexpr std::string_view name = "boost::call_once";
  static constexpr std::string_view family = "once";
  class type {
   public:
    void call(void (*function)()) { boost::call_once(flag_, function); }

   private:
    boost::once_flag flag_ = BOOST_ONCE_INIT;
  };
};

const contribution boost_threads{"Boost.Thread", [](catalog& all) {
                                   add_shared_lock<boost_upgrade_mutex>(all);
                                   add_latch<boost_latch>(all);
                                   add_meeting<boost_barrier>(all);
                                   add_once<boost_once>(all);
                                 }};

}  // namespace
}  // namespace interlock::bench
