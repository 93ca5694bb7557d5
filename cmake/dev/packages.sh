# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The Debian packages that ./dev needs, and their installation. Uses say, fail and $install of ./dev.

# group, package, what it is for
packages() {
  cat <<'TABLE'
build   g++                       compiles everything
build   cmake                     configures the builds
build   ninja-build               runs the builds
build   ccache                    makes rebuilding quick
build   pkgconf                   tells the builds where hwloc is
build   python3                   runs the convention checks
build   libgtest-dev              the tests (GoogleTest)
build   libgmock-dev              the tests (matchers of GoogleTest)
build   libbenchmark-dev          the contention benchmarks (Google Benchmark)
build   libhwloc-dev              the stress runner's view of the machine (hwloc)
build   relacy-dev                the Relacy suites
build   libdw-dev                 where code comes from, for the checker's front end
build   libcli11-dev              the command lines of the stress runner and the benchmarks
build   nlohmann-json3-dev        their JSON output, and that of the model checker
format  clang-format              checks and rewrites the format
tidy    clang                     its thread-safety analysis
tidy    clang-tidy                checks names and common mistakes
report  python3-matplotlib        draws the report's plots
report  python3-jinja2            writes the report's page
picture graphviz                  draws the failed executions of the model checker
peers   libboost-dev              peer in the benchmarks (Boost.Lockfree)
peers   libboost-thread-dev       peer in the benchmarks (Boost.Thread)
peers   libtbb-dev                peer in the benchmarks (oneTBB)
peers   libabsl-dev               peer in the benchmarks (Abseil)
peers   libnsync-dev              peer in the benchmarks (nsync)
peers   libck-dev                 peer in the benchmarks (Concurrency Kit)
peers   libcds-dev                peer in the benchmarks (libcds)
peers   libxenium-dev             peer in the benchmarks (xenium)
peers   libconcurrentqueue-dev    peer in the benchmarks (moodycamel::ConcurrentQueue)
peers   libreaderwriterqueue-dev  peer in the benchmarks (moodycamel::ReaderWriterQueue)
peers   libatomic-queue-dev       peer in the benchmarks (atomic_queue)
TABLE
}

# The rows "package reason" of the given groups; with `missing` first, only those not installed.
rows() {
  local only=all group package reason
  if [[ $1 == missing ]]; then only=missing && shift; fi
  while read -r group package reason; do
    [[ " $* " == *" $group "* ]] || continue
    # shellcheck disable=SC2016 # ${...} is dpkg-query's
    if [[ $only == all || $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      printf '  %-26s%s\n' "$package" "$reason"
    fi
  done < <(packages)
}

names_in() { awk '{ printf "%s%s", separator, $1; separator = " " }' <<<"$1"; }

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# Installs what is missing of the given groups, or ends the script.
need() {
  [[ $install == yes ]] || return 0
  local missing names
  command -v dpkg-query >/dev/null ||
    fail "no dpkg-query here, so this is no Debian. Install what corresponds to: $(names_in "$(rows "$@")"); then use ./dev --no-install"
  missing=$(rows missing "$@")
  [[ -n $missing ]] || return 0
  names=$(names_in "$missing")
  say 'these Debian packages are missing and will be installed:'
  printf '%s\n' "$missing"
  command -v apt-get >/dev/null || fail "no apt-get here; install these packages: $names"
  [[ $(id -u) -eq 0 ]] || command -v sudo >/dev/null ||
    fail "neither root nor sudo; as root, run: apt-get install $names"
  as_root apt-get update -qq || fail "apt-get update failed; these packages are needed: $names"
  # shellcheck disable=SC2086 # a list of names
  apt_install $names || fail "apt-get install failed; these packages are needed: $names"
}

# The same for optional packages: what cannot be installed is only noted.
want() {
  [[ $install == yes ]] || return 0
  local missing package
  missing=$(rows missing "$@")
  [[ -n $missing ]] || return 0
  say 'these optional Debian packages are missing and will be installed:'
  printf '%s\n' "$missing"
  as_root apt-get update -qq || say 'note: apt-get update failed'
  for package in $(names_in "$missing"); do
    apt_install "$package" || say "note: $package could not be installed; going on without it"
  done
}
