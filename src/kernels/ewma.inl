// kernels/ewma.inl - the kernel of the EWMA chart. A part of kernels.cpp, inside the namespace of each target.

/// The state of one vector of features, and the constants.
struct ewma_lanes {
  vector count, value, since, largest, strange, mean, inverse_sd, keep, weight, lowest;

  HWY_INLINE void load(const block& b, const ewma_constants& c, std::size_t f) {
    const tag d;
    count = load_column(b.before, b.stride, 0, f);
    value = load_column(b.before, b.stride, ewma_value, f);
    since = load_column(b.before, b.stride, ewma_since, f);
    mean = load_column(b.mean, 0, 0, f);
    inverse_sd = load_column(b.inverse_sd, 0, 0, f);
    largest = strange = hn::Zero(d);
    keep = hn::Set(d, c.keep);
    weight = hn::Set(d, c.weight);
    lowest = hn::Set(d, c.lowest);
  }

  HWY_INLINE void store(const block& b, std::size_t f) const {
    store_column(count, b.after, b.stride, 0, f);
    store_column(value, b.after, b.stride, ewma_value, f);
    store_column(since, b.after, b.stride, ewma_since, f);
  }

  /// Takes one value a feature. With `refuse`, a lane whose value is not finite stays as it is; without, such a value
  /// makes nonsense of its lane and is remembered in `strange`.
  template <bool one_sided, bool refuse>
  HWY_INLINE void take(vector x) {
    const tag d;
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    vector next = hn::Add(hn::Mul(value, keep), hn::Mul(weight, standardized(x, mean, inverse_sd)));
    if constexpr (one_sided) next = above(lowest, next);
    const mask crossed = hn::Xor(hn::Gt(next, zero), hn::Gt(value, zero));
    const vector judged = one_sided ? next : hn::Abs(next);
    if constexpr (refuse) {
      const mask taken = hn::Eq(strangeness(x), zero);
      since = hn::IfThenElse(hn::And(crossed, taken), count, since);
      count = hn::Add(count, hn::IfThenElseZero(taken, one));
      value = hn::IfThenElse(taken, next, value);
      largest = hn::Max(largest, hn::IfThenElseZero(taken, judged));
    } else {
      strange = hn::Or(strange, strangeness(x));
      since = hn::IfThenElse(crossed, count, since);
      count = hn::Add(count, one);
      value = next;
      largest = hn::Max(largest, judged);
    }
  }
};

struct ewma_tile {
  template <bool one_sided, bool refuse>
  static HWY_INLINE bool walk(const block& b, const ewma_constants& c, const tile_rows& rows, std::size_t f,
                              bool& over) {
    const tag d;
    ewma_lanes s;
    s.load(b, c, f);
    const double* x = rows.first;
    for (std::size_t r = 0; r < rows.count; ++r, x += rows.step) s.template take<one_sided, refuse>(hn::LoadU(d, x));
    if (any_strange(s.strange)) return false;
    s.store(b, f);
    over = !hn::AllFalse(d, hn::Gt(hn::Mul(s.largest, hn::Set(d, c.per_sd)), load_column(b.limit, 0, 0, f)));
    return true;
  }

  template <bool one_sided>
  static HWY_INLINE bool either(const block& b, const ewma_constants& c, const tile_rows& rows, std::size_t f) {
    bool over = false;
    if (!walk<one_sided, false>(b, c, rows, f, over)) walk<one_sided, true>(b, c, rows, f, over);
    return over;
  }

  static HWY_INLINE bool run(const block& b, const ewma_constants& c, const tile_rows& rows, std::size_t f) {
    return c.one_sided ? either<true>(b, c, rows, f) : either<false>(b, c, rows, f);
  }
};
