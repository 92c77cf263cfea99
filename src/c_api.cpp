#include <tepid/core/version.hpp>
extern "C" __attribute__((visibility("default"))) const char* tepid_version_string(void);
const char* tepid_version_string(void) { return TEPID_VERSION_STRING; }
