// tepid/monitors/quality_tally.hpp - predictions and outcomes, counted so that every measure of quality follows.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/confidence_sequence.hpp>
#include <tepid/monitors/quality_config.hpp>
#include <tepid/monitors/quality_metric.hpp>
#include <tepid/monitors/score_curve.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// What came of one prediction.
enum class outcome_fate : std::uint8_t {
  counted,
  impossible,  ///< An unknown class, a score outside [0, 1], a number that is not finite: left out.
};

/// Tallies of labelled predictions; all measures of its kind and their confidence sequences follow on demand.
///
/// add() is noexcept and allocates nothing; about 30 ns. merge() adds another tally of the same settings: the result is
/// that of all cases together, but for the pairs of auc's bounds, one of which may be lost.
/// Memory: binary 9.9 KiB, multiclass 96 bytes a class, regression 150 bytes.
class quality_tally {
 public:
  /// Throws as quality_settings::validate.
  explicit quality_tally(const quality_settings& s = {}) : settings_{s} {
    s.validate();
    if (s.kind == quality_kind::binary) scores_ = std::make_unique<by_score>();
    if (s.kind == quality_kind::multiclass) classes_.resize(s.classes);
  }
  quality_tally(const quality_tally& o)
      : settings_{o.settings_}, all_{o.all_}, cells_{o.cells_}, classes_{o.classes_}, errors_{o.errors_} {
    if (o.scores_) scores_ = std::make_unique<by_score>(*o.scores_);
  }
  quality_tally& operator=(const quality_tally& o) { return *this = quality_tally{o}; }
  quality_tally(quality_tally&&) noexcept = default;
  quality_tally& operator=(quality_tally&&) noexcept = default;

