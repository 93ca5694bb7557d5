# SPDX-License-Identifier: MIT
# Fails unless PROGRAM prints what is in the file EXPECTED.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE failed)
file(READ ${EXPECTED} expected)
if(failed OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "${EXPECTED} is not what ${PROGRAM} prints:\n${printed}\n"
    "If the change is meant: ${PROGRAM} > ${EXPECTED}, and then python3 cmake/checks/tables.py --write")
endif()
