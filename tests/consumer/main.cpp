// A program that has nothing of tepid but its package: the headers, and the static library's C interface.
#include <cstdio>
#include <cstring>
#include <vector>

#include <tepid/registry.hpp>
#include <tepid/tepid.h>

int main() {
  const auto detector = tepid::make_detector("ewma_bank");
  std::vector<double> values(1000, 0.0);
  values.insert(values.end(), 1000, 3.0);
  const std::size_t taken = detector->update(values);
  std::printf("%s: alarm at %zu, ABI %u\n", tepid_version_string(), taken - 1, tepid_abi_version());
  return detector->status() == tepid::state::drift && taken > 1000 && taken < 1100 &&
                 tepid_abi_version() == TEPID_ABI_VERSION && std::strcmp(tepid_version_string(), TEPID_VERSION_STRING) == 0
             ? 0
             : 1;
}
