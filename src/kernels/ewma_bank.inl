// kernels/ewma_bank.inl - EWMAs at several rates. A part of kernels.cpp, inside the namespace of each target.

/// One rate of one vector of features.
struct ewma_bank_lanes {
  vector value, largest, rate, decay;

  HWY_INLINE void load(const block& b, const ewma_bank_constants& c, std::size_t j, std::size_t f) {
    const tag d;
    value = load_column(b.before, b.stride, 1 + j, f);
    largest = hn::Zero(d);
    rate = hn::Set(d, c.rate[j]);
    decay = hn::Set(d, c.decay[j]);
  }

  /// A lane whose z is NaN stays as it is, if `refuse`.
  template <bool refuse>
  HWY_INLINE void take(vector z) {
    const vector next = hn::Add(hn::Mul(value, decay), hn::Mul(rate, z));
    if constexpr (refuse) {
      const mask taken = hn::Eq(z, z);
      value = hn::IfThenElse(taken, next, value);
      largest = hn::Max(largest, hn::IfThenElseZero(taken, hn::Mul(value, value)));
    } else {
      value = next;
      largest = hn::Max(largest, hn::Mul(value, value));
    }
  }

  /// Stores, and tells which lanes were above their limit: the score grows with the squared value, so that its
  /// largest stands for all. A feature without any taken value has none.
  HWY_INLINE mask store(const block& b, const ewma_bank_constants& c, std::size_t j, std::size_t f) const {
    const tag d;
    store_column(value, b.after, b.stride, 1 + j, f);
    const vector score = hn::Add(hn::Mul(largest, hn::Set(d, c.scale[j])), hn::Set(d, c.offset[j]));
    return hn::Gt(score, load_column(b.limit, 0, 0, f));
  }
};

struct ewma_bank_tile {
  /// `n` rates beginning with j, each in registers; z has one vector a row.
  template <bool refuse, std::size_t n>
  static HWY_INLINE mask walk(const block& b, const ewma_bank_constants& c, const double* z, std::size_t f,
                              std::size_t j) {
    const tag d;
    ewma_bank_lanes e[n];
    for (std::size_t i = 0; i < n; ++i) e[i].load(b, c, j + i, f);
    for (std::size_t r = 0; r < b.row_count; ++r) {
      const vector next = hn::Load(d, z + r * lanes);
      for (std::size_t i = 0; i < n; ++i) e[i].template take<refuse>(next);
    }
    mask above = e[0].store(b, c, j, f);
    for (std::size_t i = 1; i < n; ++i) above = hn::Or(above, e[i].store(b, c, j + i, f));
    return above;
  }

  template <bool refuse>
  static HWY_INLINE mask all_rates(const block& b, const ewma_bank_constants& c, const double* z, std::size_t f) {
    mask above = hn::Gt(hn::Zero(tag{}), hn::Zero(tag{}));
    std::size_t j = 0;
    for (; j + 4 <= c.rates; j += 4) above = hn::Or(above, walk<refuse, 4>(b, c, z, f, j));
    for (; j < c.rates; ++j) above = hn::Or(above, walk<refuse, 1>(b, c, z, f, j));
    return above;
  }

  static HWY_INLINE bool run(const block& b, const ewma_bank_constants& c, const tile_rows& rows, std::size_t f) {
    const tag d;
    const vector mean = load_column(b.mean, 0, 0, f), inverse_sd = load_column(b.inverse_sd, 0, 0, f);
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    HWY_ALIGN double z[block_rows * lanes];
    vector strange = zero, taken = zero;
    for (std::size_t r = 0; r < rows.count; ++r) {
      const vector x = hn::LoadU(d, rows.first + r * rows.step);
      const vector strangely = strangeness(x);
      strange = hn::Or(strange, strangely);
      taken = hn::Add(taken, hn::IfThenElseZero(hn::Eq(strangely, zero), one));
      hn::Store(hn::Or(standardized(x, mean, inverse_sd), strangely), d, z + r * lanes);  // NaN where x is not finite
    }
    store_column(hn::Add(load_column(b.before, b.stride, 0, f), taken), b.after, b.stride, 0, f);
    if (!any_strange(strange)) return !hn::AllFalse(d, all_rates<false>(b, c, z, f));
    return !hn::AllFalse(d, hn::And(all_rates<true>(b, c, z, f), hn::Gt(taken, zero)));
  }
};
