// kernels/cusum.inl - the CUSUM kernel. A part of kernels.cpp, inside the namespace of each target.

/// The state of one vector of features.
struct cusum_lanes {
  vector count, up, down, up_since, down_since, mean, inverse_sd, largest, strange;

  HWY_INLINE void load(const block& b, std::size_t f) {
    count = load_column(b.before, b.stride, 0, f);
    up = load_column(b.before, b.stride, cusum_up, f);
    down = load_column(b.before, b.stride, cusum_down, f);
    up_since = load_column(b.before, b.stride, cusum_up_since, f);
    down_since = load_column(b.before, b.stride, cusum_down_since, f);
    mean = load_column(b.mean, 0, 0, f);
    inverse_sd = load_column(b.inverse_sd, 0, 0, f);
    largest = strange = hn::Zero(tag{});
  }

  HWY_INLINE void store(const block& b, std::size_t f) const {
    store_column(count, b.after, b.stride, 0, f);
    store_column(up, b.after, b.stride, cusum_up, f);
    store_column(down, b.after, b.stride, cusum_down, f);
    store_column(up_since, b.after, b.stride, cusum_up_since, f);
    store_column(down_since, b.after, b.stride, cusum_down_since, f);
  }

  /// Takes one value a feature. With `refuse`, a lane whose value is not finite stays as it is; without, such a value
  /// makes nonsense of its lane and is remembered in `strange`.
  template <bool refuse>
  HWY_INLINE void take(vector x, vector k_up, vector k_down) {
    const tag d;
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    const vector z = standardized(x, mean, inverse_sd);
    // down + (-z - k) has the bits of down - (z + k), since down is never -0.
    const vector next_up = hn::Max(hn::Add(up, hn::Sub(z, k_up)), zero);
    const vector next_down = hn::Max(hn::Sub(down, hn::Add(z, k_down)), zero);
    if constexpr (refuse) {
      const mask taken = hn::Eq(strangeness(x), zero);
      count = hn::Add(count, hn::IfThenElseZero(taken, one));
      up = hn::IfThenElse(taken, next_up, up);
      down = hn::IfThenElse(taken, next_down, down);
      up_since = hn::IfThenElse(hn::AndNot(hn::Gt(up, zero), taken), count, up_since);
      down_since = hn::IfThenElse(hn::AndNot(hn::Gt(down, zero), taken), count, down_since);
      largest = hn::Max(largest, hn::IfThenElseZero(taken, hn::Max(up, down)));
    } else {
      strange = hn::Or(strange, strangeness(x));
      count = hn::Add(count, one);
      up = next_up;
      down = next_down;
      up_since = hn::IfThenElse(hn::Gt(up, zero), up_since, count);
      down_since = hn::IfThenElse(hn::Gt(down, zero), down_since, count);
      largest = hn::Max(largest, hn::Max(up, down));
    }
  }
};

struct cusum_tile {
  template <bool refuse>
  static HWY_INLINE bool walk(const block& b, const cusum_constants& c, const tile_rows& rows, std::size_t f,
                              bool& above) {
    const tag d;
    const vector k_up = hn::Set(d, c.k_up), k_down = hn::Set(d, c.k_down);
    cusum_lanes s;
    s.load(b, f);
    const double* x = rows.first;
    for (std::size_t r = 0; r < rows.count; ++r, x += rows.step) s.template take<refuse>(hn::LoadU(d, x), k_up, k_down);
    if (any_strange(s.strange)) return false;
    s.store(b, f);
    above = !hn::AllFalse(d, hn::Gt(s.largest, load_column(b.limit, 0, 0, f)));
    return true;
  }

  static HWY_INLINE bool run(const block& b, const cusum_constants& c, const tile_rows& rows, std::size_t f) {
    bool above = false;
    if (!walk<false>(b, c, rows, f, above)) walk<true>(b, c, rows, f, above);
    return above;
  }
};
