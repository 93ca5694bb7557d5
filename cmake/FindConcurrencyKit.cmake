# SPDX-License-Identifier: MIT
# Concurrency Kit: the target ConcurrencyKit::ConcurrencyKit. Its headers are C that converts from void* implicitly, which
# only a compiler with -fpermissive (GCC) takes for C++.
include(FindPackageHandleStandardArgs)
find_path(CONCURRENCYKIT_INCLUDE_DIR ck_ring.h)
find_library(CONCURRENCYKIT_LIBRARY ck)
mark_as_advanced(CONCURRENCYKIT_INCLUDE_DIR CONCURRENCYKIT_LIBRARY)
set(CONCURRENCYKIT_COMPILER_FITS FALSE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(CONCURRENCYKIT_COMPILER_FITS TRUE)
endif()
find_package_handle_standard_args(ConcurrencyKit
  REQUIRED_VARS CONCURRENCYKIT_LIBRARY CONCURRENCYKIT_INCLUDE_DIR CONCURRENCYKIT_COMPILER_FITS)
if(ConcurrencyKit_FOUND AND NOT TARGET ConcurrencyKit::ConcurrencyKit)
  add_library(ConcurrencyKit::ConcurrencyKit UNKNOWN IMPORTED)
  set_target_properties(ConcurrencyKit::ConcurrencyKit PROPERTIES
    IMPORTED_LOCATION ${CONCURRENCYKIT_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${CONCURRENCYKIT_INCLUDE_DIR}
    INTERFACE_COMPILE_OPTIONS -fpermissive)
endif()
