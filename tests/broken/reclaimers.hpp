// SPDX-License-Identifier: MIT
/// @file
/// Hazard pointers that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/hazard_pointer.hpp"
#include "registry/reclaimers.hpp"

namespace interlock::broken {

template <hazard_flaw Flaw>
struct hazard_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "hazard_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/hazard_pointer.hpp";
  static constexpr registry::reclaimer_contract contract{.bounded_garbage = true};

  template <class T, backend B>
  using base = retired_node<B>;
  template <backend B>
  using guard = hazard_guard<Flaw, B>;

  template <backend B, class T>
  static void retire(T* object) noexcept {
    hazard_domain<Flaw, B>::standard().retire(
        *object, [](retired_node<B>* retired) { delete static_cast<T*>(retired); });
  }

  template <backend B>
  static void reclaim() {
    hazard_domain<Flaw, B>::standard().scan();
  }
};

struct hazard_twin : hazard_variant<hazard_flaw::none> {
  static constexpr std::string_view name = "hazard_pointer_twin";
};

struct hazard_not_validated : hazard_variant<hazard_flaw::not_validated> {
  static constexpr std::string_view name = "hazard_pointer_not_validated";
  static constexpr std::string_view defect =
      "the source is not read again after the hazard is published (kcenon/thread_system issue 600)";
  static constexpr catchers found_by{
      .checker = true, .relacy = true, .stress = true, .asan = true, .tsan = true};
};

struct hazard_published_after_validation : hazard_variant<hazard_flaw::published_after_validation> {
  static constexpr std::string_view name = "hazard_pointer_published_after_validation";
  static constexpr std::string_view defect =
      "the hazard is published after the source was validated";
  static constexpr catchers found_by{
      .checker = true, .relacy = true, .stress = true, .asan = true, .tsan = true};
};

struct hazard_no_light_fence : hazard_variant<hazard_flaw::no_light_fence> {
  static constexpr std::string_view name = "hazard_pointer_no_light_fence";
  static constexpr std::string_view defect =
      "without a fence the validation may come before the publication";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct hazard_no_heavy_fence : hazard_variant<hazard_flaw::no_heavy_fence> {
  static constexpr std::string_view name = "hazard_pointer_no_heavy_fence";
  static constexpr std::string_view defect = "without a fence the scan may miss a published hazard";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct hazard_relaxed_scan : hazard_variant<hazard_flaw::relaxed_scan> {
  static constexpr std::string_view name = "hazard_pointer_relaxed_scan";
  static constexpr std::string_view defect =
      "the scan does not see that the last use of an object is over";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct hazard_relaxed_reset : hazard_variant<hazard_flaw::relaxed_reset> {
  static constexpr std::string_view name = "hazard_pointer_relaxed_reset";
  static constexpr std::string_view defect =
      "the end of a protection does not publish the last use";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct hazard_scans_before_taking : hazard_variant<hazard_flaw::scans_before_taking> {
  static constexpr std::string_view name = "hazard_pointer_scans_before_taking";
  static constexpr std::string_view defect =
      "hazards are read before the retired objects are taken, so the newest are judged by old "
      "hazards";
  static constexpr catchers found_by{
      .checker = true, .relacy = true, .stress = true, .asan = true, .tsan = true};
};

struct hazard_misses_a_record : hazard_variant<hazard_flaw::misses_a_record> {
  static constexpr std::string_view name = "hazard_pointer_misses_a_record";
  static constexpr std::string_view defect = "the scan leaves out one record";
  static constexpr catchers found_by{.contract = true,
                                     .checker = true,
                                     .relacy = true,
                                     .stress = true,
                                     .asan = true,
                                     .tsan = true};
};

struct hazard_forgets_protected : hazard_variant<hazard_flaw::forgets_protected> {
  static constexpr std::string_view name = "hazard_pointer_forgets_protected";
  static constexpr std::string_view defect = "what was in use during a scan is never reclaimed";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using reclaimer_families = registry::type_list<hazard_variant<at_run_time<hazard_flaw>>>;

using reclaimer_twins = registry::type_list<hazard_twin>;

using broken_reclaimers =
    registry::type_list<hazard_not_validated, hazard_published_after_validation,
                        hazard_no_light_fence, hazard_no_heavy_fence, hazard_relaxed_scan,
                        hazard_relaxed_reset, hazard_scans_before_taking, hazard_misses_a_record,
                        hazard_forgets_protected>;

}  // namespace interlock::broken
