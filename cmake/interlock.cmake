# SPDX-License-Identifier: MIT
# How a target of this project is made. Everything is a property of a target; nothing is set globally.
include_guard()
include(GNUInstallDirs)

set(INTERLOCK_MODULES "" CACHE INTERNAL "modules declared so far")

# Warnings, for the project's own builds only: never part of an exported target.
add_library(interlock_warnings INTERFACE)
target_compile_options(interlock_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Wimplicit-fallthrough -Wno-interference-size)
target_compile_options(interlock_warnings INTERFACE
  $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-warning-option>
  # GCC 12 sees overlapping copies in std::string's operator+ when it optimizes (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

# interlock_module(sync DEPENDS memory_order): the header-only library interlock::sync, whose headers are all
# self-contained and see only the modules they depend on (both verified when tests are built).
function(interlock_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  set(target interlock_${name})
  add_library(${target} INTERFACE)
  add_library(interlock::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    VERIFY_INTERFACE_HEADER_SETS ${INTERLOCK_TESTS})
  target_compile_features(${target} INTERFACE cxx_std_20)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS include/*.hpp)
  target_sources(${target} INTERFACE
    FILE_SET HEADERS BASE_DIRS include FILES ${headers})
  foreach(module IN LISTS arg_DEPENDS)
    target_link_libraries(${target} INTERFACE interlock_${module})
  endforeach()
  set(INTERLOCK_MODULES "${INTERLOCK_MODULES};${target}" CACHE INTERNAL "modules declared so far")
endfunction()

# What nearly every test includes, compiled once.
function(interlock_precompile_for_tests)
  if(TARGET interlock_precompiled)
    return()
  endif()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cpp CONTENT "")
  add_library(interlock_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
  target_compile_features(interlock_precompiled PRIVATE cxx_std_20)
  target_link_libraries(interlock_precompiled PRIVATE interlock_warnings GTest::gmock)
  target_precompile_headers(interlock_precompiled PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <atomic> <chrono> <functional> <memory> <mutex> <string> <thread> <vector>)
endfunction()

# interlock_test(NAME SOURCES a.cpp b.cpp [LINK targets] [NO_MAIN] [OTHER_OPTIONS] [TIMEOUT seconds]): a GoogleTest
# executable and one ctest entry. OTHER_OPTIONS: it is not compiled like other tests, so that it cannot share their
# precompiled headers.
function(interlock_test name)
  cmake_parse_arguments(arg "NO_MAIN;OTHER_OPTIONS" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${arg_SOURCES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  if(INTERLOCK_PRECOMPILE AND NOT arg_OTHER_OPTIONS)
    interlock_precompile_for_tests()
    target_precompile_headers(${name} REUSE_FROM interlock_precompiled)
    set_target_properties(${name} PROPERTIES PCH_WARN_INVALID OFF)
  endif()
  target_link_libraries(${name} PRIVATE interlock_warnings ${arg_LINK} GTest::gmock)
  if(NOT arg_NO_MAIN)
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
