// src/text/counted.hpp - whole numbers for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tepid::inline v0 {

/// 1,234,567
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "1 row", "2 rows"
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace tepid::inline v0
