# cmake --install: headers, both libraries, the command, and a package for find_package(tepid).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

if(TEPID_PYTHON)
  return()  # a wheel holds the module alone
endif()

install(DIRECTORY include/tepid DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h*")
install(TARGETS tepid_headers tepid_full tepid_static tepid EXPORT tepidTargets)
if(TEPID_CLI)
  install(TARGETS tepid_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(EXPORT tepidTargets NAMESPACE tepid:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tepid)
configure_package_config_file(cmake/tepidConfig.cmake.in ${PROJECT_BINARY_DIR}/tepidConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tepid)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tepidConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tepidConfig.cmake ${PROJECT_BINARY_DIR}/tepidConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tepid)
