// SPDX-License-Identifier: MIT
/// @file
/// The document "interlock-bench/1": run, machine, libraries, results, failures.
#include "src/result_json.hpp"

#include "src/processors.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>

namespace interlock::bench {
namespace {

using nlohmann::json;

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

/// The value of the first line `key : value` in a file of /proc, or of `key="value"` in os-release.
std::string value_in(const char* file, const std::string& key, char separator) {
  std::ifstream stream{file};
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind(key, 0) != 0) continue;
    const auto begin = line.find_first_not_of(" \t\"", line.find(separator) + 1);
    const auto end = line.find_last_not_of(" \t\"");
    if (begin != std::string::npos && end >= begin) return line.substr(begin, end - begin + 1);
  }
  return "unknown";
}

json machine() {
  const auto& info = benchmark::CPUInfo::Get();
  json caches = json::array();
  for (const auto& cache : info.caches) {
    caches.push_back({{"type", cache.type},
                      {"level", cache.level},
                      {"bytes", cache.size},
                      {"shared_by", cache.num_sharing}});
  }
  utsname kernel{};
  ::uname(&kernel);
  return {{"cpu", value_in("/proc/cpuinfo", "model name", ':')},
          {"architecture", kernel.machine},
          {"kernel", std::string{kernel.sysname} + ' ' + kernel.release},
          {"system", value_in("/etc/os-release", "PRETTY_NAME", '=')},
          {"processors", allowed_processors()},
          {"caches", caches},
          {"load_average", info.load_avg}};
}

json results_of(const std::vector<measurement>& all) {
  json results = json::array();
  for (const auto& one : all) {
    for (std::size_t i = 0; i < one.metrics.size(); ++i) {
      const metric& m = one.what->metrics[i];
      const spread& s = one.metrics[i];
      results.push_back({{"kind", one.what->kind},
                         {"family", one.what->family},
                         {"scenario", one.what->scenario},
                         {"metric", m.label},
                         {"ranks", i == 0},
                         {"name", one.what->row},
                         {"is_peer", one.what->is_peer},
                         {"threads", one.what->threads},
                         {"unit", m.unit},
                         {"better", m.direction == better::higher ? "higher" : "lower"},
                         {"median", s.median},
                         {"lower_quartile", s.lower_quartile},
                         {"upper_quartile", s.upper_quartile},
                         {"min", s.min},
                         {"max", s.max},
                         {"repetitions", s.repetitions}});
    }
  }
  return results;
}

}  // namespace

std::string json_document(const run_info& run, const std::vector<measurement>& all,
                          const std::vector<failure>& failures) {
  json failed = json::array();
  for (const auto& each : failures) {
    failed.push_back({{"benchmark", each.benchmark}, {"message", each.message}});
  }
  const json document{{"schema", "interlock-bench/1"},
                      {"run",
                       {{"argv", run.arguments},
                        {"compiler", compiler()},
                        {"flags", INTERLOCK_BENCH_FLAGS},
                        {"repetitions", run.how.repetitions},
                        {"window_us", run.how.window.count()},
                        {"pinned", run.how.pin},
                        {"elapsed_s", run.elapsed.count()}}},
                      {"machine", machine()},
                      {"libraries", contributors()},
                      {"results", results_of(all)},
                      {"failures", failed}};
  return document.dump(1) + '\n';
}

}  // namespace interlock::bench
