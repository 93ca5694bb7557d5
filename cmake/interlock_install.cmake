# SPDX-License-Identifier: MIT
# find_package(interlock) for an installed copy: the headers and the targets interlock::{memory_order,sync,lockfree,interlock}.
include(CMakePackageConfigHelpers)

install(TARGETS interlock ${INTERLOCK_MODULES}
  EXPORT interlock
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT interlock
  NAMESPACE interlock::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/interlock)
configure_package_config_file(cmake/interlockConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/interlockConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/interlock)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/interlockConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/interlockConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/interlockConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/interlock)
