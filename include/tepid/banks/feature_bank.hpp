// tepid/banks/feature_bank.hpp - one detector over every feature of a row.
//
// feature_bank<D> exists for each D that has a bank_traits<D>, in banks/<name of D>.hpp: a kernel and which columns it
// keeps. A further detector needs that one header and its kernel; nothing here names one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tepid/banks/columns.hpp>
#include <tepid/core/detector.hpp>
#include <tepid/kernels/block.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0 {

/// What feature_bank<D> needs to know of the detector D:
///
///   static constexpr kernels::kernel<C> (*kernel)(kernels::target) noexcept;   the kernel for a target
///   static C constants(const D::params&);     throws error for parameters that the kernel cannot do
///   static std::size_t columns(const C&);     columns after the count; neighbours among the values of D::state_io
///   static constexpr std::size_t first_column;   how many values of D::state_io come before them, which depend on the
///                                                 parameters alone; 0 if not given
///   static double limit(const D::params&);    alarm when the statistic exceeds it
///   static state quiet(const C&, double count);   the state of a feature without alarm
///   static double statistic(const C&, const double* state, std::size_t stride);   of one feature, from its columns
template <class D>
struct bank_traits;

/// True if there is a feature_bank<D>.
template <class D>
concept Bankable = requires(const typename D::params& p) {
  bank_traits<D>::constants(p);
};

/// The same detector, with the same parameters, over every feature of a row.
///
/// Each feature has the state that a D fed with its column alone would have, bit for bit, on every target. Features may
/// differ in `mean` and `sd` only. A value that is not finite is counted for its feature and changes nothing else; the
/// other features of its row go on. A feature's alarm is kept until reset or rearm.
///
/// Cost: see docs/performance.md; memory 16 bytes a feature for each column of D's state and some 60 more, all of it
/// allocated by the constructor. Nothing but the constructor, detector(), assign() and change() allocates or throws.
/// One object is one thread's; copies are independent.
template <Bankable D>
class feature_bank {
  using traits = bank_traits<D>;

 public:
  using detector_type = D;
  using params = typename D::params;

  /// `mean` and `sd`, one for each feature, replace those of `p`; empty keeps p's for all.
  /// Throws error{bad_argument, "features"/"mean"/"sd"} for 0 features or another number of means or sds than of
  /// features, error{bad_parameter} where D's constructor does and where the bank cannot do what the parameters ask.
  explicit feature_bank(std::size_t features, const params& p = {}, std::span<const double> mean = {},
                        std::span<const double> sd = {}, kernels::target on = kernels::active_target())
      : params_{p},
        constants_{traits::constants(p)},
        limit_of_all_{traits::limit(p)},
        kernel_{traits::kernel(on)},
        target_{on},
        features_{features} {
    const std::string who = "a bank of " + std::string{D::about.name};
    if (features == 0 || features > most_features)
      throw error{errc::bad_argument, "features",
                  who + ": there must be 1 to 2^32 features, not " + std::to_string(features)};
    const auto one_each = [&](std::span<const double> given, const char* name) {
      if (!given.empty() && given.size() != features)
        throw error{errc::bad_argument, name,
                    who + ": " + std::to_string(given.size()) + " values of '" + name + "' were given for " +
                        std::to_string(features) + " features"};
    };
    one_each(mean, "mean");
    one_each(sd, "sd");

    stride_ = (features + kernels::column_multiple - 1) / kernels::column_multiple * kernels::column_multiple;
    mean_.assign(stride_, 0.0);
    sd_.assign(stride_, 1.0);
    inverse_sd_.assign(stride_, 1.0);
    limit_.assign(stride_, std::numeric_limits<double>::infinity());
    before_.assign(stride_ * columns(), 0.0);
    after_ = before_;
    first_row_.assign(features, 0);
    alarm_.assign(features, false);
    alarms_.reserve(features);
    for (std::size_t f = 0; f < features; ++f) {
      mean_[f] = mean.empty() ? p.mean : mean[f];
      sd_[f] = sd.empty() ? p.sd : sd[f];
      inverse_sd_[f] = 1.0 / sd_[f];
      if (f == 0 || !mean.empty() || !sd.empty()) validate(D::about.name, parameters(f), D::schema);
    }
    fresh_ = flat_state(D{p});
    reset();
  }

