// SPDX-License-Identifier: MIT
/// @file
/// See counter_example.hpp.
#include "counter_example.hpp"

#include <interlock/checker/render.hpp>

#include <fstream>
#include <ostream>
#include <stdexcept>

namespace interlock::checker {
namespace {

[[nodiscard]] std::string rendered(const execution& failed, trace_form form) {
  switch (form) {
    case trace_form::json:
      return to_json(failed);
    case trace_form::dot:
      return to_dot(failed);
    case trace_form::svg:
      return to_svg(failed);
    case trace_form::none:
    case trace_form::text:
      break;
  }
  return failed.message + "\n" + to_text(failed);
}

}  // namespace

trace_form trace_form_of(const std::string& name) {
  if (name == "none") return trace_form::none;
  if (name == "text") return trace_form::text;
  if (name == "json") return trace_form::json;
  if (name == "dot") return trace_form::dot;
  if (name == "svg") return trace_form::svg;
  throw std::invalid_argument{std::string{"expected "} + trace_forms + ", got '" + name + "'"};
}

void counter_examples::show(const std::string& client, const result& found, std::ostream& out) {
  out << "  " << found.message << '\n';
  if (form_ == trace_form::none) return;
  if (file_.empty()) {
    out << (form_ == trace_form::text ? found.trace : rendered(found.execution, form_));
    return;
  }
  if (written_.empty()) {
    write(found.execution);
    written_ = client;
    out << "  the execution: " << file_ << '\n';
  } else {
    out << "  its execution is not in " << file_ << ", which has that of " << written_ << '\n';
  }
  if (!found.replay.empty()) out << "  replay: " << found.replay << '\n';
}

void counter_examples::write(const execution& failed) const {
  const std::string text = rendered(failed, form_);
  std::ofstream file{file_};
  file << text;
  file.close();
  if (!file) throw std::runtime_error{"--output: " + file_ + " cannot be written"};
}

}  // namespace interlock::checker
