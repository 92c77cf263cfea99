// monitor_rows.cpp - the place of one Python thread: rows, values, predictions and labels into its ring.
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/hash.hpp>
#include <tepid/core/numeric.hpp>

#include "column.hpp"
#include "monitor_object.hpp"

namespace tepid_python {

namespace {

using signal = monitor_object::signal;

/// None and the missing values of data frames.
bool no_value(py::handle value) {
  if (value.is_none()) return true;
  const std::string_view type{Py_TYPE(value.ptr())->tp_name};
  return type.ends_with("NAType") || type.ends_with("NaTType");
}

/// What its __float__ raises passes through.
double number(py::handle value, const char* what, const std::string& name = {}) {
  if (no_value(value)) return tepid::missing_value;
  if (!is_number(value))
    throw py::type_error(std::string{"monitor: "} + what + (name.empty() ? "" : " '" + name + "'") +
                         " must be a number, not " + Py_TYPE(value.ptr())->tp_name);
  return as_double(value);
}

/// Two's complement for negative ones; a str by its hash.
std::uint64_t id_of(py::handle id) {
  if (PyUnicode_Check(id.ptr())) return tepid::hash_of(utf8(id));
  const py::object whole = index_of(id, "monitor: an id must be an int or a str");
  const bool negative = whole < py::int_(0);
  const std::uint64_t bits =
      negative ? static_cast<std::uint64_t>(PyLong_AsLongLong(whole.ptr())) : PyLong_AsUnsignedLongLong(whole.ptr());
  if (bits == ~std::uint64_t{0} && PyErr_Occurred()) {
    PyErr_Clear();
    throw tepid::error{tepid::errc::bad_argument, "id",
                       "monitor: the id " + py::str{whole}.cast<std::string>() + " has more than 64 bits"};
  }
  return bits;
}

std::int32_t label_of(py::handle label) {
  const py::object whole = index_of(label, "monitor: the label must be an int");
  int overflow = 0;
  const long long bits = PyLong_AsLongLongAndOverflow(whole.ptr(), &overflow);
  if (overflow != 0 || !std::in_range<std::int32_t>(bits))
    throw tepid::error{tepid::errc::bad_argument, "label",
                       "monitor: the label " + py::str{whole}.cast<std::string>() + " is no class: it has more than 32 bits"};
  return static_cast<std::int32_t>(bits);
}
std::int32_t label_of(std::int64_t label) {
  if (!std::in_range<std::int32_t>(label))
    throw tepid::error{tepid::errc::bad_argument, "label",
                       "monitor: the label " + std::to_string(label) + " is no class: it has more than 32 bits"};
  return static_cast<std::int32_t>(label);
}

/// The times of n rows: one each, or one for all.
class row_times {
 public:
  row_times(py::handle times, std::size_t n) {
    if (times.is_none()) {
      one_ = system_nanoseconds();
    } else if (PyFloat_Check(times.ptr()) || PyLong_Check(times.ptr())) {
      one_ = nanoseconds(as_double(times));
    } else {
      view_.emplace(times);
      const auto seconds = view_->values();
      if (seconds.size() != n)
        throw tepid::error{tepid::errc::bad_data, "times",
                           "monitor: there are " + std::to_string(seconds.size()) + " times for " + std::to_string(n) +
                               " rows"};
      for (const double t : seconds) static_cast<void>(nanoseconds(t));  // all are times before any row is taken
    }
  }
  [[nodiscard]] std::int64_t operator[](std::size_t i) const {
    return view_ ? static_cast<std::int64_t>(view_->values()[i] * 1e9) : one_;
  }

 private:
  std::optional<float64_view> view_;
  std::int64_t one_ = 0;
};

void must_be_probable(double p) {
  if (!(p > 0 && p <= 1))
    throw tepid::error{tepid::errc::bad_argument, "probability",
                       "monitor: the probability of being labelled must be in (0, 1], not " + tepid::to_text(p)};
}

void must_be_as_many(std::size_t n, std::size_t rows, const char* what) {
  if (n != rows)
    throw tepid::error{tepid::errc::bad_data, what,
                       std::string{"monitor: "} + what + " has " + std::to_string(n) + " values for " +
                           std::to_string(rows) + " ids"};
}

/// One thread's.
class shard_object {
 public:
  explicit shard_object(std::shared_ptr<monitor_object> owner)
      : owner_{std::move(owner)}, shard_{owner_->monitor.shard()}, width_{owner_->monitor.width()} {}

  bool observe(py::handle row, py::handle time) {
    must_be_here();
    const std::int64_t at = one_time(time);
    if (PyDict_Check(row.ptr())) return observe_dict(row, at);
    if (PyList_Check(row.ptr()) || PyTuple_Check(row.ptr())) return observe_sequence(row, at);
    if (const float64_view view{row}) return observe_values(view.values(), at);
    if (py::hasattr(row, "keys")) return observe_dict(py::dict{py::reinterpret_borrow<py::object>(row)}, at);
    static PyObject* const convert = array_function("as_float64");
    const py::object array = py::handle{convert}(row, "observe", "row");
    return observe_values(float64_view{array}.values(), at);
  }

