// SPDX-License-Identifier: MIT
/// @file
/// Which node of the machine a thread is said to run on.
#include <interlock/memory_order/detail/numa_linux.hpp>
#include <interlock/sync/topology.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {
namespace {

using detail::numa_map;

std::vector<std::size_t> listed(std::string_view text, std::size_t limit = 100) {
  std::vector<std::size_t> numbers;
  detail::for_each_listed(text, limit, [&](std::size_t one) { numbers.push_back(one); });
  return numbers;
}

using numbers = std::vector<std::size_t>;

TEST(Topology, ReadsTheKernelsLists) {
  EXPECT_EQ(listed("0\n"), (numbers{0}));
  EXPECT_EQ(listed("0-2,8,10-11\n"), (numbers{0, 1, 2, 8, 10, 11}));
  EXPECT_EQ(listed(""), numbers{});
  EXPECT_EQ(listed("\n"), numbers{});
}

TEST(Topology, WrongListsEndWhereTheyAreWrong) {
  EXPECT_EQ(listed("1,x,3"), (numbers{1}));
  EXPECT_EQ(listed("2-"), numbers{});
  EXPECT_EQ(listed("5-3,7"), (numbers{7}));
  EXPECT_EQ(listed("98-99999999999999999999999"), (numbers{98, 99}));
  EXPECT_EQ(listed("99999999999999999999999,4"), (numbers{4}));
}

/// A folder as Linux has it in /sys/devices/system/node.
class nodes_folder {
 public:
  nodes_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "interlock.XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  nodes_folder(const nodes_folder&) = delete;
  nodes_folder& operator=(const nodes_folder&) = delete;
  ~nodes_folder() {
    if (!path_.empty()) std::filesystem::remove_all(path_);
  }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream{path_ / file} << text;
  }
  [[nodiscard]] numa_map map() const { return numa_map{path_.c_str()}; }

 private:
  std::filesystem::path path_;
};

TEST(Topology, NodesAreNumberedWithoutGaps) {
  const nodes_folder folder;
  folder.write("online", "0,2,8\n");
  folder.write("node0/cpulist", "0-1,4-5\n");
  folder.write("node2/cpulist", "\n");  // memory without processors
  folder.write("node8/cpulist", "2-3,6-7\n");
  const numa_map map = folder.map();
  EXPECT_EQ(map.count(), 2U);
  for (const int one : {0, 1, 4, 5}) EXPECT_EQ(map.node_of(one), 0U) << one;
  for (const int one : {2, 3, 6, 7}) EXPECT_EQ(map.node_of(one), 1U) << one;
}

TEST(Topology, WhatIsNotKnownIsOneNode) {
  const int before = errno = 4711;
  const numa_map none{"/nowhere"};
  EXPECT_EQ(errno, before);
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.node_of(3), 0U);
  EXPECT_EQ(none.node_of(-1), 0U);
  EXPECT_EQ(none.node_of(1 << 30), 0U);

  const nodes_folder folder;
  folder.write("online", "0-1\n");
  folder.write("node1/cpulist", "1\n");  // and nothing of node 0
  EXPECT_EQ(folder.map().count(), 1U);
  EXPECT_EQ(folder.map().node_of(1), 0U);
}

TEST(Topology, ThisThreadIsOnANodeOfThisMachine) {
  const numa_map machine{"/sys/devices/system/node"};
  const std::size_t nodes = machine.count() < 2 ? 1 : machine.count();
  EXPECT_LT(std_backend::numa_node(), nodes);
  EXPECT_LT(numa_nodes::group<std_backend>(), nodes);
}

}  // namespace
}  // namespace interlock
