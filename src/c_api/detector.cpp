// src/c_api/detector.cpp - the C interface: the catalogue and detectors, over the erased handles of the registry.
#include <tepid/tepid.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/registered.hpp>
#include <tepid/registry.hpp>

#include "c_api/guard.hpp"

using namespace tepid_c;

struct tepid_detector {
  std::unique_ptr<tepid::erased_detector> held;
};

namespace {

static_assert(same(TEPID_WARMING, tepid::state::warming) && same(TEPID_STABLE, tepid::state::stable) &&
              same(TEPID_WARNING, tepid::state::warning) && same(TEPID_DRIFT, tepid::state::drift));
static_assert(same(TEPID_INPUT_REAL, tepid::input_kind::real) && same(TEPID_INPUT_BINARY, tepid::input_kind::binary) &&
              same(TEPID_INPUT_UNIT, tepid::input_kind::unit) && same(TEPID_INPUT_COUNT, tepid::input_kind::count) &&
              same(TEPID_INPUT_PAIR, tepid::input_kind::pair));
static_assert(same(TEPID_REAL, tepid::value_kind::real) && same(TEPID_COUNT, tepid::value_kind::count) &&
              same(TEPID_BOOLEAN, tepid::value_kind::boolean) && same(TEPID_CHOICE, tepid::value_kind::choice));
static_assert(TEPID_NO_INDEX == tepid::no_index);

static_assert(sizeof(tepid_state) == 4 && sizeof(tepid_value_kind) == 4);
constexpr std::size_t first_detector_info_size = 64, first_parameter_info_size = 64, first_change_size = 32;
static_assert(sizeof(tepid_change) == 48 && offsetof(tepid_change, onset) == 8 &&
              offsetof(tepid_change, ramp_onset) == 16 && offsetof(tepid_change, effect) == 24 &&
              offsetof(tepid_change, earliest) == first_change_size && offsetof(tepid_change, latest) == 40);
static_assert(sizeof(void*) != 8 ||
              (sizeof(tepid_detector_info) == first_detector_info_size && offsetof(tepid_detector_info, input) == 8 &&
               offsetof(tepid_detector_info, size_bytes) == 16 && offsetof(tepid_detector_info, name) == 24 &&
               offsetof(tepid_detector_info, limit) == 56));
static_assert(sizeof(void*) != 8 ||
              (sizeof(tepid_parameter_info) == first_parameter_info_size && offsetof(tepid_parameter_info, kind) == 4 &&
               offsetof(tepid_parameter_info, low_open) == 12 && offsetof(tepid_parameter_info, default_value) == 16 &&
               offsetof(tepid_parameter_info, name) == 40));
static_assert(sizeof(void*) != 8 || sizeof(tepid_setting) == 24);

/// Every text of the registry is handed out as a C string, so each must end with a zero byte.
/// (Reading beyond a text that is no whole literal is not a constant expression.)
constexpr bool terminated(std::string_view text) { return text.data() == nullptr || text.data()[text.size()] == '\0'; }
template <class D>
consteval bool all_terminated() {
  const tepid::descriptor& d = D::about;
  bool fine = terminated(d.name) && terminated(d.class_name) && terminated(d.title) && terminated(d.source) &&
              terminated(d.limit);
  for (const auto& p : tepid::describe(D::schema)) {
    fine = fine && terminated(p.name) && terminated(p.unit) && terminated(p.doc);
    for (const auto word : p.choices) fine = fine && terminated(word);
  }
  return fine;
}
static_assert([]<class... D>(tepid::type_list<D...>) { return (all_terminated<D>() && ...); }(tepid::detectors{}));

const tepid::registry_row& row_at(std::size_t index) { return *at(tepid::registered_detectors(), index, "index"); }

std::size_t index_of(const tepid::registry_row& row) {
  const auto rows = tepid::registered_detectors();
  return static_cast<std::size_t>(std::find(rows.begin(), rows.end(), &row) - rows.begin());
}

/// The settings as C++ takes them. There an empty text means none; here it is a value that nothing accepts.
std::vector<tepid::setting> settings_from(const tepid_setting* settings, std::size_t count,
                                          const tepid::registry_row* row) {
  if (count != 0) needed(settings, "settings");
  std::vector<tepid::setting> out;
  for (const tepid_setting& given : std::span{settings, count}) {
    const std::string_view name = &needed(given.name, "settings.name");
    if (given.text != nullptr && *given.text == '\0' && row != nullptr)
      for (const auto& p : row->parameters)
        if (p.name == name) tepid::detail::refuse(row->about.name, p, "''");
    out.push_back({name, given.value, given.text != nullptr ? std::string_view{given.text} : std::string_view{}});
  }
  return out;
}

}  // namespace

