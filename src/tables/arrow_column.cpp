// src/tables/arrow_column.cpp - values out of Arrow's buffers.
#include "tables/arrow_column.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

#include "text/printable.hpp"

namespace tepid::inline v0::tables {

static_assert(std::endian::native == std::endian::little, "decimals and views are read as little-endian words");

namespace {

bool bit(const void* bits, std::int64_t i) noexcept {
  return (static_cast<const std::uint8_t*>(bits)[i >> 3] >> (i & 7) & 1) != 0;
}

/// Which rows of an array have a value.
class valid_rows {
 public:
  valid_rows(const ArrowArray& array, std::int64_t first, const ArrowArray* parent, std::int64_t first_of_parent)
      : own_{bitmap(array)}, parent_{parent == nullptr ? nullptr : bitmap(*parent)}, first_{array.offset + first},
        first_of_parent_{parent == nullptr ? 0 : parent->offset + first_of_parent} {}

  [[nodiscard]] bool all() const noexcept { return own_ == nullptr && parent_ == nullptr; }
  [[nodiscard]] bool operator[](std::int64_t i) const noexcept {
    return (own_ == nullptr || bit(own_, first_ + i)) && (parent_ == nullptr || bit(parent_, first_of_parent_ + i));
  }

 private:
  static const void* bitmap(const ArrowArray& array) noexcept {
    return array.null_count == 0 || array.n_buffers == 0 ? nullptr : array.buffers[0];
  }

