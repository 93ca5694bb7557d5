# SPDX-License-Identifier: MIT
# atomic_queue (headers only): the target AtomicQueue::AtomicQueue.
include(FindPackageHandleStandardArgs)
find_path(ATOMICQUEUE_INCLUDE_DIR atomic_queue/atomic_queue.h)
mark_as_advanced(ATOMICQUEUE_INCLUDE_DIR)
find_package_handle_standard_args(AtomicQueue REQUIRED_VARS ATOMICQUEUE_INCLUDE_DIR)
if(AtomicQueue_FOUND AND NOT TARGET AtomicQueue::AtomicQueue)
  add_library(AtomicQueue::AtomicQueue INTERFACE IMPORTED)
  set_target_properties(AtomicQueue::AtomicQueue PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${ATOMICQUEUE_INCLUDE_DIR})
endif()
