// SPDX-License-Identifier: MIT
/// @file
/// The list of contributions, and the catalog made from it.
#include "src/catalog.hpp"

#include <algorithm>
#include <utility>

namespace interlock::bench {
namespace {

struct contributor {
  std::string library;
  void (*add)(catalog&);
};

std::vector<contributor>& announced() {
  static std::vector<contributor> all;
  return all;
}

}  // namespace

std::string entry::name() const {
  return kind + '/' + scenario + '/' + row + '/' + std::to_string(threads) + 't';
}

void catalog::add(entry one) {
  if (one.threads <= threads_max_) entries_.push_back(std::move(one));
}

std::vector<unsigned> catalog::thread_counts() const {
  std::vector<unsigned> counts;
  for (unsigned count = 1; count <= 4 * processors_; count *= 2) counts.push_back(count);
  for (const unsigned factor : {1U, 2U, 4U}) counts.push_back(factor * processors_);
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

contribution::contribution(std::string_view library, void (*add)(catalog&)) {
  announced().push_back({std::string{library}, add});
}

std::vector<std::string> contributors() {
  std::vector<std::string> names;
  for (const auto& one : announced()) names.push_back(one.library);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void collect(catalog& all) {
  for (const auto& one : announced()) one.add(all);
}

}  // namespace interlock::bench