  /// Takes rows, row-major and contiguous, up to and with the first in which a feature raises an alarm that it did not
  /// have; returns how many rows were taken. The same bits as row by row. A part of a row at the end is not taken.
  std::size_t update(std::span<const double> rows) noexcept {
    const std::size_t count = rows.size() / features_;
    std::size_t done = 0;
    while (done < count) {
      const double* const first = rows.data() + done * features_;
      const std::size_t block = std::min(count - done, kernels::block_rows);
      if (!run(first, block)) {
        keep(block);
        done += block;
        continue;
      }
      // Some feature alarms in one of these rows: find the row.
      for (std::size_t r = 0; r < block; ++r) {
        const double* const row = first + r * features_;
        const bool raised = run(row, 1);
        keep(1);
        ++done;
        if (raised) {
          raise(row);
          return done;
        }
      }
    }
    return done;
  }

  [[nodiscard]] std::size_t features() const noexcept { return features_; }
  [[nodiscard]] kernels::target target() const noexcept { return target_; }
  /// Rows taken since construction.
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

  /// `drift` if any feature has an alarm, else `stable` if any has, `warming` otherwise.
  [[nodiscard]] state status() const noexcept {
    if (!alarms_.empty()) return state::drift;
    for (std::size_t f = 0; f < features_; ++f)
      if (status(f) != state::warming) return state::stable;
    return state::warming;
  }
  /// The features that have an alarm, in the order in which they raised it; those of one row by index.
  [[nodiscard]] std::span<const std::size_t> alarms() const noexcept { return alarms_; }

  // One feature, 0 .. features() - 1; each is what D's member of that name gives.

  [[nodiscard]] state status(std::size_t f) const noexcept {
    return alarm_[f] ? state::drift : traits::quiet(constants_, before_[f]);
  }
  [[nodiscard]] double statistic(std::size_t f) const noexcept {
    return traits::statistic(constants_, before_.data() + stride_ + f, stride_);
  }
  [[nodiscard]] std::uint64_t count(std::size_t f) const noexcept { return static_cast<std::uint64_t>(before_[f]); }
  [[nodiscard]] std::uint64_t rejected(std::size_t f) const noexcept { return rows_ - first_row_[f] - count(f); }
  [[nodiscard]] params parameters(std::size_t f) const noexcept {
    params p = params_;
    p.mean = mean_[f];
    p.sd = sd_[f];
    return p;
  }
  /// Made from a copy of the feature's detector: for the moment after an alarm, not for every row.
  [[nodiscard]] change_estimate change(std::size_t f) const { return detector(f).change(); }

  /// Forgets everything but the parameters, of all features or of one.
  void reset() noexcept {
    for (std::size_t f = 0; f < features_; ++f) reset(f);
  }
  void reset(std::size_t f) noexcept {
    before_[f] = 0.0;
    for (std::size_t c = 1; c < columns(); ++c) before_[c * stride_ + f] = fresh_[place(c)];
    first_row_[f] = rows_;
    rearm(f);
  }
  /// Clears the alarm of all features or of one and keeps what was learned.
  void rearm() noexcept {
    for (std::size_t f = 0; f < features_; ++f) rearm(f);
  }
  void rearm(std::size_t f) noexcept {
    limit_[f] = limit_of_all_;
    if (!alarm_[f]) return;
    alarm_[f] = false;
    alarms_.erase(std::find(alarms_.begin(), alarms_.end(), f));
  }

  /// The feature's state as a detector of its own, ready to be saved or fed on.
  [[nodiscard]] D detector(std::size_t f) const { return detector_codec<feature_bank>::take_out(*this, f); }
  /// Gives feature f the state of `d`. Throws error{bad_argument, "parameters"} unless d has the parameters of f.
  void assign(std::size_t f, const D& d) { detector_codec<feature_bank>::put_in(*this, f, d); }

 private:
  static constexpr std::size_t most_features = std::size_t{1} << 32;

