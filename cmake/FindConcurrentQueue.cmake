# SPDX-License-Identifier: MIT
# moodycamel::ConcurrentQueue (headers only): the target ConcurrentQueue::ConcurrentQueue.
include(FindPackageHandleStandardArgs)
find_path(CONCURRENTQUEUE_INCLUDE_DIR concurrentqueue/concurrentqueue.h)
mark_as_advanced(CONCURRENTQUEUE_INCLUDE_DIR)
find_package_handle_standard_args(ConcurrentQueue REQUIRED_VARS CONCURRENTQUEUE_INCLUDE_DIR)
if(ConcurrentQueue_FOUND AND NOT TARGET ConcurrentQueue::ConcurrentQueue)
  add_library(ConcurrentQueue::ConcurrentQueue INTERFACE IMPORTED)
  set_target_properties(ConcurrentQueue::ConcurrentQueue PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${CONCURRENTQUEUE_INCLUDE_DIR})
endif()
