# What the shipped programs and libraries are hardened with: the command, libtepid.so, the Python module. Sanitizers do
# more and differently, so not under them.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

add_library(tepid_hardening INTERFACE)
if(NOT TEPID_HARDEN OR TEPID_SANITIZE)
  return()
endif()
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  message(FATAL_ERROR "TEPID_HARDEN knows the options of gcc and clang, not of ${CMAKE_CXX_COMPILER_ID}")
endif()

check_cxx_compiler_flag(-fstack-protector-strong TEPID_HAS_STACK_PROTECTOR)
if(TEPID_HAS_STACK_PROTECTOR)
  target_compile_options(tepid_hardening INTERFACE -fstack-protector-strong)
endif()

# glibc says so where the compiler cannot do level 3. Without optimisation there is nothing to fortify.
set(CMAKE_REQUIRED_FLAGS "-O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3")
check_cxx_source_compiles("#include <cstring>\nint main() { return static_cast<int>(std::strlen(\"\")); }" TEPID_HAS_FORTIFY_3)
unset(CMAKE_REQUIRED_FLAGS)
set(level 2)
if(TEPID_HAS_FORTIFY_3)
  set(level 3)
endif()
# A distribution's compiler may define it by itself.
target_compile_options(tepid_hardening INTERFACE
  $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=${level}>)

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  target_link_options(tepid_hardening INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
endif()

# CMAKE_POSITION_INDEPENDENT_CODE compiles for it; this links so.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
