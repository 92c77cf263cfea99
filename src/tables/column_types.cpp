// src/tables/column_types.cpp - reading --types.
#include "tables/column_types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "tables/number_style.hpp"
#include "tables/table_error.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

namespace {

column_type type_named(std::string_view column, std::string_view word) {
  for (const column_type t : {column_type::numeric, column_type::categorical, column_type::time, column_type::boolean})
    if (to_string(t) == word) return t;
  throw wrong_option{"types", fmt::format("{} for column {} is no type: numeric, categorical, time or boolean",
                                          in_quotes(word), in_quotes(column))};
}

}  // namespace

column_types::column_types(std::span<const std::string> words) {
  for (const std::string& entry : words) {
    std::string name;  // parts of a name with commas
    std::string_view rest{entry};
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      more = comma != std::string_view::npos;
      const std::string_view part = rest.substr(0, comma);
      if (more) rest.remove_prefix(comma + 1);
      const std::size_t equals = part.rfind('=');
      name += part.substr(0, equals);
      if (equals == std::string_view::npos) {
        if (!more)
          throw wrong_option{"types", fmt::format("{} must be COLUMN=TYPE", in_quotes(entry))};
        name += ',';
        continue;
      }
      const column_type type = type_named(name, part.substr(equals + 1));
      if (const auto before = of(name); before && *before != type)
        throw wrong_option{"types", fmt::format("column {} has two types", in_quotes(name))};
      types_.emplace_back(std::move(name), type);
      name.clear();
    }
  }
}

std::optional<column_type> column_types::of(const std::string& column) const {
  const auto at = std::find_if(types_.begin(), types_.end(), [&](const auto& t) { return t.first == column; });
  return at == types_.end() ? std::nullopt : std::optional{at->second};
}

std::string misfit_text(std::string_view text, column_type given) {
  const bool numeric = given == column_type::numeric;
  return fmt::format("{} is not {}, which is the type that it was given{}", in_quotes(text),
                     numeric                      ? "a number"
                     : given == column_type::time ? "a time"
                                                  : "true or false",
                     numeric ? style_hint(text) : "");
}

}  // namespace tepid::inline v0::tables
