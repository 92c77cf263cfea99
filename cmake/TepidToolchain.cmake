# Compiler settings for tepid's own targets; users of the headers get none of these.

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A clone in another folder finds what this one compiled, and what includes a precompiled header is cached too. The
  # debug information of such an object names the folder that compiled it first.
  set(ccache ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_ABSSTDERR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
  set(CMAKE_C_COMPILER_LAUNCHER ${ccache})
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")  # so that ccache knows a precompiled header by its content
endif()

if(TEPID_SANITIZE)
  add_compile_options(-fsanitize=${TEPID_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TEPID_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)  # a program of C is linked with the library, which is of C++
    add_link_options($<$<LINK_LANGUAGE:C>:-fsanitize-link-c++-runtime>)
  endif()
  if(TEPID_SANITIZE MATCHES "undefined")
    # A null pointer and what lies beyond an object stop the address sanitizer too; these take a fifth of the compile time.
    add_compile_options(-fno-sanitize=null,object-size,vptr,nonnull-attribute,returns-nonnull-attribute)
  endif()
endif()

add_library(tepid_warnings INTERFACE)
target_compile_options(tepid_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wconversion>)
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
endif()
