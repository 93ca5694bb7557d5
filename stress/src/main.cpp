// SPDX-License-Identifier: MIT
/// @file
/// The flow of a stress program: arguments, machine, cases, table, report.
#include <interlock/stress/main.hpp>
#include <interlock/stress/run_case.hpp>

#include "command_line.hpp"
#include "report.hpp"
#include "sanitizer.hpp"

#include <algorithm>
#include <cstdio>
#include <fnmatch.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace interlock::stress {
namespace {

using clock = std::chrono::steady_clock;

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string hexadecimal(std::uint64_t number) {
  std::ostringstream text;
  text << "0x" << std::hex << number;
  return text.str();
}

std::vector<const test_case*> selected(const suite& cases, const std::string& glob) {
  std::vector<const test_case*> chosen;
  for (const auto& one : cases) {
    if (fnmatch(glob.c_str(), one.name().c_str(), 0) == 0) chosen.push_back(&one);
  }
  if (chosen.empty()) {
    throw usage_error("--filter: expected a glob that matches a case of --list, got '" + glob +
                      "'");
  }
  return chosen;
}

// Every case has a seed of its own that depends on the run's seed and on nothing that a smaller
// selection of cases would change.
std::uint64_t seed_for(std::uint64_t run_seed, const test_case& what, placement where) {
  std::uint64_t seed = mix(run_seed, static_cast<std::uint64_t>(where));
  for (const char c : what.name()) seed = mix(seed, static_cast<unsigned char>(c));
  return seed;
}

std::string command_for(const std::string& program, const settings& s, const test_case& what,
                        placement where, unsigned threads) {
  return program + " --filter " + what.name() + " --placement " + std::string{to_string(where)} +
         " --threads " + std::to_string(threads) + " --duration " + to_string(s.duration) +
         " --seed " + hexadecimal(s.seed) + (s.isolate ? "" : " --no-isolate") +
         (s.topology ? " --topology '" + *s.topology + "'" : "");
}

class program {
 public:
  program(std::vector<std::string> arguments, settings s, const suite& cases)
      : settings_{std::move(s)},
        chosen_{selected(cases, settings_.filter)},
        run_{std::move(arguments), settings_.seed,
             settings_.topology ? synthetic_machine(*settings_.topology) : this_machine(),
             settings_.duration} {}

  int list() const {
    for (const auto* one : chosen_) std::cout << one->name() << '\n';
    return exit_code::passed;
  }

  int list_placements() const {
    for (const placement each : all_placements) {
      const unsigned threads = std::max(2u, natural_thread_count(run_.on, each));
      const auto planned = make_plan(run_.on, each, threads, settings_.seed);
      std::cout << to_string(each) << ": ";
      if (const auto* no = std::get_if<unavailable>(&planned)) {
        std::cout << "UNAVAILABLE: " << no->reason << '\n';
      } else {
        const bool unlimited = each == placement::none || each == placement::oversubscribed ||
                               each == placement::migrating;
        std::cout << (unlimited ? "any number of threads"
                                : "up to " + std::to_string(threads) + " threads");
        std::cout << '\n';
      }
    }
    return exit_code::passed;
  }

  int run() {
    const auto begin = clock::now();
    open_report();
    std::size_t width = 4;
    for (const auto* one : chosen_) width = std::max(width, one->name().size());
    std::cout << "interlock-stress  seed=" << hexadecimal(settings_.seed)
              << "  sanitizer=" << to_string(built_with()) << "\nmachine: " << summary(run_.on)
              << "\n\n"
              << table_header(width) << std::flush;
    for (const auto* what : chosen_) {
      for (const placement where : settings_.placements) {
        for (const unsigned threads : settings_.threads) {
          records_.push_back(run_one(*what, where, threads));
          line_.wipe();
          std::cout << table_line(records_.back(), width) << std::flush;
        }
      }
    }
    run_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begin);
    std::cout << '\n' << table_footer(records_, run_.elapsed) << std::flush;
    return end();
  }

 private:
  void open_report() {
    if (settings_.json_file.empty()) return;
    report_.open(settings_.json_file);
    if (!report_) {
      throw usage_error("--json: expected a file that can be written, got '" + settings_.json_file +
                        "'");
    }
  }

  record run_one(const test_case& what, placement where, unsigned threads) {
    options how{run_.on,
                where,
                threads,
                settings_.duration,
                settings_.watchdog,
                seed_for(settings_.seed, what, where),
                {}};
    const unsigned actual = thread_count(what, how);
    record one{&what,
               where,
               how.seed,
               command_for(run_.arguments.front(), settings_, what, where, actual),
               {}};
    if (left_behind_) {
      one.outcome.outcome = status::skipped;
      one.outcome.thread_count = actual;
      one.outcome.reason = "an earlier case left hung threads behind (--isolate avoids this)";
      return one;
    }
    const std::string title =
        '[' + std::to_string(records_.size() + 1) + '/' +
        std::to_string(chosen_.size() * settings_.placements.size() * settings_.threads.size()) +
        "] " + what.name() + ' ' + std::string{to_string(where)};
    line_.show(title);
    how.on_progress = [&](const progress& now) {
      line_.show(title + "  " + to_string(now.elapsed) + "  " + grouped_digits(now.operations) +
                 " ops");
    };
    one.outcome = settings_.isolate ? run_isolated(what, how) : run_case(what, how);
    left_behind_ = left_behind_ || one.outcome.threads_left_behind;
    return one;
  }

  int end() {
    int code = exit_code_of(records_, settings_.strict);
    if (report_.is_open()) {
      report_ << json_document(run_, records_) << std::flush;
      if (!report_) {
        std::cerr << "--json: cannot write '" << settings_.json_file << "'\n";
        code = exit_code::harness_error;
      }
    }
    if (left_behind_) {
      std::fflush(nullptr);
      _exit(code);
    }
    return code;
  }

  const settings settings_;
  const std::vector<const test_case*> chosen_;
  run_info run_;
  live_line line_;
  std::ofstream report_;
  std::vector<record> records_;
  bool left_behind_ = false;
};

int fail(int code, const std::string& message) {
  std::cerr << "interlock-stress: " << message << '\n';
  return code;
}

}  // namespace

int run_main(const suite& cases, int argc, const char* const* argv) {
  auto parsed = parse_command_line(argc, argv);
  if (const auto* leave = std::get_if<early_exit>(&parsed)) {
    if (leave->code == exit_code::passed) {
      std::cout << leave->message;
      return leave->code;
    }
    return fail(leave->code, leave->message);
  }
  try {
    auto s = std::get<settings>(std::move(parsed));
    const bool list = s.list;
    const bool placements = s.list_placements;
    program stress{{argv, argv + argc}, std::move(s), cases};
    return list ? stress.list() : placements ? stress.list_placements() : stress.run();
  } catch (const usage_error& error) {
    return fail(exit_code::usage, error.what());
  } catch (const topology_error& error) {
    return fail(exit_code::usage, error.what());
  } catch (const std::exception& error) {
    return fail(exit_code::harness_error, error.what());
  }
}

}  // namespace interlock::stress