  bool observe_value(py::handle name, py::handle value, py::handle time) {
    const signal& s = owner_->find(name, "observe_value");
    if (s.type == tepid::signal_type::vector)
      throw tepid::error{tepid::errc::bad_argument, s.name,
                         "observe_value: '" + s.name + "' is a vector, which comes in rows"};
    must_be_here();
    const double x = !s.watched                                       ? tepid::missing_value
                     : s.type != tepid::signal_type::categorical ? number(value, "signal", s.name)
                     : no_value(value)                                ? tepid::missing_value
                                                                      : owner_->code(s, value);
    return shard_.observe(static_cast<std::uint32_t>(s.place), x, one_time(time));
  }

  std::size_t observe_batch(py::handle rows, py::handle times) {
    must_be_here();
    const float64_view view{rows};
    const auto values = view.values();
    const std::size_t width = width_, n = values.size() / width;
    const row_times at{times, n};
    const py::gil_scoped_release others_may_run;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < n; ++i) taken += shard_.observe(values.subspan(i * width, width), at[i]);
    return taken;
  }

  bool predict(py::handle id, py::handle score, py::handle label, py::handle segment, py::handle time) {
    must_be_here();
    must_have_quality();
    const tepid::prediction_event e{id_of(id), number(score, "the score"), label_of(label), owner_->segment(segment)};
    return shard_.observe(e, one_time(time));
  }
  bool label(py::handle id, py::handle outcome, py::handle probability, py::handle time) {
    must_be_here();
    must_have_quality();
    const double p = number(probability, "the probability");
    must_be_probable(p);
    const tepid::label_event e{id_of(id), number(outcome, "the outcome"), p};
    return shard_.observe(e, one_time(time));
  }

  std::size_t predict_batch(py::handle ids, py::handle scores, py::handle labels, py::handle segments,
                            py::handle times) {
    must_be_here();
    must_have_quality();
    const array_view<std::uint64_t> id{ids};
    const float64_view score{scores};
    const array_view<std::int64_t> label{labels}, segment{segments};
    const auto all = id.values();
    must_be_as_many(score.values().size(), all.size(), "scores");
    must_be_as_many(label.values().size(), all.size(), "labels");
    must_be_as_many(segment.values().size(), all.size(), "segments");
    for (const std::int64_t l : label.values()) static_cast<void>(label_of(l));
    const row_times at{times, all.size()};
    const py::gil_scoped_release others_may_run;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
      taken += shard_.observe(
          tepid::prediction_event{all[i], score.values()[i], static_cast<std::int32_t>(label.values()[i]),
                                  static_cast<std::uint32_t>(segment.values()[i])},
          at[i]);
    return taken;
  }
  std::size_t label_batch(py::handle ids, py::handle outcomes, py::handle probabilities, py::handle times) {
    must_be_here();
    must_have_quality();
    const array_view<std::uint64_t> id{ids};
    const float64_view outcome{outcomes}, probability{probabilities};
    const auto all = id.values();
    must_be_as_many(outcome.values().size(), all.size(), "outcomes");
    must_be_as_many(probability.values().size(), all.size(), "probabilities");
    for (const double p : probability.values()) must_be_probable(p);
    const row_times at{times, all.size()};
    const py::gil_scoped_release others_may_run;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
      taken += shard_.observe(tepid::label_event{all[i], outcome.values()[i], probability.values()[i]}, at[i]);
    return taken;
  }

 private:
  static std::int64_t one_time(py::handle time) {
    return time.is_none() ? system_nanoseconds() : nanoseconds(number(time, "the time"));
  }

  void must_be_here() const {
    if (shard_.forked())
      throw tepid::error{tepid::errc::bad_argument, "fork",
                         "monitor: this process was forked after the monitor was made; make a monitor in each process, "
                         "with a state file of its own"};
  }
  void must_have_quality() const {
    if (!owner_->monitor.config().quality)
      throw tepid::error{tepid::errc::bad_argument, "quality",
                         "monitor: the configuration has no quality, so nothing is done with predictions and labels"};
  }

  /// The memory of a row while it is gathered. What is asked for its value may observe another row meanwhile, which then
  /// has memory of its own.
  class gathered {
   public:
    gathered(std::vector<double>& home, std::size_t width) : home_{home}, row_{std::exchange(home, {})} {
      row_.assign(width, tepid::missing_value);
    }
    ~gathered() { home_ = std::move(row_); }
    gathered(const gathered&) = delete;
    gathered& operator=(const gathered&) = delete;
    [[nodiscard]] std::vector<double>& row() noexcept { return row_; }

   private:
    std::vector<double>& home_;
    std::vector<double> row_;
  };