  const void* own_;
  const void* parent_;
  std::int64_t first_, first_of_parent_;
};

double of_half(std::uint16_t bits) noexcept {
  const int exponent = bits >> 10 & 31;
  const double fraction = bits & 1023;
  const double size = exponent == 0    ? std::ldexp(fraction, -24)
                      : exponent != 31 ? std::ldexp(1024.0 + fraction, exponent - 25)
                      : fraction == 0  ? std::numeric_limits<double>::infinity()
                                       : std::numeric_limits<double>::quiet_NaN();
  return (bits >> 15) != 0 ? -size : size;
}

/// The decimal's digits, read as any other text of a number: the nearest double.
double of_decimal(const std::byte* at, int bytes, int scale) {
  std::array<std::uint32_t, 8> words{};
  const std::size_t count = static_cast<std::size_t>(bytes) / 4;
  std::memcpy(words.data(), at, static_cast<std::size_t>(bytes));
  const bool negative = (words[count - 1] >> 31) != 0;
  if (negative) {
    std::uint64_t carry = 1;
    for (std::size_t i = 0; i < count; ++i) {
      carry += std::uint32_t{~words[i]};
      words[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  std::string text;  // the digits from the last
  while (std::any_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count), [](auto w) { return w != 0; })) {
    std::uint64_t rest = 0;
    for (std::size_t i = count; i-- > 0;) {
      rest = rest << 32 | words[i];
      words[i] = static_cast<std::uint32_t>(rest / 1'000'000'000);
      rest %= 1'000'000'000;
    }
    for (int digit = 0; digit < 9; ++digit, rest /= 10) text += static_cast<char>('0' + rest % 10);
  }
  if (text.empty()) return 0.0;
  if (negative) text += '-';
  std::reverse(text.begin(), text.end());
  text.append("e").append(std::to_string(-scale));
  // Leading zeros are no harm.
  double value = 0.0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The buffer that holds the values; null where there are none.
template <class T>
const T* values_of(const ArrowArray& array, std::int64_t place = 1) noexcept {
  return array.n_buffers > place ? static_cast<const T*>(array.buffers[place]) : nullptr;
}

/// number(i) of the values i of an array of this type, of no text: calls f(number).
template <class F>
bool with_numbers(const arrow_type& type, const ArrowArray& array, std::int64_t first, F&& f) {
  const std::int64_t at = array.offset + first;
  const auto plain = [&]<class T>(std::type_identity<T>) {
    const T* const v = values_of<T>(array) + at;
    const double units = type.per_second;
    const bool scaled = type.is_time() || type.kind == arrow_kind::duration;
    if (!scaled)
      f([v](std::int64_t i) { return static_cast<double>(v[i]); });
    else if (type.kind == arrow_kind::date32)
      f([v](std::int64_t i) { return 86400.0 * static_cast<double>(v[i]); });
    else
      f([v, units](std::int64_t i) { return static_cast<double>(v[i]) / units; });
    return true;
  };
  using k = arrow_kind;
  switch (type.kind) {
    case k::boolean: {
      const auto* const bits = values_of<std::uint8_t>(array);
      f([bits, at](std::int64_t i) { return bit(bits, at + i) ? 1.0 : 0.0; });
      return true;
    }
    case k::int8: return plain(std::type_identity<std::int8_t>{});
    case k::uint8: return plain(std::type_identity<std::uint8_t>{});
    case k::int16: return plain(std::type_identity<std::int16_t>{});
    case k::uint16: return plain(std::type_identity<std::uint16_t>{});
    case k::int32:
    case k::date32: return plain(std::type_identity<std::int32_t>{});
    case k::uint32: return plain(std::type_identity<std::uint32_t>{});
    case k::int64:
    case k::date64:
    case k::timestamp:
    case k::duration: return plain(std::type_identity<std::int64_t>{});
    case k::uint64: return plain(std::type_identity<std::uint64_t>{});
    case k::float32: return plain(std::type_identity<float>{});
    case k::float64: return plain(std::type_identity<double>{});
    case k::half: {
      const auto* const v = values_of<std::uint16_t>(array) + at;
      f([v](std::int64_t i) { return of_half(v[i]); });
      return true;
    }
    case k::decimal: {
      const auto* const v = values_of<std::byte>(array) + at * type.bytes;
      f([v, &type](std::int64_t i) { return of_decimal(v + i * type.bytes, type.bytes, type.scale); });
      return true;
    }
    default: return false;
  }
}

/// text(i) of the values i of an array of texts: calls f(text).
template <class F>
void with_texts(const arrow_type& type, const ArrowArray& array, std::int64_t first, F&& f) {
  const std::int64_t at = array.offset + first;
  const auto offsets = [&]<class T>(std::type_identity<T>) {
    const T* const ends = values_of<T>(array) + at;
    const char* const chars = values_of<char>(array, 2);
    f([ends, chars](std::int64_t i) {
      const auto size = static_cast<std::size_t>(ends[i + 1] - ends[i]);
      return size == 0 ? std::string_view{""} : std::string_view{chars + ends[i], size};
    });
  };
  if (type.kind == arrow_kind::text) return offsets(std::type_identity<std::int32_t>{});
  if (type.kind == arrow_kind::large_text) return offsets(std::type_identity<std::int64_t>{});
  // A view: length, then 12 bytes of text or a prefix, the number of the buffer and the place in it.
  const auto* const views = values_of<std::byte>(array) + 16 * at;
  f([views, &array](std::int64_t i) {
    std::int32_t words[4];
    std::memcpy(words, views + 16 * i, sizeof words);
    const auto size = static_cast<std::size_t>(words[0]);
    if (size <= 12) return std::string_view{reinterpret_cast<const char*>(views + 16 * i + 4), size};
    return std::string_view{static_cast<const char*>(array.buffers[2 + words[2]]) + words[3], size};
  });
}

}  // namespace

arrow_column::arrow_column(std::string name, const ArrowSchema& schema)
    : name_{std::move(name)}, type_{type_of(schema)}, dictionary_{schema.dictionary != nullptr} {
  if (!dictionary_) return;
  values_ = type_of(*schema.dictionary);
  if (values_.kind == arrow_kind::unusable || schema.dictionary->dictionary != nullptr) {
    dictionary_ = false;
    type_ = {.name = "dictionary of " + values_.name};
  }
}

void arrow_column::broken(const char* what) const {
  throw error{errc::bad_data, name_, "column " + in_quotes(name_) + ": an Arrow array " + what};
}

void arrow_column::add(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent) {
  if (rows.first < 0 || rows.count < 0 || array.length < rows.first + rows.count || array.offset < 0)
    broken("is shorter than its batch");
  rows_ += static_cast<std::uint64_t>(rows.count);
  if (rows.count == 0 || type_.kind == arrow_kind::unusable) return;
  if (!dictionary_ && type_.kind == arrow_kind::null) {
    numbers_.insert(numbers_.end(), static_cast<std::size_t>(rows.count), missing_value);
    return;
  }
  const std::int64_t least = !dictionary_ && type_.is_text() ? (type_.kind == arrow_kind::text_view ? 2 : 3) : 2;
  if (array.n_buffers < least || array.buffers == nullptr || array.buffers[1] == nullptr) broken("lacks a buffer");
  if (dictionary_)
    add_categories(array, rows, parent);
  else if (type_.is_text())
    add_texts(array, rows, parent);
  else
    add_numbers(array, rows, parent);
}

void arrow_column::add_numbers(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent) {
  const valid_rows valid{array, rows.first, parent, 0};
  with_numbers(type_, array, rows.first, [&](const auto& number) {
    const std::size_t before = numbers_.size();
    numbers_.resize(before + static_cast<std::size_t>(rows.count));
    double* const out = numbers_.data() + before;
    if (valid.all())
      for (std::int64_t i = 0; i < rows.count; ++i) out[i] = number(i);
    else
      for (std::int64_t i = 0; i < rows.count; ++i) out[i] = valid[i] ? number(i) : missing_value;
  });
}

void arrow_column::add_texts(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent) {
  const valid_rows valid{array, rows.first, parent, 0};
  with_texts(type_, array, rows.first, [&](const auto& text) {
    for (std::int64_t i = 0; i < rows.count; ++i) {
      if (valid[i])
        texts_.add(text(i));
      else
        texts_.add_missing();
    }
  });
}

void arrow_column::add_categories(const ArrowArray& array, arrow_rows rows, const ArrowArray* parent) {
  if (array.dictionary == nullptr) broken("lacks its dictionary");
  const ArrowArray& dictionary = *array.dictionary;
  // Each batch has a dictionary of its own; of it the texts that rows have are looked up, once.
  constexpr std::uint32_t unknown = memory_column::no_text - 1;
  std::vector<std::uint32_t> places(static_cast<std::size_t>(dictionary.length), unknown);
  const std::function<std::string(std::int64_t)> text = dictionary_texts(dictionary);
  const valid_rows valid{array, rows.first, parent, 0}, known{dictionary, 0, nullptr, 0};
  with_numbers(type_, array, rows.first, [&](const auto& index) {
    for (std::int64_t i = 0; i < rows.count; ++i) {
      if (!valid[i]) {
        texts_.add_missing();
        continue;
      }
      const double at = index(i);
      if (!(at >= 0 && at < static_cast<double>(dictionary.length))) broken("has an index beyond its dictionary");
      const auto j = static_cast<std::int64_t>(at);
      std::uint32_t& place = places[static_cast<std::size_t>(j)];
      if (place == unknown) place = known[j] ? texts_.place_of(text(j)) : memory_column::no_text;
      texts_.add_place(place);
    }
  });
}

/// The text of each value of a dictionary.
std::function<std::string(std::int64_t)> arrow_column::dictionary_texts(const ArrowArray& dictionary) const {
  std::function<std::string(std::int64_t)> out;
  if (values_.is_text()) {
    with_texts(values_, dictionary, 0, [&](const auto& text) {
      out = [text](std::int64_t i) { return std::string{text(i)}; };
    });
  } else if (values_.kind == arrow_kind::int64) {  // as long as they are
    out = [v = values_of<std::int64_t>(dictionary) + dictionary.offset](std::int64_t i) { return std::to_string(v[i]); };
  } else if (values_.kind == arrow_kind::uint64) {
    out = [v = values_of<std::uint64_t>(dictionary) + dictionary.offset](std::int64_t i) { return std::to_string(v[i]); };
  } else {
    with_numbers(values_, dictionary, 0, [&](const auto& number) {
      out = [number, boolean = values_.kind == arrow_kind::boolean](std::int64_t i) {
        const double x = number(i);
        return !boolean ? to_text(x + 0.0) : std::string{x != 0 ? "true" : "false"};
      };
    });
  }
  return out;
}

memory_column arrow_column::finish() && {
  if (type_.kind == arrow_kind::unusable)
    return memory_column::unusable(std::move(name_), rows_, "values of type " + type_.name);
  if (dictionary_ || type_.is_text()) return texts_.finish(std::move(name_));
  const column_type type = type_.is_time()                      ? column_type::time
                           : type_.kind == arrow_kind::boolean ? column_type::boolean
                                                               : column_type::numeric;
  return memory_column::of_numbers(std::move(name_), type, std::move(numbers_));
}

}  // namespace tepid::inline v0::tables
