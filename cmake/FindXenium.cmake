# SPDX-License-Identifier: MIT
# xenium (headers only): the target Xenium::Xenium.
include(FindPackageHandleStandardArgs)
find_path(XENIUM_INCLUDE_DIR xenium/michael_scott_queue.hpp)
mark_as_advanced(XENIUM_INCLUDE_DIR)
find_package_handle_standard_args(Xenium REQUIRED_VARS XENIUM_INCLUDE_DIR)
if(Xenium_FOUND AND NOT TARGET Xenium::Xenium)
  add_library(Xenium::Xenium INTERFACE IMPORTED)
  set_target_properties(Xenium::Xenium PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${XENIUM_INCLUDE_DIR})
endif()
