// SPDX-License-Identifier: MIT
/// @file
/// Scripts as tokens, and back.
#include "script.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace interlock::checker {
namespace {

constexpr std::string_view version = "1.";
constexpr std::size_t most_steps = 1'000'000;
constexpr std::size_t checksum_digits = 4;

/// So that a token that was not copied whole is noticed (FNV-1a, folded).
[[nodiscard]] std::string checksum_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  hash = (hash >> 16U) ^ (hash & 0xffffU);
  std::string digits(checksum_digits, '0');
  for (std::size_t i = checksum_digits; i-- > 0; hash >>= 4U) {
    digits[i] = "0123456789abcdef"[hash & 0xfU];
  }
  return digits;
}

[[noreturn]] void malformed(const std::string& what) {
  throw std::invalid_argument{"options.replay: not a replay token: " + what};
}

/// The steps of a token, without version and checksum.
class step_reader {
 public:
  step_reader(std::string_view text, std::size_t offset) : text_{text}, offset_{offset} {}

  [[nodiscard]] script read() {
    script steps;
    int thread = -1;
    while (position_ < text_.size()) {
      if (text_[position_] >= 'A' && text_[position_] < static_cast<char>('A' + max_threads)) {
        thread = text_[position_++] - 'A';
      }
      if (thread < 0) refuse("the letter of a thread, A for thread 0");
      scripted_step step;
      step.thread = thread;
      step.operation = position_ < text_.size() ? text_[position_] : ' ';
      if (operation_of(step.operation) == nullptr) refuse("the letter of an operation");
      ++position_;
      step.choice = number();
      step.decision = number_after('-');
      const std::size_t more = number_after('+');
      if (steps.size() + more >= most_steps) refuse("fewer steps");
      steps.insert(steps.end(), more + 1, step);
    }
    return steps;
  }

 private:
  [[noreturn]] void refuse(const std::string& expected) const {
    malformed("at character " + std::to_string(offset_ + position_ + 1) + ": expected " + expected);
  }

  [[nodiscard]] std::uint32_t number_after(char mark) {
    if (position_ == text_.size() || text_[position_] != mark) return 0;
    ++position_;
    return number();
  }

  /// 0 if there are no digits here.
  [[nodiscard]] std::uint32_t number() {
    std::uint64_t value = 0;
    for (; position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9';
         ++position_) {
      value = value * 10 + static_cast<std::uint64_t>(text_[position_] - '0');
      if (value > std::numeric_limits<std::uint32_t>::max()) refuse("a number below 2^32");
    }
    return static_cast<std::uint32_t>(value);
  }

  std::string_view text_;
  std::size_t offset_;
  std::size_t position_ = 0;
};

}  // namespace

std::string token_of(const script& steps) {
  std::string text{version};
  int thread = -1;
  for (auto each = steps.begin(); each != steps.end();) {
    const auto next =
        std::find_if(each, steps.end(), [each](const scripted_step& s) { return !(s == *each); });
    if (each->thread != thread) text += static_cast<char>('A' + each->thread);
    thread = each->thread;
    text += each->operation;
    if (each->choice != 0) text += std::to_string(each->choice);
    if (each->decision != 0) text += "-" + std::to_string(each->decision);
    const auto more = next - each - 1;
    if (more == 1 && each->choice == 0 && each->decision == 0) {
      text += each->operation;
    } else if (more > 0) {
      text += "+" + std::to_string(more);
    }
    each = next;
  }
  return text + "." + checksum_of(text);
}

script parse_token(std::string_view token) {
  if (token.substr(0, version.size()) != version) {
    malformed("expected it to start with '" + std::string{version} + "', not '" +
              std::string{token.substr(0, 8)} + "'");
  }
  const std::size_t end = token.size() - std::min(token.size(), checksum_digits + 1);
  if (end < version.size() || token[end] != '.' ||
      token.substr(end + 1) != checksum_of(token.substr(0, end))) {
    malformed("the checksum at its end is wrong; was it copied whole?");
  }
  return step_reader{token.substr(version.size(), end - version.size()), version.size()}.read();
}

}  // namespace interlock::checker
