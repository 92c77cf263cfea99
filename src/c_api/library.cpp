// src/c_api/library.cpp - the C interface: version, status names, instruction set.
#include <tepid/tepid.h>

#include <tepid/core/error.hpp>
#include <tepid/core/version.hpp>
#include <tepid/kernels/target.hpp>

#include "c_api/guard.hpp"

using namespace tepid_c;

static_assert(same(TEPID_OK, errc::ok) && same(TEPID_UNKNOWN_NAME, errc::unknown_name) &&
              same(TEPID_BAD_PARAMETER, errc::bad_parameter) && same(TEPID_BAD_ARGUMENT, errc::bad_argument) &&
              same(TEPID_BAD_DATA, errc::bad_data) && same(TEPID_TRUNCATED, errc::truncated) &&
              same(TEPID_BAD_MAGIC, errc::bad_magic) && same(TEPID_BAD_CHECKSUM, errc::bad_checksum) &&
              same(TEPID_BAD_VERSION, errc::bad_version) && same(TEPID_WRONG_KIND, errc::wrong_kind) &&
              same(TEPID_BAD_STATE, errc::bad_state) && same(TEPID_IO, errc::io) &&
              same(TEPID_OUT_OF_MEMORY, errc::out_of_memory) && same(TEPID_INTERNAL, errc::internal));
static_assert(sizeof(tepid_status) == 4);

std::uint32_t tepid_abi_version(void) noexcept { return TEPID_ABI_VERSION; }

const char* tepid_version_string(void) noexcept { return TEPID_VERSION_STRING; }

const char* tepid_status_name(int status) noexcept {
  switch (status) {
    case TEPID_OK:
      return "ok";
    case TEPID_UNKNOWN_NAME:
      return "unknown_name";
    case TEPID_BAD_PARAMETER:
      return "bad_parameter";
    case TEPID_BAD_ARGUMENT:
      return "bad_argument";
    case TEPID_BAD_DATA:
      return "bad_data";
    case TEPID_TRUNCATED:
      return "truncated";
    case TEPID_BAD_MAGIC:
      return "bad_magic";
    case TEPID_BAD_CHECKSUM:
      return "bad_checksum";
    case TEPID_BAD_VERSION:
      return "bad_version";
    case TEPID_WRONG_KIND:
      return "wrong_kind";
    case TEPID_BAD_STATE:
      return "bad_state";
    case TEPID_IO:
      return "io";
    case TEPID_OUT_OF_MEMORY:
      return "out_of_memory";
    case TEPID_STOPPED:
      return "stopped";
    case TEPID_INTERNAL:
      return "internal";
    default:
      return "unknown";
  }
}

tepid_status tepid_simd_target(const char** name, tepid_error* error) noexcept {
  return guard(error, [&] { needed(name, "name") = c_text(tepid::kernels::active_target().name); });
}
