# SPDX-License-Identifier: MIT
# libcds: the target LibCDS::LibCDS. (The package's own configuration forces -std=c++11 on its users.)
include(FindPackageHandleStandardArgs)
find_path(LIBCDS_INCLUDE_DIR cds/init.h)
find_library(LIBCDS_LIBRARY cds)
mark_as_advanced(LIBCDS_INCLUDE_DIR LIBCDS_LIBRARY)
find_package_handle_standard_args(LibCDS REQUIRED_VARS LIBCDS_LIBRARY LIBCDS_INCLUDE_DIR)
if(LibCDS_FOUND AND NOT TARGET LibCDS::LibCDS)
  add_library(LibCDS::LibCDS UNKNOWN IMPORTED)
  set_target_properties(LibCDS::LibCDS PROPERTIES
    IMPORTED_LOCATION ${LIBCDS_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${LIBCDS_INCLUDE_DIR})
endif()
