# What `cmake --install` copies. All of it finds the rest relative to itself, so the prefix may be moved.
include(GNUInstallDirs)
set(NEURANK_INSTALL_DATA ${CMAKE_INSTALL_DATADIR}/neurank)
set(NEURANK_INSTALL_MODULES ${CMAKE_INSTALL_LIBDIR}/neurank)

file(RELATIVE_PATH NEURANK_MODULES_FROM_PROGRAM /${CMAKE_INSTALL_BINDIR} /${NEURANK_INSTALL_MODULES})
set_target_properties(neurank PROPERTIES
  INSTALL_RPATH "$ORIGIN/${NEURANK_MODULES_FROM_PROGRAM}" INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS neurank RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
set_target_properties(neurank_program_module PROPERTIES INSTALL_RPATH "$ORIGIN" INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS neurank_program_module neurank_sentencepiece_module LIBRARY DESTINATION ${NEURANK_INSTALL_MODULES})

install(DIRECTORY config slurm DESTINATION ${NEURANK_INSTALL_DATA} USE_SOURCE_PERMISSIONS
  PATTERN site.env EXCLUDE PATTERN spack.lock EXCLUDE PATTERN .spack-env EXCLUDE)
install(PROGRAMS jobs/local.sh jobs/demo.sh jobs/paper.sh jobs/program.sh DESTINATION ${NEURANK_INSTALL_DATA}/jobs)
install(FILES README.md CHANGELOG.md LICENSE CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs findings DESTINATION ${CMAKE_INSTALL_DOCDIR} USE_SOURCE_PERMISSIONS)
foreach(folder config slurm)
  install(FILES ${folder}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder})
endforeach()

# The program writes its own manual and completion: both list the commands that it has.
install(CODE "
  execute_process(COMMAND \"$<TARGET_FILE:neurank>\" --manual
    OUTPUT_FILE \"${PROJECT_BINARY_DIR}/neurank.1\" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND \"$<TARGET_FILE:neurank>\" --bash-completion
    OUTPUT_FILE \"${PROJECT_BINARY_DIR}/neurank.bash\" COMMAND_ERROR_IS_FATAL ANY)")
install(FILES ${PROJECT_BINARY_DIR}/neurank.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/neurank.bash RENAME neurank
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
