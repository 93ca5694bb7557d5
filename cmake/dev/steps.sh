# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Building and testing presets, step by step, and the count at the end. Uses say, $root, $jobs and $python of ./dev.

# One line per step: name, result, seconds, passed, failed, skipped.
steps=()
failures=()
skips=()

record() { # name seconds passed failed skipped
  local result=ok
  [[ $4 -eq 0 ]] || result=FAILED
  steps+=("$(printf '%-8s %-7s %4d:%02d %7d %7d %8d' "$1" "$result" $(($2 / 60)) $(($2 % 60)) "$3" "$4" "$5")")
  passed_total=$((${passed_total:-0} + $3))
  failed_total=$((${failed_total:-0} + $4))
}

summary() {
  printf '\n%-8s %-7s %7s %7s %7s %8s\n' step result time passed failed skipped
  printf '%s\n' "${steps[@]}"
  [[ ${#skips[@]} -eq 0 ]] || printf 'skipped: %s\n' "${skips[@]}"
  [[ ${#failures[@]} -eq 0 ]] || printf 'failed: %s\n' "${failures[@]}"
  printf '%d passed, %d failed\n' "$passed_total" "$failed_total"
  [[ $failed_total -eq 0 ]]
}

build_preset() { # preset [cmake --build arguments]
  local preset=$1
  shift
  (
    cd "$root"
    if command -v ccache >/dev/null; then
      # Precompiled headers need the sloppiness, says ccache's manual.
      export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_SLOPPINESS=pch_defines,time_macros
    fi
    cmake --preset "$preset" && cmake --build --preset "$preset" --parallel "$jobs" "$@"
  )
}

# Builds what is tested next while the tests of another preset leave processors idle, as most wait more than they compute.
# What goes wrong shows when it is built in its turn.
build_ahead() { # preset
  mkdir -p "$root/build"
  (
    renice -n 19 -p "$BASHPID" >/dev/null
    build_preset "$1" >"$root/build/$1.ahead.log" 2>&1
  ) &
}

# GCC 12's ThreadSanitizer cannot place its memory when the kernel randomizes more than 28 bits of addresses.
without_randomization() {
  local bits=28
  if [[ -r /proc/sys/vm/mmap_rnd_bits ]]; then bits=$(</proc/sys/vm/mmap_rnd_bits); fi
  if [[ $bits -gt 28 ]] && setarch "$(uname -m)" -R true 2>/dev/null; then
    setarch "$(uname -m)" -R "$@"
  else
    "$@"
  fi
}

test_preset() { # preset [the preset that comes next]: configures, builds, tests and records
  local preset=$1 started=$SECONDS results=$root/build/$1/ctest.xml
  local verdict name passed=0 failed=0 skipped=0 broken=0
  printf '\n'
  say "step $preset: configure, build and test"
  rm -f "$results"
  wait
  if ! build_preset "$preset"; then
    failures+=("$preset: the build")
    record "$preset" $((SECONDS - started)) 0 1 0
    return
  fi
  [[ $# -eq 1 ]] || build_ahead "$2"
  local run=()
  [[ $preset != tsan ]] || run=(without_randomization)
  (cd "$root" && unset TSAN_OPTIONS ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS &&
    "${run[@]}" ctest --preset "$preset" --parallel "$jobs" --label-exclude '^checks$' \
      --output-junit "$results") || broken=1
  while read -r verdict name; do
    case $verdict in
      passed) passed=$((passed + 1)) ;;
      failed) failed=$((failed + 1)) && failures+=("$preset: $name") ;;
      skipped) skipped=$((skipped + 1)) && skips+=("$preset: $name") ;;
    esac
  done < <(verdicts "$results")
  if [[ $broken -ne 0 && $failed -eq 0 ]]; then
    failed=1
    failures+=("$preset: ctest, see above")
  fi
  record "$preset" $((SECONDS - started)) "$passed" "$failed" "$skipped"
}

# For each test in CTest's JUnit file: passed, failed or skipped, and its name. One that could not run has failed.
verdicts() {
  [[ ! -r $1 ]] || awk -F '"' '
    /<testcase / { name = $2 }
    /<testcase .* status="run"/ { print "passed", name }
    /<testcase .* status="fail"/ { print "failed", name }
    /<testcase .* status="disabled"/ { print "skipped", name }
    /<skipped message=/ { print ($2 ~ /^SKIP_/ ? "skipped" : "failed"), name }
  ' "$1"
}

test_conventions() {
  local started=$SECONDS name passed=0 failed=0
  say 'step checks: conventions'
  for name in orders coverage style ledger tables pitfalls selftest; do
    local script=("$root/cmake/checks/$name.py")
    [[ $name != selftest ]] || script=(-m unittest discover --start-directory "$root/cmake/checks/tests")
    if "$python" "${script[@]}"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      failures+=("checks: $name")
    fi
  done
  record checks $((SECONDS - started)) "$passed" "$failed" 0
}