  /// One labelled prediction: the class and score that were said, the class or number that it was. `probability` is
  /// that with which the case was chosen to be labelled.
  outcome_fate add(std::int32_t predicted, double score, double truth, double probability = 1.0) noexcept {
    const double w = 1.0 / std::clamp(probability, settings_.least_probability, 1.0);
    switch (settings_.kind) {
      case quality_kind::binary:
        return add_binary(predicted, score, truth, w);
      case quality_kind::multiclass:
        return add_class(predicted, truth, w);
      case quality_kind::regression:
        return add_number(score, truth, w);
    }
    return outcome_fate::impossible;
  }
  void merge(const quality_tally& o) noexcept {
    all_.merge(o.all_);
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i].merge(o.cells_[i]);
    for (std::size_t i = 0; i < std::min(classes_.size(), o.classes_.size()); ++i) classes_[i].merge(o.classes_[i]);
    for (std::size_t i = 0; i < errors_.size(); ++i) errors_[i].merge(o.errors_[i]);
    if (scores_ && o.scores_) {
      scores_->ranking.merge(o.scores_->ranking);
      scores_->calibration.merge(o.scores_->calibration);
    }
  }
  void clear() noexcept {
    all_ = {};
    cells_.fill({});
    std::fill(classes_.begin(), classes_.end(), weighted_sums{});
    errors_.fill({});
    if (scores_) *scores_ = {};
  }

  [[nodiscard]] const quality_settings& settings() const noexcept { return settings_; }
  /// Labelled predictions counted.
  [[nodiscard]] std::uint64_t count() const noexcept { return all_.n; }

  /// NaN where nothing defines it: precision without a predicted 1, a metric of another kind.
  [[nodiscard]] double estimate(quality_metric m) const noexcept {
    switch (m) {
      case quality_metric::f1: {
        const double j = share_of(m).mean();
        return 2.0 * j / (1.0 + j);
      }
      case quality_metric::auc:
        return scores_ ? scores_->ranking.area() : nan;
      case quality_metric::calibration_error:
        return scores_ ? scores_->calibration.error() : nan;
      case quality_metric::macro_f1:
        return macro_f1();
      case quality_metric::rmse:
        return std::sqrt(share_of(m).mean());
      default:
        return share_of(m).mean();
    }
  }
  /// The labelled predictions that say something about a metric: for recall those whose truth was 1.
  [[nodiscard]] std::uint64_t count(quality_metric m) const noexcept {
    return m == quality_metric::macro_f1 || m == quality_metric::auc || m == quality_metric::calibration_error
               ? all_.n
               : share_of(m).n;
  }

  /// Sums of a metric that is a mean of values in [0, 1]; of f1 those of tp / (tp + fp + fn), of which it is a
  /// function, of rmse those of squared errors.
  [[nodiscard]] weighted_sums share_of(quality_metric m) const noexcept {
    const auto cells = [&](std::size_t good, std::initializer_list<std::size_t> others) {
      weighted_sums s = as_hits(cells_[good], 1.0);
      for (const std::size_t o : others) s.merge(as_hits(cells_[o], 0.0));
      return s;
    };
    if (settings_.kind == quality_kind::binary) {
      switch (m) {
        case quality_metric::precision:
          return cells(tp, {fp});
        case quality_metric::recall:
          return cells(tp, {fn});
        case quality_metric::specificity:
          return cells(tn, {fp});
        case quality_metric::f1:
          return cells(tp, {fp, fn});
        case quality_metric::log_loss:
          return errors_[0];
        case quality_metric::brier:
          return errors_[1];
        default:
          break;
      }
    }
    if (settings_.kind == quality_kind::regression) {
      switch (m) {
        case quality_metric::mae:
          return errors_[0];
        case quality_metric::rmse:
          return errors_[1];
        case quality_metric::bias:
          return errors_[2];
        default:
          return {};
      }
    }
    return m == quality_metric::accuracy ? all_ : weighted_sums{};
  }

  /// A confidence sequence: intervals taken at any and all moments cover the true value together with probability at
  /// least 1 - alpha, as long as that does not change. macro_f1 shares alpha among the classes.
  [[nodiscard]] mean_bounds bounds(quality_metric m, double alpha) const {
    const double w = most_weight(), e = settings_.most_error;
    switch (m) {
      case quality_metric::f1:
        return from_shares(share_bounds(share_of(m), w, alpha));
      case quality_metric::auc:
        return scores_ ? scores_->ranking.bounds(w, alpha) : mean_bounds{0.0, 1.0};
      case quality_metric::calibration_error:
        return scores_ ? scores_->calibration.bounds(w, alpha) : mean_bounds{0.0, 1.0};
      case quality_metric::log_loss:
        return ratio_bounds(errors_[0], 0.0, most_log_loss, w, alpha);
      case quality_metric::brier:
        return ratio_bounds(errors_[1], 0.0, 1.0, w, alpha);
      case quality_metric::macro_f1:
        return macro_f1_bounds(alpha);
      case quality_metric::mae:
        return e > 0 ? ratio_bounds(errors_[0], 0.0, e, w, alpha) : mean_bounds{};
      case quality_metric::bias:
        return e > 0 ? ratio_bounds(errors_[2], -e, e, w, alpha) : mean_bounds{};
      case quality_metric::rmse: {
        if (!(e > 0)) return {};
        const mean_bounds squares = ratio_bounds(errors_[1], 0.0, e * e, w, alpha);
        return {std::sqrt(squares.low), std::sqrt(squares.high)};
      }
      default:
        return share_bounds(share_of(m), w, alpha);
    }
  }
  /// The most that estimate(auc) may be off for its bins.
  [[nodiscard]] double auc_error() const noexcept { return scores_ ? scores_->ranking.error() : nan; }
  [[nodiscard]] double most_weight() const noexcept { return 1.0 / settings_.least_probability; }

  /// Weighted counts of a binary tally.
  struct confusion {
    double tp, fp, fn, tn;
  };
  [[nodiscard]] confusion matrix() const noexcept { return {cells_[tp].w, cells_[fp].w, cells_[fn].w, cells_[tn].w}; }

  /// After loading: could it have come from add()? The sums are looked at one by one, not against each other.
  [[nodiscard]] bool sound() const noexcept {
    const double w = most_weight(), e = largest_error();
    const auto shares = [&](const weighted_sums& s) { return s.sound(1.0, w); };
    const std::array<double, 3> largest = settings_.kind == quality_kind::binary
                                              ? std::array<double, 3>{most_log_loss, 1.0, 0.0}
                                          : settings_.kind == quality_kind::regression ? std::array<double, 3>{e, e * e, e}
                                                                                       : std::array<double, 3>{};
    for (std::size_t i = 0; i < errors_.size(); ++i)
      if (!errors_[i].sound(largest[i], w)) return false;
    return shares(all_) && std::all_of(cells_.begin(), cells_.end(), shares) &&
           std::all_of(classes_.begin(), classes_.end(), shares) &&
           (!scores_ || (scores_->ranking.sound(w) && scores_->calibration.sound(w)));
  }
  /// The settings are the configuration's.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.all_, self.cells_, self.errors_);
    for (auto& c : self.classes_) io(c);
    if (self.scores_) io(self.scores_->ranking, self.scores_->calibration);
    if constexpr (Io::is_loading)
      if (!self.sound()) io.fail();
  }
  friend bool operator==(const quality_tally& a, const quality_tally& b) {
    return a.settings_ == b.settings_ && a.all_ == b.all_ && a.cells_ == b.cells_ && a.classes_ == b.classes_ &&
           a.errors_ == b.errors_ && !a.scores_ == !b.scores_ && (!a.scores_ || *a.scores_ == *b.scores_);
  }

 private:
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  static constexpr double least_said = 1e-6, most_log_loss = 13.815510557964274;
  static constexpr std::size_t tn = 0, fn = 1, fp = 2, tp = 3;  // 2 predicted + true

  struct by_score {
    score_ranking ranking;
    score_calibration calibration;
    friend bool operator==(const by_score&, const by_score&) = default;
  };

  /// Of regression; larger ones count as that.
  [[nodiscard]] double largest_error() const noexcept {
    return settings_.most_error > 0 ? settings_.most_error : standard_max;
  }

  static weighted_sums as_hits(const weighted_sums& cell, double x) noexcept {
    return {cell.n, cell.w, cell.ww, x * cell.w, x * cell.ww, x * cell.ww};
  }

  outcome_fate add_binary(std::int32_t predicted, double score, double truth, double w) noexcept {
    const bool positive = truth == 1.0;
    if ((!positive && truth != 0.0) || predicted < 0 || predicted > 1 || !(score >= 0.0 && score <= 1.0))
      return outcome_fate::impossible;
    const bool said = predicted == 1;
    all_.add(said == positive ? 1.0 : 0.0, w);
    cells_[2 * static_cast<std::size_t>(said) + static_cast<std::size_t>(positive)].add(1.0, w);
    errors_[0].add(-portable_log(std::clamp(positive ? score : 1.0 - score, least_said, 1.0)), w);
    const double off = score - (positive ? 1.0 : 0.0);
    errors_[1].add(off * off, w);
    scores_->ranking.add(score, positive, w);
    scores_->calibration.add(score, positive, w);
    return outcome_fate::counted;
  }
  outcome_fate add_class(std::int32_t predicted, double truth, double w) noexcept {
    const double most = static_cast<double>(classes_.size());
    if (!(truth >= 0.0 && truth < most) || truth != std::floor(truth) || predicted < 0 || predicted >= most)
      return outcome_fate::impossible;
    const auto was = static_cast<std::size_t>(truth), said = static_cast<std::size_t>(predicted);
    all_.add(was == said ? 1.0 : 0.0, w);
    classes_[said].add(was == said ? 1.0 : 0.0, w);
    if (was != said) classes_[was].add(0.0, w);
    return outcome_fate::counted;
  }
  outcome_fate add_number(double score, double truth, double w) noexcept {
    if (!is_finite(score) || !is_finite(truth)) return outcome_fate::impossible;
    const double most = largest_error(), off = std::clamp(score - truth, -most, most);
    all_.add(1.0, w);
    errors_[0].add(std::abs(off), w);
    errors_[1].add(off * off, w);
    errors_[2].add(off, w);
    return outcome_fate::counted;
  }

  /// F1 is 2 j / (1 + j) with j the share of hits among all that are 1 by prediction or by truth.
  static mean_bounds from_shares(const mean_bounds& j) noexcept {
    return {2.0 * j.low / (1.0 + j.low), 2.0 * j.high / (1.0 + j.high)};
  }
  /// Over the classes that occur, as scikit-learn with the labels that are there.
  [[nodiscard]] double macro_f1() const noexcept {
    double sum = 0.0, n = 0.0;
    for (const weighted_sums& c : classes_)
      if (c.n > 0) {
        const double j = c.mean();
        sum += 2.0 * j / (1.0 + j);
        n += 1.0;
      }
    return n > 0 ? sum / n : nan;
  }
  [[nodiscard]] mean_bounds macro_f1_bounds(double alpha) const {
    mean_bounds sum{0.0, 0.0};
    double n = 0.0;
    for (const weighted_sums& c : classes_)
      if (c.n > 0) {
        const mean_bounds one =
            from_shares(share_bounds(c, most_weight(), alpha / static_cast<double>(classes_.size())));
        sum.low += one.low;
        sum.high += one.high;
        n += 1.0;
      }
    return n > 0 ? mean_bounds{sum.low / n, sum.high / n} : mean_bounds{0.0, 1.0};
  }

  quality_settings settings_;
  weighted_sums all_;                      // 1 where the prediction was right
  std::array<weighted_sums, 4> cells_{};   // binary: tn, fn, fp, tp
  std::vector<weighted_sums> classes_;     // multiclass: hits among what is this class by prediction or truth
  std::array<weighted_sums, 3> errors_{};  // binary: log loss, Brier; regression: absolute, squared, signed
  std::unique_ptr<by_score> scores_;
};

}  // namespace tepid::inline v0
