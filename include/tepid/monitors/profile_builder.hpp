// tepid/monitors/profile_builder.hpp - from the columns of a reference to its profile.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <tepid/core/keyed_hash.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/transforms/pit.hpp>

namespace tepid::inline v0 {

/// Builds a profile column by column. Each column is given whole and in the order in which its values were
/// observed: the order shows how far healthy traffic strays. The values are not kept.
/// Cost: about 0.3 us a number (sorting and 20 EWMAs); the same input gives the same profile, bit for bit.
class profile_builder {
 public:
  /// Numbers; values that are not finite are counted by kind and left out. `type` is not categorical.
  /// Throws error{bad_argument} for a name that is there already, error{bad_data} for 2^32 values and more.
  void add_numeric(std::string name, std::span<const double> values, column_type type = column_type::numeric) {
    if (type == column_type::categorical)
      throw error{errc::bad_argument, name, "profile: column '" + name + "' holds numbers; it cannot be categorical"};
    column_profile c = begin(std::move(name), type, values.size());
    std::vector<double> finite;
    finite.reserve(values.size());
    for (const double x : values) {
      if (is_finite(x))
        finite.push_back(x);
      else
        c.not_finite.add(x);
    }
    c.values.add(finite);
    std::vector<double> sorted = finite;
    std::sort(sorted.begin(), sorted.end());  // not the kernels' sort: this header needs no library
    if (!sorted.empty()) c.histogram = bins::on_quantiles(sorted, histogram_bins);
    c.histogram.add(values);
    c.distribution = std::make_shared<const ecdf>(ecdf::of_sorted(sorted));
    if (!finite.empty()) c.replay = replay(c.distribution, finite);
    columns_.push_back(std::move(c));
  }

  /// Text; nullopt is missing. Throws error{bad_argument} for a name that is there already.
  void add_text(std::string name, std::span<const std::optional<std::string_view>> values) {
    column_profile c = begin(std::move(name), column_type::categorical, values.size());
    std::unordered_map<std::string_view, std::uint64_t, keyed_hash> counts;
    for (const auto& v : values) {
      if (v)
        ++counts[*v];
      else
        ++c.not_finite.missing;
    }
    std::vector<std::pair<std::string_view, std::uint64_t>> order(counts.begin(), counts.end());
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    c.distinct = order.size();
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i < column_profile::most_categories)
        c.top.push_back({std::string{order[i].first}, order[i].second});
      else
        c.other += order[i].second;
    }
    columns_.push_back(std::move(c));
  }

  /// The profile of the columns so far; the builder is empty again.
  [[nodiscard]] profile finish() {
    names_.clear();
    return profile{std::exchange(columns_, {})};
  }

 private:
  static constexpr std::size_t histogram_bins = 10;
  static constexpr std::uint64_t replay_seed = 0;

  [[nodiscard]] column_profile begin(std::string name, column_type type, std::size_t rows) {
    if (!names_.insert(name).second)
      throw error{errc::bad_argument, name, "profile: there are two columns '" + name + "'"};
    column_profile c;
    c.name = std::move(name);
    c.type = type;
    c.rows = rows;
    return c;
  }

  static std::array<double, replay_grid::size> replay(const std::shared_ptr<const ecdf>& distribution,
                                                      std::span<const double> finite) {
    pit score{distribution, random_source{replay_seed}};
    std::array<double, replay_grid::size> value{}, largest{};
    for (const double x : finite) {
      const double z = score(x);
      for (std::size_t j = 0; j < replay_grid::size; ++j) {
        const double rate = replay_grid::rates[j];
        value[j] = value[j] * (1.0 - rate) + rate * z;
        largest[j] = std::max(largest[j], value[j] * value[j]);
      }
    }
    for (std::size_t j = 0; j < replay_grid::size; ++j) {
      const double rate = replay_grid::rates[j];
      largest[j] *= (2.0 - rate) / (2.0 * rate);  // over twice the variance rate / (2 - rate)
    }
    return largest;
  }

  std::vector<column_profile> columns_;
  std::unordered_set<std::string> names_;
};

}  // namespace tepid::inline v0