const char* tepid_state_name(int state) noexcept {
  return state < TEPID_WARMING || state > TEPID_DRIFT ? "invalid"
                                                      : tepid::to_string(static_cast<tepid::state>(state)).data();
}

std::size_t tepid_registry_size(void) noexcept { return tepid::registered_detectors().size(); }

tepid_status tepid_registry_find(const char* name, std::size_t* index, tepid_error* error) noexcept {
  return guard(error, [&] {
    const std::string_view wanted = &needed(name, "name");
    needed(index, "index");
    const tepid::registry_row* row = tepid::find_detector(wanted);
    if (row == nullptr) static_cast<void>(tepid::make_detector(wanted));  // throws the message with all names
    *index = index_of(*row);
  });
}

tepid_status tepid_registry_detector(std::size_t index, tepid_detector_info* info, tepid_error* error) noexcept {
  return guard(error, [&] {
    const tepid::registry_row& row = row_at(index);
    fill(info, "info", first_detector_info_size,
         {0, row.about.id, row.about.state_version, static_cast<tepid_input_kind>(row.about.input),
          static_cast<std::uint32_t>(row.parameters.size()), row.size_bytes, c_text(row.about.name),
          c_text(row.about.class_name), c_text(row.about.title), c_text(row.about.source), c_text(row.about.limit)});
  });
}

tepid_status tepid_registry_parameter(std::size_t index, std::size_t parameter, tepid_parameter_info* info,
                                      tepid_error* error) noexcept {
  return guard(error, [&] {
    const tepid::parameter_info& p = at(row_at(index).parameters, parameter, "parameter");
    fill(info, "info", first_parameter_info_size,
         {0,
          static_cast<tepid_value_kind>(p.kind),
          static_cast<std::uint32_t>(p.choices.size()),
          p.range.low_open,
          p.range.high_open,
          {0, 0},
          p.default_value,
          p.range.low,
          p.range.high,
          c_text(p.name),
          c_text(p.unit),
          c_text(p.doc)});
  });
}

tepid_status tepid_registry_choice(std::size_t index, std::size_t parameter, std::size_t choice, const char** word,
                                   tepid_error* error) noexcept {
  return guard(error, [&] {
    const tepid::parameter_info& p = at(row_at(index).parameters, parameter, "parameter");
    const std::string_view found = at(p.choices, choice, "choice");
    needed(word, "word") = c_text(found);
  });
}

tepid_status tepid_detector_create(const char* name, const tepid_setting* settings, std::size_t count,
                                   tepid_detector** detector, tepid_error* error) noexcept {
  if (detector != nullptr) *detector = nullptr;
  return guard(error, [&] {
    needed(detector, "detector");
    const std::string_view wanted = &needed(name, "name");
    const auto given = settings_from(settings, count, tepid::find_detector(wanted));
    *detector = new tepid_detector{tepid::make_detector(wanted, given)};
  });
}

tepid_status tepid_detector_clone(const tepid_detector* detector, tepid_detector** copy, tepid_error* error) noexcept {
  if (copy != nullptr) *copy = nullptr;
  return guard(error, [&] {
    needed(copy, "copy");
    *copy = new tepid_detector{needed(detector, "detector").held->clone()};
  });
}

void tepid_detector_destroy(tepid_detector* detector) noexcept { delete detector; }

