# cmake --install: headers, both libraries, the command, and packages for find_package(tepid) and pkg-config.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(DIRECTORY include/tepid DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h*")
if(TEPID_CLI)
  install(TARGETS tepid_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# One file of targets for each component, so that one can be used where the needs of another are missing.
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/tepid)
foreach(component IN ITEMS headers:tepid_headers full:tepid_full static:tepid_static c:tepid)
  string(REPLACE ":" ";" component ${component})
  list(POP_FRONT component name)
  install(TARGETS ${component} EXPORT tepid_${name})
  install(EXPORT tepid_${name} FILE tepid-${name}.cmake NAMESPACE tepid:: DESTINATION ${package})
endforeach()
set(tepid_needs_highway OFF)
if(TEPID_SIMD AND NOT TEPID_HIGHWAY_SOURCE)
  set(tepid_needs_highway ON)
  install(FILES cmake/TepidHighway.cmake DESTINATION ${package})
endif()
configure_package_config_file(cmake/tepidConfig.cmake.in ${PROJECT_BINARY_DIR}/tepidConfig.cmake
  INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tepidConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tepidConfig.cmake ${PROJECT_BINARY_DIR}/tepidConfigVersion.cmake DESTINATION ${package})

# For pkg-config: tepid is the C library, tepid-cxx the headers of C++. Neither names a folder of this machine.
set(tepid_private_libraries "")
if(tepid_needs_highway)
  set(tepid_private_libraries "-lhwy_contrib -lhwy ")
endif()
file(RELATIVE_PATH tepid_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" tepid_prefix ${tepid_prefix})
foreach(name IN ITEMS tepid tepid-cxx)
  configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
