# SPDX-License-Identifier: MIT
# nsync, as it is compiled for C++: the target Nsync::Nsync.
include(FindPackageHandleStandardArgs)
find_path(NSYNC_INCLUDE_DIR nsync.h)
find_library(NSYNC_LIBRARY nsync_cpp)
mark_as_advanced(NSYNC_INCLUDE_DIR NSYNC_LIBRARY)
find_package_handle_standard_args(Nsync REQUIRED_VARS NSYNC_LIBRARY NSYNC_INCLUDE_DIR)
if(Nsync_FOUND AND NOT TARGET Nsync::Nsync)
  add_library(Nsync::Nsync UNKNOWN IMPORTED)
  set_target_properties(Nsync::Nsync PROPERTIES
    IMPORTED_LOCATION ${NSYNC_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${NSYNC_INCLUDE_DIR})
endif()
