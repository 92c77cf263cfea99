// kernels/page_hinkley.inl - the Page-Hinkley kernel. A part of kernels.cpp, inside the namespace of each target.

/// The constants in vectors.
struct page_hinkley_shared {
  vector delta, alpha, min_samples;

  explicit HWY_INLINE page_hinkley_shared(const page_hinkley_constants& c) {
    const tag d;
    delta = hn::Set(d, c.delta);
    alpha = hn::Set(d, c.alpha);
    min_samples = hn::Set(d, c.min_samples);
  }
};

/// What a walk over the rows of a tile has to look at. Careful: a lane whose value is not finite stays as it is, a
/// first value becomes the origin, and there is no statistic before min_samples. Otherwise none of these may be needed,
/// and a value that is not finite makes nonsense of its lane and is remembered. Fading: alpha is not 1.
enum class walk_kind { quick, quick_fading, careful };

/// One side of one vector of features.
struct page_hinkley_side {
  vector sum, low, low_at, largest;

  /// `deviation` has the sign of the side; lanes outside `taken` stay as they are; `judged` lanes have a statistic.
  template <walk_kind kind>
  HWY_INLINE void take(vector deviation, vector count, mask taken, mask judged, const page_hinkley_shared& c) {
    const vector excess = hn::Sub(deviation, c.delta);
    const vector kept = kind == walk_kind::quick ? sum : hn::Mul(c.alpha, sum);
    const vector next = hn::Add(kept, excess);
    if constexpr (kind == walk_kind::careful)
      sum = hn::IfThenElse(taken, next, sum);
    else
      sum = next;
    // A lane that stays is not below its minimum.
    low_at = hn::IfThenElse(hn::Lt(sum, low), count, low_at);
    low = smaller(low, sum);
    const vector distance = hn::Sub(sum, low);
    if constexpr (kind == walk_kind::careful)
      largest = hn::Max(largest, hn::IfThenElseZero(judged, distance));
    else
      largest = hn::Max(largest, distance);
  }
};

/// The state of one vector of features.
struct page_hinkley_lanes {
  vector count, origin, total, mean, inverse_sd, strange;
  page_hinkley_side up, down;

  HWY_INLINE void load(const block& b, std::size_t f) {
    count = load_column(b.before, b.stride, 0, f);
    origin = load_column(b.before, b.stride, page_hinkley_origin, f);
    total = load_column(b.before, b.stride, page_hinkley_total, f);
    up.sum = load_column(b.before, b.stride, page_hinkley_up, f);
    down.sum = load_column(b.before, b.stride, page_hinkley_down, f);
    up.low = load_column(b.before, b.stride, page_hinkley_up_low, f);
    down.low = load_column(b.before, b.stride, page_hinkley_down_low, f);
    up.low_at = load_column(b.before, b.stride, page_hinkley_up_low_at, f);
    down.low_at = load_column(b.before, b.stride, page_hinkley_down_low_at, f);
    mean = load_column(b.mean, 0, 0, f);
    inverse_sd = load_column(b.inverse_sd, 0, 0, f);
    up.largest = down.largest = strange = hn::Zero(tag{});
  }

  HWY_INLINE void store(const block& b, std::size_t f) const {
    store_column(count, b.after, b.stride, 0, f);
    store_column(origin, b.after, b.stride, page_hinkley_origin, f);
    store_column(total, b.after, b.stride, page_hinkley_total, f);
    store_column(up.sum, b.after, b.stride, page_hinkley_up, f);
    store_column(down.sum, b.after, b.stride, page_hinkley_down, f);
    store_column(up.low, b.after, b.stride, page_hinkley_up_low, f);
    store_column(down.low, b.after, b.stride, page_hinkley_down_low, f);
    store_column(up.low_at, b.after, b.stride, page_hinkley_up_low_at, f);
    store_column(down.low_at, b.after, b.stride, page_hinkley_down_low_at, f);
  }

  /// Takes one value a feature.
  template <walk_kind kind>
  HWY_INLINE void take(vector x, const page_hinkley_shared& c) {
    const tag d;
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    const vector scaled = standardized(x, mean, inverse_sd);
    const mask taken = hn::Eq(strangeness(x), zero);
    if constexpr (kind == walk_kind::careful) {
      count = hn::Add(count, hn::IfThenElseZero(taken, one));
      origin = hn::IfThenElse(hn::And(taken, hn::Eq(count, one)), scaled, origin);
    } else {
      strange = hn::Or(strange, strangeness(x));
      count = hn::Add(count, one);
    }
    const vector z = hn::Sub(scaled, origin);
    const vector next_total = hn::Add(total, z);
    if constexpr (kind == walk_kind::careful)
      total = hn::IfThenElse(taken, next_total, total);
    else
      total = next_total;
    const vector deviation = hn::Sub(z, hn::Div(total, count));
    const mask judged = hn::And(taken, hn::Ge(count, c.min_samples));
    up.template take<kind>(deviation, count, taken, judged, c);
    down.template take<kind>(hn::Neg(deviation), count, taken, judged, c);
  }
};

struct page_hinkley_tile {
  /// False, with nothing stored, if a quick walk does not do.
  template <walk_kind kind>
  static HWY_INLINE bool walk(const block& b, const page_hinkley_constants& c, const tile_rows& rows, std::size_t f,
                              bool& above) {
    const tag d;
    const page_hinkley_shared shared{c};
    page_hinkley_lanes s;
    s.load(b, f);
    // The first value taken must be at least the second ever, and at least number min_samples.
    if (kind != walk_kind::careful &&
        !hn::AllTrue(d, hn::And(hn::Gt(s.count, hn::Zero(d)), hn::Ge(s.count, shared.min_samples))))
      return false;
    const double* x = rows.first;
    for (std::size_t r = 0; r < rows.count; ++r, x += rows.step) s.template take<kind>(hn::LoadU(d, x), shared);
    if (any_strange(s.strange)) return false;
    s.store(b, f);
    const vector limit = load_column(b.limit, 0, 0, f);
    above = (c.up && !hn::AllFalse(d, hn::Gt(s.up.largest, limit))) ||
            (c.down && !hn::AllFalse(d, hn::Gt(s.down.largest, limit)));
    return true;
  }

  static HWY_INLINE bool run(const block& b, const page_hinkley_constants& c, const tile_rows& rows, std::size_t f) {
    bool above = false;
    const bool done = c.alpha == 1.0 ? walk<walk_kind::quick>(b, c, rows, f, above)
                                     : walk<walk_kind::quick_fading>(b, c, rows, f, above);
    if (!done) walk<walk_kind::careful>(b, c, rows, f, above);
    return above;
  }
};
