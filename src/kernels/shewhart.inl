// kernels/shewhart.inl - the kernel of the Shewhart chart. A part of kernels.cpp, inside the namespace of each target.

struct shewhart_tile {
  /// With `refuse`, a lane whose value is not finite stays as it is; without, there must be none: false if there was.
  template <bool refuse>
  static HWY_INLINE bool walk(const block& b, const tile_rows& rows, std::size_t f, bool& over) {
    const tag d;
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    const vector mean = load_column(b.mean, 0, 0, f), inverse_sd = load_column(b.inverse_sd, 0, 0, f);
    vector count = load_column(b.before, b.stride, 0, f);
    vector last = load_column(b.before, b.stride, shewhart_deviation, f), largest = zero, strange = zero;
    const double* from = rows.first;
    for (std::size_t r = 0; r < rows.count; ++r, from += rows.step) {
      const vector x = hn::LoadU(d, from);
      const vector z = standardized(x, mean, inverse_sd);
      if constexpr (refuse) {
        const mask taken = hn::Eq(strangeness(x), zero);
        count = hn::Add(count, hn::IfThenElseZero(taken, one));
        last = hn::IfThenElse(taken, z, last);
        largest = hn::Max(largest, hn::IfThenElseZero(taken, hn::Abs(z)));
      } else {
        strange = hn::Or(strange, strangeness(x));
        last = z;
        largest = hn::Max(largest, hn::Abs(z));
      }
    }
    if (any_strange(strange)) return false;
    if constexpr (!refuse) count = hn::Add(count, hn::Set(d, static_cast<double>(rows.count)));
    const mask off = hn::Gt(hn::Abs(last), zero);  // a deviation of -0 is stored as 0
    store_column(count, b.after, b.stride, 0, f);
    store_column(hn::Abs(last), b.after, b.stride, shewhart_statistic, f);
    store_column(hn::IfThenElseZero(off, last), b.after, b.stride, shewhart_deviation, f);
    store_column(hn::IfThenElseZero(off, one), b.after, b.stride, shewhart_span, f);
    over = !hn::AllFalse(d, hn::Gt(largest, load_column(b.limit, 0, 0, f)));
    return true;
  }

  static HWY_INLINE bool run(const block& b, const shewhart_constants&, const tile_rows& rows, std::size_t f) {
    bool over = false;
    if (!walk<false>(b, rows, f, over)) walk<true>(b, rows, f, over);
    return over;
  }
};
