// SPDX-License-Identifier: MIT
/// @file
/// The search: one Relacy suite per number of threads, which runs any client.
#include <interlock/memory_order/relacy/suite.hpp>

#include "execution.hpp"
#include "random_search.hpp"

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <ostream>
#include <string>

namespace interlock::relacy {
namespace {

/// What the suites of one call of run() share.
struct session {
  const client_type& client;
  std::uint64_t executions_left;
  list<const kind*> globals;
  list<const kind*> globals_missing;
  static session* current;
};
session* session::current = nullptr;

template <rl::thread_id_t Threads, rl::thread_id_t Started>
class any_client : public rl::test_suite<any_client<Threads, Started>, Threads> {
 public:
  static rl::thread_id_t const dynamic_thread_count = Started;

  any_client() {
    if (session_.executions_left-- == 0)
      relacy_context().rl_until("enough executions", rl::debug_info{});
    execution_.started_threads = session_.client.started_threads;
    client_ = keep_storage(execution_, session_.client.bytes, session_.client.alignment);
    session_.client.construct(client_);
  }

  void before() {
    session_.client.before(client_);
    execution_.end_thread();
    execution_.concurrent = true;
  }

  void thread(unsigned index) {
    session_.client.thread(client_, index);
    execution_.end_thread();
  }

  void after() {
    execution_.concurrent = false;
    session_.client.after(client_);
  }

  ~any_client() {
    session_.client.destroy(client_);
    execution_.finish();
  }

 private:
  session& session_ = *session::current;
  execution execution_{session_.globals, session_.globals_missing};
  void* client_ = nullptr;
};

template <rl::thread_id_t Threads, rl::thread_id_t Started>
rl::test_result_e search_with(rl::test_params& parameters, std::ostream& state) {
  using suite = any_client<Threads, Started>;
  constexpr rl::thread_id_t all = Threads + Started;
  switch (parameters.search_type) {
    case rl::sched_bound:
      return rl::run_test<suite, rl::context_bound_scheduler<all>>(parameters, state, false);
    case rl::sched_full:
      return rl::run_test<suite, rl::full_search_scheduler<all>>(parameters, state, false);
    default:
      return rl::run_test<suite, random_search<all>>(parameters, state, false);
  }
}

rl::test_result_e search_any(rl::test_params& parameters, std::ostream& state) {
  const client_type& client = session::current->client;
  if (client.started_threads == 0) {
    switch (client.threads) {
      case 1:
        return search_with<1, 0>(parameters, state);
      case 2:
        return search_with<2, 0>(parameters, state);
      case 3:
        return search_with<3, 0>(parameters, state);
      case 4:
        return search_with<4, 0>(parameters, state);
      default:
        break;
    }
  } else if (client.threads == 1 && client.started_threads <= 2) {
    return search_with<1, 2>(parameters, state);
  }
  std::fprintf(stderr,
               "relacy::run: %u threads and %u started ones; expected 1 to 4 and none, or one and "
               "at most 2\n",
               client.threads, client.started_threads);
  std::abort();
}

rl::test_params parameters_of(const search& how, std::ostream& output, std::ostream& nowhere) {
  rl::test_params parameters;
  parameters.output_stream = &output;
  parameters.progress_stream = &nowhere;
  parameters.iteration_count = how.executions;
  parameters.context_bound = how.switches;
  parameters.execution_depth_limit = how.steps;
  parameters.search_type = how.by == search::strategy::random    ? rl::sched_random
                           : how.by == search::strategy::bounded ? rl::sched_bound
                                                                 : rl::sched_full;
  return parameters;
}

verdict verdict_of(rl::test_result_e result) {
  switch (result) {
    case rl::test_result_success:
    case rl::test_result_until_condition_hit:
      return verdict::passed;
    case rl::test_result_user_assert_failed:
      return verdict::assertion;
    case rl::test_result_data_race:
      return verdict::data_race;
    case rl::test_result_deadlock:
      return verdict::deadlock;
    case rl::test_result_livelock:
      return verdict::livelock;
    case rl::test_result_access_to_freed_memory:
      return verdict::freed_memory;
    case rl::test_result_double_free:
      return verdict::double_free;
    case rl::test_result_memory_leak:
    case rl::test_result_resource_leak:
      return verdict::leak;
    case rl::test_result_unitialized_access:
      return verdict::uninitialised;
    default:
      return verdict::other;
  }
}

/// Relacy writes the function before the file; the model names none.
std::string without_function_names(std::string text) {
  constexpr std::string_view empty_name = ", in , ";
  for (auto at = text.find(empty_name); at != std::string::npos; at = text.find(empty_name, at)) {
    text.replace(at, empty_name.size(), ", in ");
  }
  return text;
}

/// Repeats the execution that `state` describes, writing its history.
std::string history_of(const search& how, const rl::test_params& failed, const rl::string& state) {
  rl::ostringstream output;
  rl::ostringstream again;
  std::ostream nowhere{nullptr};
  rl::test_params parameters = parameters_of(how, output, nowhere);
  parameters.initial_state = state;
  parameters.collect_history = true;
  parameters.iteration_count = failed.stop_iteration;
  session::current->executions_left = 1;
  const rl::test_result_e result = search_any(parameters, again);
  std::string text;
  if (result != failed.test_result) {
    text =
        std::string{"not repeatable (does the client depend on addresses or the time?); found "} +
        rl::test_result_str(failed.test_result) + ", then " + rl::test_result_str(result) + "\n";
  }
  const rl::string written = output.str();
  return text + without_function_names({written.data(), written.size()});
}

}  // namespace

std::string_view name_of(verdict value) noexcept {
  switch (value) {
    case verdict::passed:
      return "passed";
    case verdict::assertion:
      return "assertion";
    case verdict::data_race:
      return "data race";
    case verdict::deadlock:
      return "deadlock";
    case verdict::livelock:
      return "livelock";
    case verdict::freed_memory:
      return "access to freed memory";
    case verdict::double_free:
      return "double free";
    case verdict::leak:
      return "leak";
    case verdict::uninitialised:
      return "access to uninitialised memory";
    case verdict::other:
      break;
  }
  return "other";
}

outcome run(const client_type& client, const search& how) {
  session now{client, 0, {}, {}};
  session::current = &now;
  for (;;) {
    rl::ostringstream output;
    rl::ostringstream state;
    std::ostream nowhere{nullptr};
    rl::test_params parameters = parameters_of(how, output, nowhere);
    now.executions_left = how.executions;
    const rl::test_result_e result = search_any(parameters, state);
    if (!now.globals_missing.empty()) {
      // In front: the constructor of a known one may have asked for it.
      now.globals.insert(now.globals.begin(), now.globals_missing.begin(),
                         now.globals_missing.end());
      now.globals_missing.clear();
      continue;
    }
    outcome found;
    found.found = verdict_of(result);
    found.executions = parameters.stop_iteration;
    found.complete = result == rl::test_result_success && how.by != search::strategy::random;
    if (found.found != verdict::passed) found.history = history_of(how, parameters, state.str());
    session::current = nullptr;
    return found;
  }
}

}  // namespace interlock::relacy
