// SPDX-License-Identifier: MIT
/// @file
/// See site.hpp.
#include <interlock/checker/site.hpp>

#include "trace.hpp"

namespace interlock::checker {
namespace {

using order = std::memory_order;

/// The next weaker orders of an operation that reads, writes, or does both.
[[nodiscard]] std::vector<order> weaker(order from, bool reads, bool writes) {
  switch (from) {
    case order::seq_cst:
      if (reads && writes) return {order::acq_rel};
      return {reads ? order::acquire : order::release};
    case order::acq_rel:
      return {order::acquire, order::release};
    case order::acquire:
    case order::release:
    case order::consume:
      return {order::relaxed};
    case order::relaxed:
      break;
  }
  return {};
}

}  // namespace

std::string text_of(const site& where) {
  const auto slash = where.file.find_last_of('/');
  const std::string file = slash == std::string::npos ? where.file : where.file.substr(slash + 1);
  event_label like;
  like.kind = where.kind;
  like.modify = where.modify;
  like.fence = where.fence;
  like.order = where.order;
  std::string text = file + ":" + std::to_string(where.line) + " " + describe(like);
  if (where.modify == modification::compare_exchange) {
    text += std::string{" (failure "} + name_of(where.failure) + ")";
  }
  return text;
}

std::string weakening::text() const {
  switch (what) {
    case part::order:
      return text_of(where) + " -> " + name_of(to);
    case part::failure_order:
      return text_of(where) + " -> failure " + name_of(to);
    case part::whole_fence:
      break;
  }
  return text_of(where) + " -> removed";
}

std::vector<weakening> weakenings_of(const site& where) {
  std::vector<weakening> all;
  if (where.kind == event_kind::fence) {
    const bool asymmetric = where.fence != fence_kind::symmetric;
    if (asymmetric || where.order == order::acquire || where.order == order::release) {
      all.push_back({where, weakening::part::whole_fence, order::relaxed});
    } else {
      for (order to : weaker(where.order, true, true)) {
        all.push_back({where, weakening::part::order, to});
      }
    }
    return all;
  }
  const bool reads = where.kind == event_kind::read;
  const bool writes = where.kind == event_kind::write || where.modify != modification::none;
  for (order to : weaker(where.order, reads, writes)) {
    all.push_back({where, weakening::part::order, to});
  }
  if (where.modify == modification::compare_exchange) {
    for (order to : weaker(where.failure, true, false)) {
      all.push_back({where, weakening::part::failure_order, to});
    }
  }
  return all;
}

}  // namespace interlock::checker
