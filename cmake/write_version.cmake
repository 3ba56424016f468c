# Writes the header of the build's facts, and leaves it alone when nothing has changed. Called by neurank_revision.
execute_process(COMMAND git -C ${CHECKOUT} describe --always --dirty --abbrev=12
  OUTPUT_VARIABLE REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT REVISION)
  set(REVISION "unknown")
endif()
configure_file(${SOURCE} ${RESULT} @ONLY)
