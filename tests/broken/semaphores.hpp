// SPDX-License-Identifier: MIT
/// @file
/// Semaphores that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/semaphore.hpp"
#include "registry/semaphores.hpp"

namespace interlock::broken {

template <semaphore_flaw Flaw>
struct semaphore_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "semaphore_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/semaphore.hpp";
  template <backend B>
  using type = semaphore<Flaw, B>;
  static constexpr registry::semaphore_contract contract =
      registry::counting_semaphore_row::contract;
};

struct semaphore_twin : semaphore_variant<semaphore_flaw::none> {
  static constexpr std::string_view name = "semaphore_twin";
};

struct semaphore_relaxed_release : semaphore_variant<semaphore_flaw::relaxed_release> {
  static constexpr std::string_view name = "semaphore_relaxed_release";
  static constexpr std::string_view defect = "release() does not publish what came before it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct semaphore_relaxed_acquire : semaphore_variant<semaphore_flaw::relaxed_acquire> {
  static constexpr std::string_view name = "semaphore_relaxed_acquire";
  static constexpr std::string_view defect = "acquire() does not see what came before the release";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct semaphore_split_release : semaphore_variant<semaphore_flaw::split_release> {
  static constexpr std::string_view name = "semaphore_split_release";
  static constexpr std::string_view defect =
      "release() adds in two steps and undoes what came between";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct semaphore_skips_wake_when_positive
    : semaphore_variant<semaphore_flaw::skips_wake_when_positive> {
  static constexpr std::string_view name = "semaphore_skips_wake_when_positive";
  static constexpr std::string_view defect =
      "release() wakes nobody when the counter was positive (libstdc++ 12, gcc bug 98033)";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct semaphore_wakes_one : semaphore_variant<semaphore_flaw::wakes_one> {
  static constexpr std::string_view name = "semaphore_wakes_one";
  static constexpr std::string_view defect = "release(n) wakes one sleeper for n units";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct semaphore_touches_after_release : semaphore_variant<semaphore_flaw::touches_after_release> {
  static constexpr std::string_view name = "semaphore_touches_after_release";
  static constexpr std::string_view defect =
      "release() reads the counter after the unit is out (sem_post, glibc bug 12674)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct semaphore_timeout_drops_unit : semaphore_variant<semaphore_flaw::timeout_drops_unit> {
  static constexpr std::string_view name = "semaphore_timeout_drops_unit";
  static constexpr std::string_view defect =
      "a unit that comes as the time runs out is taken, and a timeout reported";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using semaphore_families = registry::type_list<semaphore_variant<at_run_time<semaphore_flaw>>>;

using semaphore_twins = registry::type_list<semaphore_twin>;

using broken_semaphores =
    registry::type_list<semaphore_relaxed_release, semaphore_relaxed_acquire,
                        semaphore_split_release, semaphore_skips_wake_when_positive,
                        semaphore_wakes_one, semaphore_touches_after_release,
                        semaphore_timeout_drops_unit>;

}  // namespace interlock::broken
