# SPDX-License-Identifier: MIT
# Builds and runs examples/${CONSUMER} as a user would, in a fresh folder.
file(REMOVE_RECURSE ${WORK_DIR})
set(prefix ${WORK_DIR}/prefix)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    string(JOIN " " command ${ARGV})
    message(FATAL_ERROR "exit status ${status} from: ${command}")
  endif()
endfunction()

if(CONSUMER STREQUAL "find_package")
  run(${CMAKE_COMMAND} --install ${INTERLOCK_BINARY_DIR} --prefix ${prefix})
endif()
run(${CMAKE_COMMAND} -G Ninja
  -S ${INTERLOCK_SOURCE_DIR}/examples/${CONSUMER} -B ${WORK_DIR}/build
  -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_CXX_FLAGS=${CXX_FLAGS}
  -D CMAKE_PREFIX_PATH=${prefix} -D INTERLOCK_SOURCE_DIR=${INTERLOCK_SOURCE_DIR})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run(${WORK_DIR}/build/app)
