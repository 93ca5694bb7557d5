// SPDX-License-Identifier: MIT
/// @file
/// Reads and writes a litmus program.
#include "program_json.hpp"

#include "names.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace interlock::litmus {
namespace {

template <std::size_t Count>
std::string list(const name_list<Count>& names) {
  std::string text;
  for (const std::string_view name : names) text += " " + std::string{name};
  return text;
}

/// Reads the operations of one thread; `registers` grows with each new name that is assigned.
class operation_reader {
 public:
  operation_reader(const program& program, thread& owner) : program_{program}, owner_{owner} {}

  [[nodiscard]] std::vector<operation> read(const json& values) {
    if (!values.is_array()) fail(values, "expected a list of operations");
    std::vector<operation> operations;
    for (const json& value : values) operations.push_back(read_one(value));
    return operations;
  }

 private:
  [[noreturn]] static void fail(const json& where, const std::string& why) {
    throw std::runtime_error(where.dump() + ": " + why);
  }

  operation read_one(const json& value) {
    if (!value.is_array() || value.empty()) fail(value, "expected an operation, a list");
    fields_ = &value;
    next_ = 0;
    operation op;
    op.what = word<kind>(kind_names);
    if (op.what == kind::branch) return read_branch(op);
    if (op.what != kind::fence) op.location = read_location();
    op.order = word<access>(access_names);
    if (op.what == kind::compare_exchange) {
      op.failure_order = word<access>(access_names);
      op.expected = read_operand();
    }
    if (op.what == kind::await) {
      op.relation = word<comparison>(comparison_names);
      op.expected = read_operand();
    }
    if (writes(op.what)) op.value = read_operand();
    if (reads(op.what)) op.target = assigned_register();
    expect_end();
    return op;
  }

  operation read_branch(operation& op) {
    op.target = used_register();
    op.expected = read_operand();
    const json& body = next();
    expect_end();
    op.then = read(body);
    return op;
  }

  const json& next() {
    if (next_ == fields_->size()) fail(*fields_, "too few fields");
    return (*fields_)[next_++];
  }

  void expect_end() const {
    if (next_ != fields_->size()) fail(*fields_, "too many fields");
  }

  std::string next_string(const std::string& expected) {
    const json& field = next();
    if (!field.is_string()) fail(*fields_, field.dump() + " where expected: " + expected);
    return field.get<std::string>();
  }

  template <class Enumeration, std::size_t Count>
  Enumeration word(const name_list<Count>& names) {
    const std::string name = next_string(list(names));
    const auto found = find_name<Enumeration>(names, name);
    if (!found) fail(*fields_, "\"" + name + "\" where expected one of:" + list(names));
    return *found;
  }

  std::size_t read_location() {
    const std::string name = next_string("a location");
    const auto& all = program_.locations;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const location& l) { return l.name == name; });
    if (found == all.end()) fail(*fields_, "\"" + name + "\" is not one of \"locations\"");
    return static_cast<std::size_t>(found - all.begin());
  }

  std::size_t assigned_register() {
    const std::string name = next_string("a register");
    auto& all = owner_.registers;
    const auto found = std::find(all.begin(), all.end(), name);
    const auto index = static_cast<std::size_t>(found - all.begin());
    if (found == all.end()) all.push_back(name);
    return index;
  }

  std::size_t used_register() { return find_register(next_string("a register")); }

  std::size_t find_register(const std::string& name) const {
    const auto& all = owner_.registers;
    const auto found = std::find(all.begin(), all.end(), name);
    if (found == all.end()) fail(*fields_, "register \"" + name + "\" was not assigned before");
    return static_cast<std::size_t>(found - all.begin());
  }

  operand read_operand() {
    const json& field = next();
    if (field.is_number_integer()) return {operand::source::constant, field.get<int>()};
    if (!field.is_string())
      fail(*fields_, field.dump() + " where expected: a number or a register");
    return {operand::source::register_value,
            static_cast<int>(find_register(field.get<std::string>()))};
  }

  const program& program_;
  thread& owner_;
  const json* fields_ = nullptr;
  std::size_t next_ = 0;
};

class operation_writer {
 public:
  operation_writer(const program& program, const thread& owner)
      : program_{program}, owner_{owner} {}

  [[nodiscard]] json write(const std::vector<operation>& operations) const {
    json values = json::array();
    for (const operation& op : operations) values.push_back(write(op));
    return values;
  }

 private:
  [[nodiscard]] json write(const operation& op) const {
    json value = json::array({name_of(op.what)});
    if (op.what == kind::branch) {
      value.push_back(owner_.registers[op.target]);
      value.push_back(write(op.expected));
      value.push_back(write(op.then));
      return value;
    }
    if (op.what != kind::fence) value.push_back(program_.locations[op.location].name);
    value.push_back(name_of(op.order));
    if (op.what == kind::compare_exchange) value.push_back(name_of(op.failure_order));
    if (op.what == kind::await) value.push_back(name_of(op.relation));
    if (op.what == kind::compare_exchange || op.what == kind::await)
      value.push_back(write(op.expected));
    if (writes(op.what)) value.push_back(write(op.value));
    if (reads(op.what)) value.push_back(owner_.registers[op.target]);
    return value;
  }

  [[nodiscard]] json write(const operand& used) const {
    if (used.from == operand::source::constant) return used.value;
    return owner_.registers[static_cast<std::size_t>(used.value)];
  }

  const program& program_;
  const thread& owner_;
};

}  // namespace

program read_program(const json& object) {
  program result;
  result.name = object.at("name").get<std::string>();
  for (const auto& [name, initial] : object.at("locations").items())
    result.locations.push_back({name, initial.get<int>()});
  for (const json& operations : object.at("threads")) {
    thread& owner = result.threads.emplace_back();
    owner.operations = operation_reader{result, owner}.read(operations);
  }
  validate(result);
  return result;
}

json write_program(const program& program) {
  json object;
  object["name"] = program.name;
  object["locations"] = json::object();
  for (const location& place : program.locations) object["locations"][place.name] = place.initial;
  object["threads"] = json::array();
  for (const thread& owner : program.threads)
    object["threads"].push_back(operation_writer{program, owner}.write(owner.operations));
  return object;
}

}  // namespace interlock::litmus
