# SPDX-License-Identifier: MIT
# For builds for another processor: find_package(GTest) gives GoogleTest from its sources (Debian: googletest).
include(FetchContent)
set(INSTALL_GTEST OFF)
FetchContent_Declare(GTest SOURCE_DIR /usr/src/googletest OVERRIDE_FIND_PACKAGE)
