// SPDX-License-Identifier: MIT
/// @file
/// A failed execution as a picture, which Graphviz's program `dot` draws.
#include <interlock/checker/render.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace interlock::checker {
namespace {

/// A file that is gone when this is.
class temporary_file {
 public:
  explicit temporary_file(const std::string& content) {
    const char* const folder = std::getenv("TMPDIR");
    name_ = std::string{folder == nullptr || *folder == '\0' ? "/tmp" : folder} +
            "/interlock-checker-XXXXXX";
    const int file = ::mkstemp(name_.data());
    if (file < 0) fail("cannot make a file like " + name_);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out{::fdopen(file, "w"), &std::fclose};
    if (out == nullptr ||
        std::fwrite(content.data(), 1, content.size(), out.get()) != content.size()) {
      fail("cannot write to " + name_);
    }
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() { ::unlink(name_.c_str()); }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    throw std::runtime_error{"to_svg: " + what + ": " + std::strerror(errno)};
  }

  std::string name_;
};

[[nodiscard]] std::string quoted(const std::string& word) {
  std::string safe = "'";
  for (const char c : word) safe += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return safe + "'";
}

}  // namespace

std::string to_svg(const execution& failed) {
  const temporary_file graph{to_dot(failed)};
  const std::string command =
      "command -v dot >/dev/null || exit 127; dot -Tsvg " + quoted(graph.name());
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error{"to_svg: cannot run " + command};
  std::string picture;
  std::array<char, 4096> part{};
  for (std::size_t got = 1; got != 0;) {
    got = std::fread(part.data(), 1, part.size(), pipe);
    picture.append(part.data(), got);
  }
  const int status = ::pclose(pipe);
  constexpr int not_found = 127;
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) {
    throw std::runtime_error{
        "to_svg: there is no program dot here; install Graphviz (Debian's package graphviz), or "
        "use "
        "to_dot"};
  }
  if (status != 0) throw std::runtime_error{"to_svg: dot failed on a graph of to_dot"};
  return picture;
}

}  // namespace interlock::checker