tepid_status tepid_detector_update(tepid_detector* detector, const double* values, std::size_t count,
                                   std::size_t* taken, tepid_state* state, tepid_error* error) noexcept {
  return guard(error, [&] {
    tepid::erased_detector& d = *needed(detector, "detector").held;
    if (count != 0) needed(values, "values");
    const std::size_t done = d.update(std::span{values, count});
    if (taken != nullptr) *taken = done;
    if (state != nullptr) *state = static_cast<tepid_state>(d.status());
  });
}

tepid_status tepid_detector_reset(tepid_detector* detector, tepid_error* error) noexcept {
  return guard(error, [&] { needed(detector, "detector").held->reset(); });
}

tepid_status tepid_detector_rearm(tepid_detector* detector, tepid_error* error) noexcept {
  return guard(error, [&] { needed(detector, "detector").held->rearm(); });
}

tepid_status tepid_detector_index(const tepid_detector* detector, std::size_t* index, tepid_error* error) noexcept {
  return guard(error, [&] { needed(index, "index") = index_of(needed(detector, "detector").held->row()); });
}

tepid_status tepid_detector_state(const tepid_detector* detector, tepid_state* state, tepid_error* error) noexcept {
  return guard(error,
               [&] { needed(state, "state") = static_cast<tepid_state>(needed(detector, "detector").held->status()); });
}

tepid_status tepid_detector_statistic(const tepid_detector* detector, double* statistic, tepid_error* error) noexcept {
  return guard(error, [&] { needed(statistic, "statistic") = needed(detector, "detector").held->statistic(); });
}

tepid_status tepid_detector_count(const tepid_detector* detector, std::uint64_t* count, tepid_error* error) noexcept {
  return guard(error, [&] { needed(count, "count") = needed(detector, "detector").held->count(); });
}

tepid_status tepid_detector_rejected(const tepid_detector* detector, std::uint64_t* rejected,
                                     tepid_error* error) noexcept {
  return guard(error, [&] { needed(rejected, "rejected") = needed(detector, "detector").held->rejected(); });
}

tepid_status tepid_detector_change(const tepid_detector* detector, tepid_change* change, tepid_error* error) noexcept {
  return guard(error, [&] {
    const tepid::change_estimate seen = needed(detector, "detector").held->change();
    fill(change, "change", first_change_size,
         {0, seen.direction, seen.onset, seen.ramp_onset, seen.effect, seen.earliest, seen.latest});
  });
}

tepid_status tepid_detector_parameter(const tepid_detector* detector, const char* name, double* value,
                                      tepid_error* error) noexcept {
  return guard(error, [&] {
    const tepid::erased_detector& d = *needed(detector, "detector").held;
    const std::string_view wanted = &needed(name, "name");
    needed(value, "value");
    const auto parameters = d.row().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (parameters[i].name == wanted) {
        *value = d.parameter(i);
        return;
      }
    const tepid::setting unknown{wanted};
    static_cast<void>(d.row().make({&unknown, 1}));  // throws the message with all names
  });
}

tepid_status tepid_detector_save(const tepid_detector* detector, void* buffer, std::size_t capacity, std::size_t* size,
                                 tepid_error* error) noexcept {
  return guard(error, [&] {
    const tepid::erased_detector& d = *needed(detector, "detector").held;
    require_buffer(buffer, "buffer", capacity, size);
    const std::size_t total = d.save(std::span{static_cast<std::byte*>(buffer), capacity});
    if (size != nullptr) *size = total;
    if (buffer != nullptr) require_capacity(capacity, total, "state");
  });
}

tepid_status tepid_detector_load(const void* bytes, std::size_t size, tepid_detector** detector,
                                 tepid_error* error) noexcept {
  if (detector != nullptr) *detector = nullptr;
  return guard(error, [&] {
    needed(detector, "detector");
    if (size != 0 && bytes == nullptr) refuse("bytes", "is NULL");
    *detector = new tepid_detector{tepid::load_detector(std::span{static_cast<const std::byte*>(bytes), size})};
  });
}
