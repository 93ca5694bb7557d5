// SPDX-License-Identifier: MIT
/// @file
/// The model checker against the enumerator on random programs. INTERLOCK_FUZZ_PROGRAMS and
/// INTERLOCK_FUZZ_SEED ask for more programs, or others.
#include "checker_driver.hpp"
#include "generator.hpp"
#include "oracle.hpp"
#include "shrink.hpp"
#include "suite.hpp"

#include <charconv>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace interlock::litmus {
namespace {

constexpr std::uint64_t default_programs = 500;
constexpr std::uint64_t default_seed = 1;
constexpr std::uint64_t affordable = 200'000;
constexpr std::uint64_t programs_per_report = 1000;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return otherwise;
  const std::string_view digits{text};
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw std::invalid_argument(std::string{name} + "=" + text + ": expected a number");
  return value;
}

/// What is wrong with the checker's answer; nothing if the program is too large to enumerate.
std::optional<std::string> disagreement(const program& p, model under) {
  const auto expected = enumerate(p, under, affordable);
  if (!expected) return std::nullopt;
  return disagreement(*expected, check(p, under), p);
}

void report(const program& failing, model under) {
  const program small = shrink(
      failing, [under](const program& p) { return disagreement(p, under).value_or("") != ""; });
  ADD_FAILURE() << (under == model::sc ? "sc" : "cpp20") << ", shrunk from " << failing.name << "\n"
                << to_text(small) << *disagreement(small, under) << to_json(small);
}

TEST(Fuzz, TheCheckerAgreesWithTheEnumerator) {
  const std::uint64_t programs = from_environment("INTERLOCK_FUZZ_PROGRAMS", default_programs);
  const std::uint64_t seed = from_environment("INTERLOCK_FUZZ_SEED", default_seed);
  std::uint64_t compared = 0;
  for (std::uint64_t index = 0; index < programs && !HasFailure(); ++index) {
    if (index != 0 && index % programs_per_report == 0) {
      std::cout << index << " of " << programs << " programs" << std::endl;
    }
    const profile likely = all_profiles[index % all_profiles.size()];
    const program generated = generate(likely, seed + index / all_profiles.size());
    for (const model under : {model::cpp20, model::sc}) {
      const auto wrong = disagreement(generated, under);
      if (!wrong) continue;
      ++compared;
      if (*wrong != "") report(generated, under);
    }
  }
  EXPECT_TRUE(HasFailure() || compared > programs * 2 * 9 / 10) << compared << " were affordable";
}

}  // namespace
}  // namespace interlock::litmus
