// SPDX-License-Identifier: MIT
/// @file
/// word_count: the most frequent words in a directory of text files, counted by several threads.
#include "count.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

void print(const word_count::counts& total, std::size_t top) {
  std::uint64_t words = 0;
  std::vector<std::pair<std::string, std::uint64_t>> ranking{total.begin(), total.end()};
  for (const auto& each : ranking) words += each.second;
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  ranking.resize(std::min(top, ranking.size()));
  std::cout << words << " words, " << total.size() << " different\n";
  for (const auto& [word, number] : ranking) std::cout << number << '\t' << word << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  std::string directory = "/usr/share/common-licenses";
  std::size_t readers = 2;
  std::size_t workers = 2;
  std::size_t top = 10;
  bool verify = false;

  CLI::App app{"Counts the words of the text files in a directory."};
  app.add_option("DIRECTORY", directory, "where the text files are")
      ->check([](const std::string& name) {
        return std::filesystem::is_directory(name) ? "" : "'" + name + "' is not a directory";
      })
      ->capture_default_str();
  app.add_option("--readers", readers, "threads that read")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--workers", workers, "threads that count")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--top", top, "how many words to print")->capture_default_str();
  app.add_flag("--verify", verify, "compare with a single-threaded run");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  try {
    const auto inputs = word_count::files_of(directory);
    const auto total = word_count::count_together(inputs, readers, workers);
    print(total, top);
    if (verify) {
      if (total != word_count::count_alone(inputs)) {
        std::cerr << "word_count: the result differs from a single-threaded run\n";
        return 1;
      }
      std::cout << "verified: equal to a single-threaded run\n";
    }
  } catch (const std::exception& error) {
    std::cerr << "word_count: " << error.what() << '\n';
    return 1;
  }
}
