# SPDX-License-Identifier: MIT
# libdw of elfutils, which reads debugging information: the target LibDW::LibDW.
include(FindPackageHandleStandardArgs)
find_path(LIBDW_INCLUDE_DIR elfutils/libdwfl.h)
find_library(LIBDW_LIBRARY dw)
mark_as_advanced(LIBDW_INCLUDE_DIR LIBDW_LIBRARY)
find_package_handle_standard_args(LibDW REQUIRED_VARS LIBDW_LIBRARY LIBDW_INCLUDE_DIR)
if(LibDW_FOUND AND NOT TARGET LibDW::LibDW)
  add_library(LibDW::LibDW UNKNOWN IMPORTED)
  set_target_properties(LibDW::LibDW PROPERTIES
    IMPORTED_LOCATION ${LIBDW_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${LIBDW_INCLUDE_DIR})
endif()
