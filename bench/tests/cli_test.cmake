# SPDX-License-Identifier: MIT
# Runs interlock-bench: every benchmark once, and every bad argument. `cmake -DPROGRAM=... -DFOLDER=... -P cli_test.cmake`

function(expect_error expected)
  execute_process(COMMAND ${PROGRAM} ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
  string(FIND "${error}" "${expected}" place)
  if(NOT status EQUAL 2 OR place EQUAL -1)
    message(SEND_ERROR "interlock-bench ${ARGN}\nexpected exit 2 and: ${expected}\ngot ${status} and: ${error}")
  endif()
endfunction()

expect_error("--repetitions: expected a number from 1 to 1000, got 'many'" --repetitions many)
expect_error("--repetitions: expected a number from 1 to 1000, got '0'" --repetitions 0)
expect_error("--threads-max: expected a number from 1 to 4096, got '-3'" --threads-max=-3)
expect_error("--window: expected a number from 1 to 60000, got '5s'" --window 5s)
expect_error("--duration: expected a number from 1 to 86400, got 'soon'" --duration soon)
expect_error("--filter: expected a regular expression" --filter "(")
expect_error("--filter: expected a pattern that matches a name of --list, got 'no such row'" --filter "no such row")
expect_error("--json: expected a file that can be written, got '/no/such/folder/x.json'" --json /no/such/folder/x.json)
expect_error("--unheard-of: unknown argument" --unheard-of)
expect_error("--quick" --quick --duration 5)
expect_error("--repetitions" --repetitions 5 --duration 5)

execute_process(COMMAND ${PROGRAM} --list --filter "^locks/uncontended/" RESULT_VARIABLE status OUTPUT_VARIABLE names)
if(NOT status EQUAL 0 OR NOT names MATCHES "locks/uncontended/interlock::mutex/1t\n"
    OR NOT names MATCHES "locks/uncontended/std::mutex/1t\n")
  message(SEND_ERROR "--list: got ${status} and: ${names}")
endif()

execute_process(COMMAND ${PROGRAM} --window 1 --repetitions 1 --json ${FOLDER}/smoke.json
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
if(NOT status EQUAL 0 OR NOT output MATCHES "interlock is more than 10 % slower")
  message(SEND_ERROR "interlock-bench: exit ${status}\n${error}\n${output}")
endif()
file(READ ${FOLDER}/smoke.json document)
string(JSON results LENGTH "${document}" results)
string(JSON failures LENGTH "${document}" failures)
if(results LESS 100 OR NOT failures EQUAL 0)
  message(SEND_ERROR "${FOLDER}/smoke.json: expected results and no failures, got ${results} and ${failures}")
endif()
