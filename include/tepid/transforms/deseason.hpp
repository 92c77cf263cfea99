// tepid/transforms/deseason.hpp - a value less what is usual at its hour of the week, in standard deviations.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/transforms/transform.hpp>

namespace tepid::inline v0 {

/// Options of deseason::fit.
struct deseason_options {
  std::uint64_t buckets = 168;
  std::uint64_t bucket_seconds = 3600;
  double prior = 10.0;

  friend bool operator==(const deseason_options&, const deseason_options&) = default;
};

/// What deseason has from its reference: for each bucket of the period a mean and a standard deviation.
struct deseason_model {
  std::vector<double> mean, sd;
  std::uint64_t bucket_seconds = 3600;
  std::uint64_t first = 0;  ///< Bucket of the first value that comes without a time.

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.mean, self.sd, self.bucket_seconds, self.first);
  }
  friend bool operator==(const deseason_model&, const deseason_model&) = default;
};

/// Takes a season out: z = (x - mean_b) / sd_b for the bucket b of the period that the value falls into.
///
/// With a time b = floor(seconds / bucket_seconds) mod buckets: the defaults are the hours of a week, counted from
/// 1970-01-01 00:00 UTC, a Thursday; for a local clock give local seconds. Without a time each value is one bucket
/// later than the one before, missing ones (skip) included: a stream of evenly spaced values.
///
/// From the reference, n_b values in bucket b: mean_b is theirs, or that of all values if there are none; sd_b^2 is
///   (sum of their squared deviations + prior * pooled variance) / (n_b - 1 + prior),
/// so that a bucket of few values leans on the variance pooled over buckets; an empty bucket has that of all values.
/// A mean from n_b values is off by sd_b / sqrt(n_b), the same at every return of its hour: have some weeks of
/// reference before charts that are slower than a week.
///
/// Input: finite values, output within +-standard_max. Cost: about 2 ns a value (2.45 GHz Zen 3); noexcept, no
/// allocation. The model is shared: copies cost 24 bytes. Source: G. K. Smyth, Statist. Appl. Genet. Mol. Biol. 3
/// (2004) 3 (moderated variances).
class deseason {
 public:
  using model = deseason_model;
  using options = deseason_options;
  static constexpr std::uint64_t most_buckets = 1'000'000;

  static constexpr transform_descriptor about{.id = 5,
                                              .name = "deseason",
                                              .title = "Distance from what is usual at this hour of the week",
                                              .source = "Smyth 2004 (moderated variances)"};
  static constexpr std::tuple schema{
      field{"buckets", &options::buckets, {1, double{most_buckets}}, "", "buckets of a period"},
      field{"bucket_seconds", &options::bucket_seconds, {1, 1e9}, "s", "length of a bucket, for values with a time"},
      field{
          "prior", &options::prior, {0, 1e6}, "values", "how many values the variance pooled over buckets counts as"}};

  /// Throws error{bad_parameter} naming what of the model cannot be.
  explicit deseason(model m = {{0.0}, {1.0}}) : model_{std::make_shared<const model>(checked(std::move(m)))} {
    clear();
  }

  /// Evenly spaced values, the first in bucket 0; the stream goes on where they end. Throws error{bad_data,
  /// "reference"}, error{bad_parameter}.
  [[nodiscard]] static deseason fit(std::span<const double> reference, const options& o = {}) {
    validate(about.name, o, schema);
    return fit(reference, o, reference.size() % o.buckets, [&](std::size_t i) { return i % o.buckets; });
  }

  /// Values and their times in seconds, in any order.
  [[nodiscard]] static deseason fit(std::span<const double> reference, std::span<const std::int64_t> seconds,
                                    const options& o = {}) {
    validate(about.name, o, schema);
    if (seconds.size() != reference.size())
      throw error{
          errc::bad_argument, "seconds",
          "deseason: " + std::to_string(reference.size()) + " values and " + std::to_string(seconds.size()) + " times"};
    return fit(reference, o, 0, [&](std::size_t i) { return bucket(seconds[i], o.bucket_seconds, o.buckets); });
  }

  /// The next value of an evenly spaced stream.
  [[nodiscard]] double operator()(double x) noexcept {
    const std::size_t b = next_;
    skip();
    return at(x, b);
  }
  /// The value of this time. A value without one is then one bucket later.
  [[nodiscard]] double operator()(double x, std::int64_t seconds) noexcept {
    const std::size_t b = bucket(seconds, model_->bucket_seconds, model_->mean.size());
    next_ = b;
    skip();
    return at(x, b);
  }
  void operator()(std::span<const double> in, std::span<double> out) noexcept {
    detail::transform_each(*this, in, out);
  }