  /// Copies D's own state to and from a list of doubles; counts up to 2^53 stay exact.
  struct flat_writer {
    static constexpr bool is_loading = false;
    std::vector<double> out;
    template <class... T>
    void operator()(const T&... values) {
      (put(values), ...);
    }
    template <class T>
    void put(const T& value) {
      if constexpr (std::is_class_v<T>)
        T::state_io(value, *this);
      else
        out.push_back(static_cast<double>(value));
    }
    template <class T, std::size_t N>
    void put(const std::array<T, N>& values) {
      for (const T& v : values) put(v);
    }
  };
  struct flat_reader {
    static constexpr bool is_loading = true;
    std::span<const double> in;
    template <class... T>
    void operator()(T&... values) {
      (get(values), ...);
    }
    template <class T>
    void get(T& value) {
      if constexpr (std::is_class_v<T>) {
        T::state_io(value, *this);
      } else {
        value = static_cast<T>(in.front());
        in = in.subspan(1);
      }
    }
    template <class T, std::size_t N>
    void get(std::array<T, N>& values) {
      for (T& v : values) get(v);
    }
  };
  [[nodiscard]] static std::vector<double> flat_state(const D& d) {
    flat_writer io;
    D::state_io(d, io);
    return io.out;
  }

  /// Where D::state_io has column number c, 1 or more.
  [[nodiscard]] static constexpr std::size_t place(std::size_t c) noexcept {
    if constexpr (requires { traits::first_column; })
      return traits::first_column + c - 1;
    else
      return c - 1;
  }

  /// Columns with the count.
  [[nodiscard]] std::size_t columns() const noexcept { return 1 + traits::columns(constants_); }

  bool run(const double* first, std::size_t count) noexcept {
    return kernel_({.rows = first,
                    .row_count = count,
                    .features = features_,
                    .stride = stride_,
                    .mean = mean_.data(),
                    .inverse_sd = inverse_sd_.data(),
                    .limit = limit_.data(),
                    .before = before_.data(),
                    .after = after_.data()},
                   constants_);
  }
  void keep(std::size_t count) noexcept {
    before_.swap(after_);
    rows_ += count;
  }
  /// Keeps the alarms that `row`, just taken, has raised.
  void raise(const double* row) noexcept {
    for (std::size_t f = 0; f < features_; ++f) {
      if (!is_finite(row[f]) || traits::quiet(constants_, before_[f]) == state::warming) continue;
      if (statistic(f) > limit_[f]) raise(f);
    }
  }
  void raise(std::size_t f) noexcept {
    alarm_[f] = true;
    limit_[f] = std::numeric_limits<double>::infinity();
    alarms_.push_back(f);
  }

  params params_;
  std::remove_cvref_t<decltype(traits::constants(std::declval<const params&>()))> constants_;
  double limit_of_all_;
  decltype(traits::kernel(kernels::scalar_target)) kernel_;
  kernels::target target_;
  std::size_t features_, stride_ = 0;
  std::uint64_t rows_ = 0;
  detail::columns mean_, sd_, inverse_sd_, limit_;  // limit_: infinite while an alarm is kept
  detail::columns before_, after_;                  // the state, and where the next is written
  std::vector<double> fresh_;                       // a new detector's own state
  std::vector<std::uint64_t> first_row_;            // rows taken when the feature was reset
  std::vector<bool> alarm_;
  std::vector<std::size_t> alarms_;

  template <class X>
  friend struct detector_codec;
};

/// Moves the state of one feature between a bank and a detector.
template <class D>
struct detector_codec<feature_bank<D>> {
  using bank = feature_bank<D>;

  static D take_out(const bank& b, std::size_t f) {
    D d{b.parameters(f)};
    d.count_ = b.count(f);
    d.rejected_ = b.rejected(f);
    d.verdict_ = b.status(f);
    std::vector<double> flat = bank::flat_state(d);  // what is not a column depends on the parameters alone
    for (std::size_t c = 1; c < b.columns(); ++c) flat[bank::place(c)] = b.before_[c * b.stride_ + f];
    typename bank::flat_reader io{flat};
    D::state_io(d, io);
    return d;
  }

  static void put_in(bank& b, std::size_t f, const D& d) {
    if (!(d.parameters() == b.parameters(f)))
      throw error{errc::bad_argument, "parameters",
                  "a bank of " + std::string{D::about.name} + ": the detector for feature " + std::to_string(f) +
                      " has other parameters than the bank"};
    const std::vector<double> flat = bank::flat_state(d);
    b.rearm(f);
    b.before_[f] = static_cast<double>(d.count());
    for (std::size_t c = 1; c < b.columns(); ++c) b.before_[c * b.stride_ + f] = flat[bank::place(c)];
    b.first_row_[f] = b.rows_ - d.count() - d.rejected();  // wraps below zero, and back in rejected()
    if (d.status() == state::drift) b.raise(f);
  }
};

}  // namespace tepid::inline v0