  bool observe_dict(py::handle row, std::int64_t time) {
    gathered all{row_, width_};
    PyObject *key = nullptr, *value = nullptr;
    for (Py_ssize_t at = 0; PyDict_Next(row.ptr(), &at, &key, &value);) {
      const auto name = py::reinterpret_borrow<py::object>(key), x = py::reinterpret_borrow<py::object>(value);
      place(all.row(), owner_->find(name, "observe"), x);
    }
    return shard_.observe(all.row(), time);
  }

  /// One item for each signal.
  bool observe_sequence(py::handle row, std::int64_t time) {
    const auto& signals = owner_->signals();
    const auto items = py::reinterpret_borrow<py::sequence>(row);
    if (items.size() != signals.size()) wrong_length(items.size(), signals.size(), "signals");
    gathered all{row_, width_};
    for (std::size_t i = 0; i < signals.size(); ++i) place(all.row(), signals[i], py::object{items[i]});
    return shard_.observe(all.row(), time);
  }

  bool observe_values(std::span<const double> values, std::int64_t time) {
    if (values.size() != width_) wrong_length(values.size(), width_, "values");
    return shard_.observe(values, time);
  }

  [[noreturn]] static void wrong_length(std::size_t is, std::size_t should, const char* of) {
    throw tepid::error{tepid::errc::bad_data, "row",
                       "observe: the row has " + std::to_string(is) + " values; the configuration has " +
                           std::to_string(should) + " " + of};
  }

  /// Puts what a row says of a signal into its places.
  void place(std::vector<double>& row, const signal& s, py::handle value) {
    double& first = row[s.place];
    if (!s.watched) {
      std::fill_n(&first, s.length, tepid::missing_value);
    } else if (s.type == tepid::signal_type::categorical) {
      first = no_value(value) ? tepid::missing_value : owner_->code(s, value);
    } else if (s.type == tepid::signal_type::vector) {
      place_vector(row, s, value);
    } else {
      first = number(value, "signal", s.name);
    }
  }

  void place_vector(std::vector<double>& row, const signal& s, py::handle value) {
    if (no_value(value)) {
      std::fill_n(&row[s.place], s.length, tepid::missing_value);
      return;
    }
    static PyObject* const convert = array_function("as_float64");
    const py::object array = float64_view{value} ? py::reinterpret_borrow<py::object>(value)
                                                 : py::object{py::handle{convert}(value, "observe", s.name)};
    const float64_view view{array};
    const auto xs = view.values();
    if (xs.size() != s.length)
      throw tepid::error{tepid::errc::bad_data, s.name,
                         "observe: '" + s.name + "' has " + std::to_string(xs.size()) + " values and must have " +
                             std::to_string(s.length)};
    std::copy(xs.begin(), xs.end(), row.begin() + static_cast<std::ptrdiff_t>(s.place));
  }

  std::shared_ptr<monitor_object> owner_;
  tepid::shard shard_;
  std::size_t width_;
  std::vector<double> row_;  // memory for the next one
};

py::object hashed(const py::list& ids) {
  py::list hashes;
  for (const py::handle id : ids) hashes.append(py::int_(id_of(id)));
  return hashes;
}

}  // namespace

void bind_monitor_rows(py::module_& m) {
  py::class_<shard_object> type(m, "_Shard", "Where one thread hands over what it sees.");
  type.def(py::init<std::shared_ptr<monitor_object>>(), py::arg("monitor"), "__init__(self, monitor)\n--\n\n");
  type.def("observe", &shard_object::observe, py::arg("row"), py::arg("time"), "observe(self, row, time)\n--\n\n");
  type.def("observe_value", &shard_object::observe_value, py::arg("name"), py::arg("value"), py::arg("time"),
           "observe_value(self, name, value, time)\n--\n\n");
  type.def("observe_batch", &shard_object::observe_batch, py::arg("rows"), py::arg("times"),
           "observe_batch(self, rows, times)\n--\n\nRows one after the other.");
  type.def("predict", &shard_object::predict, py::arg("id"), py::arg("score"), py::arg("label"), py::arg("segment"),
           py::arg("time"), "predict(self, id, score, label, segment, time)\n--\n\n");
  type.def("predict_batch", &shard_object::predict_batch, py::arg("ids"), py::arg("scores"), py::arg("labels"),
           py::arg("segments"), py::arg("times"),
           "predict_batch(self, ids, scores, labels, segments, times)\n--\n\nIds as uint64, segments by their keys.");
  type.def("label", &shard_object::label, py::arg("id"), py::arg("outcome"), py::arg("probability"), py::arg("time"),
           "label(self, id, outcome, probability, time)\n--\n\n");
  type.def("label_batch", &shard_object::label_batch, py::arg("ids"), py::arg("outcomes"), py::arg("probabilities"),
           py::arg("times"), "label_batch(self, ids, outcomes, probabilities, times)\n--\n\nIds as uint64.");
  m.def("_ids", hashed, py::arg("ids"), "_ids(ids)\n--\n\nEach int or str as 64 bits.");
}

}  // namespace tepid_python
