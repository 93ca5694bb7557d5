# SPDX-License-Identifier: MIT
# moodycamel::ReaderWriterQueue (headers only): the target ReaderWriterQueue::ReaderWriterQueue.
include(FindPackageHandleStandardArgs)
find_path(READERWRITERQUEUE_INCLUDE_DIR readerwriterqueue/readerwriterqueue.h)
mark_as_advanced(READERWRITERQUEUE_INCLUDE_DIR)
find_package_handle_standard_args(ReaderWriterQueue REQUIRED_VARS READERWRITERQUEUE_INCLUDE_DIR)
if(ReaderWriterQueue_FOUND AND NOT TARGET ReaderWriterQueue::ReaderWriterQueue)
  add_library(ReaderWriterQueue::ReaderWriterQueue INTERFACE IMPORTED)
  set_target_properties(ReaderWriterQueue::ReaderWriterQueue PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${READERWRITERQUEUE_INCLUDE_DIR})
endif()
