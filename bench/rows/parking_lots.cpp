// SPDX-License-Identifier: MIT
/// @file
/// interlock's parking lots, from the registry, and the kernel's futex alone.
#include "registry/parking_lots.hpp"

#include "src/parking_lot_scenarios.hpp"

#include <string>

namespace interlock::bench {
namespace {

template <class Row>
struct parking_lot_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "sleeping at an address";
  static constexpr bool is_peer = false;
  using lot = typename Row::template type<std_backend>;

  static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
    (void)lot::park(
        &word, [&] { return word.load() == value; }, [](bool) {});
  }
  static void wake(std::atomic<std::uint32_t>& word) {
    (void)lot::unpark_one(&word, [](const unparked&) { return std::uintptr_t{0}; });
  }
};

/// A primitive of one's own looks a few times before it sleeps, as std::atomic::wait does.
template <class Row>
struct spinning_row : parking_lot_row<Row> {
  static const inline std::string name = std::string{Row::name} + ", after a spin";
  static constexpr std::string_view family = "spinning, then sleeping at an address";

  static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
    constexpr int looks = 300;
    const auto changed = [value](std::uint32_t now) { return now != value; };
    if (changed(std_backend::try_await(word, order::relaxed, changed, looks))) return;
    parking_lot_row<Row>::sleep_while(word, value);
  }
};

/// The kernel's own queues, which compare one word and know no callbacks.
struct futex_row {
  static constexpr std::string_view name = "futex(2)";
  static constexpr std::string_view family = "system call";
  static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
    (void)std_backend::futex_wait(word, value);
  }
  static void wake(std::atomic<std::uint32_t>& word) { std_backend::futex_wake(word, 1); }
};

const contribution parking_lots{"interlock", [](catalog& all) {
                                  registry::for_each(registry::parking_lots{}, [&]<class Row>() {
                                    add_parking_lot<parking_lot_row<Row>>(all);
                                    add_parking_lot<spinning_row<Row>>(all);
                                  });
                                }};

const contribution kernel{"Linux", [](catalog& all) { add_parking_lot<futex_row>(all); }};

}  // namespace
}  // namespace interlock::bench
