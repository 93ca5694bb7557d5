// SPDX-License-Identifier: MIT
/// @file
/// Boost.Thread: its shared and upgradable mutexes.
#include "src/shared_lock_scenarios.hpp"

#include <boost/thread/shared_mutex.hpp>

namespace interlock::bench {
namespace {

struct boost_shared_mutex {
  static constexpr std::string_view name = "boost::shared_mutex";
  static constexpr std::string_view family = "parking";
  using type = boost::shared_mutex;
};

const contribution boost_thread{"Boost.Thread",
                                [](catalog& all) { add_shared_lock<boost_shared_mutex>(all); }};

}  // namespace
}  // namespace interlock::bench