  /// A value of an evenly spaced stream is missing.
  void skip() noexcept { next_ = next_ + 1 == model_->mean.size() ? 0 : next_ + 1; }

  /// The bucket that a value without a time would have now.
  [[nodiscard]] std::size_t next() const noexcept { return next_; }
  [[nodiscard]] const model& fitted() const noexcept { return *model_; }
  void clear() noexcept { next_ = static_cast<std::size_t>(model_->first); }
  [[nodiscard]] bool sound() const noexcept { return next_ < model_->mean.size(); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::uint64_t next = self.next_;
    io(next);
    if constexpr (Io::is_loading) {
      if (next >= self.model_->mean.size()) return io.fail();
      self.next_ = static_cast<std::size_t>(next);
    }
  }

  friend bool operator==(const deseason& a, const deseason& b) { return *a.model_ == *b.model_ && a.next_ == b.next_; }

 private:
  /// Times before 1970 too.
  [[nodiscard]] static std::size_t bucket(std::int64_t seconds, std::uint64_t length, std::uint64_t buckets) noexcept {
    const auto l = static_cast<std::int64_t>(length), n = static_cast<std::int64_t>(buckets);
    const std::int64_t whole = seconds / l - (seconds % l < 0 ? 1 : 0), rest = whole % n;
    return static_cast<std::size_t>(rest < 0 ? rest + n : rest);
  }

  [[nodiscard]] double at(double x, std::size_t b) const noexcept {
    return standardize(x, model_->mean[b], 1.0 / model_->sd[b]);
  }

  template <class BucketOf>
  static deseason fit(std::span<const double> reference, const options& o, std::uint64_t first, BucketOf&& bucket_of) {
    detail::check_reference(about.name, reference, 2);
    std::vector<moments> each(static_cast<std::size_t>(o.buckets));
    moments all;
    for (std::size_t i = 0; i < reference.size(); ++i) {
      each[static_cast<std::size_t>(bucket_of(i))].add(reference[i]);
      all.add(reference[i]);
    }
    double within = 0.0, freedom = 0.0;
    for (const moments& m : each)
      if (m.count() > 1) {
        within += m.variance() * static_cast<double>(m.count() - 1);
        freedom += static_cast<double>(m.count() - 1);
      }
    if (!(freedom > 0))
      throw error{errc::bad_data, "reference",
                  "deseason: no bucket has two values of the reference; it must cover at least two periods"};
    const double pooled = within / freedom;
    if (!(pooled >= real_min && pooled <= real_max))
      throw error{errc::bad_data, "reference",
                  "deseason: the variance within buckets is " + to_text(pooled) + "; it must be in [1e-100, 1e+100]"};
    model m{{}, {}, o.bucket_seconds, first};
    for (const moments& b : each) {
      const double n = static_cast<double>(b.count());
      m.mean.push_back(b.count() == 0 ? all.mean() : b.mean());
      const double own = b.variance() * (n - 1.0), weight = n - 1.0 + o.prior;
      const double variance = b.count() == 0 ? all.variance() : weight > 0 ? (own + o.prior * pooled) / weight : pooled;
      m.sd.push_back(std::sqrt(variance >= real_min ? variance : pooled));
    }
    return deseason{std::move(m)};
  }

  static model checked(model&& m) {
    const auto refuse = [](std::string_view what, const std::string& why) {
      return error{errc::bad_parameter, what, "deseason: " + why};
    };
    if (m.mean.empty() || m.mean.size() > most_buckets || m.sd.size() != m.mean.size())
      throw refuse("buckets", std::to_string(m.mean.size()) + " means and " + std::to_string(m.sd.size()) +
                                  " standard deviations; it needs as many of both, 1 to 1,000,000");
    for (std::size_t b = 0; b < m.mean.size(); ++b) {
      if (!(m.mean[b] >= -real_max && m.mean[b] <= real_max))
        throw refuse("mean", "the mean of bucket " + std::to_string(b) + " is " + to_text(m.mean[b]));
      if (!(m.sd[b] >= real_min && m.sd[b] <= real_max))
        throw refuse("sd", "the sd of bucket " + std::to_string(b) + " is " + to_text(m.sd[b]));
    }
    if (m.bucket_seconds < 1 || m.bucket_seconds > 1'000'000'000)
      throw refuse("bucket_seconds",
                   "a bucket of " + std::to_string(m.bucket_seconds) + " seconds; it must be in [1, 1e9]");
    if (m.first >= m.mean.size())
      throw refuse("first", "bucket " + std::to_string(m.first) + " of " + std::to_string(m.mean.size()));
    return std::move(m);
  }

  std::shared_ptr<const model> model_;
  std::size_t next_ = 0;
};

static_assert(FittedTransform<deseason> && TimedTransform<deseason>);

}  // namespace tepid::inline v0
