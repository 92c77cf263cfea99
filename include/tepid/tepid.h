/* tepid/tepid.h - the C interface: notice when a stream of numbers begins to drift.
 *
 * C99 and later; C++ too. Linked from libtepid, which exports the functions of this header and nothing else.
 *
 *   1. Introduction          what a detector is, and the shortest program
 *   2. Conventions           errors, threads, memory, growing structs
 *   3. Version
 *   4. Status and errors
 *   5. The catalogue         which detectors there are, and their parameters
 *   6. Life of a detector    create, clone, destroy
 *   7. The stream            update, reset, rearm
 *   8. What it says          state, statistic, counts, the change that it sees, parameters
 *   9. Saved states          save, load
 *  10. Change points         of a recorded series
 *  11. Tables                of columns, or of an Arrow stream
 *  12. Comparisons           has a table drifted from a reference?
 *
 *
 * 1. INTRODUCTION
 *
 * A detector takes one number a step and keeps a verdict: warming, stable, warning or drift. Drift is the
 * alarm. It is kept until tepid_detector_reset() (start anew) or tepid_detector_rearm() (go on with what was
 * learned), so that nobody who looks rarely can miss it.
 *
 *   #include <tepid/tepid.h>
 *
 *   int watch(const double *values, size_t count) {
 *     tepid_error why = TEPID_ERROR_INIT;
 *     tepid_setting settings[] = {{"mean", 0.7, NULL}, {"sd", 0.1, NULL}};
 *     tepid_detector *detector = NULL;
 *     if (tepid_detector_create("ewma_bank", settings, 2, &detector, &why) != TEPID_OK) {
 *       fprintf(stderr, "%s\n", why.message);
 *       return 2;
 *     }
 *     size_t taken = 0;
 *     tepid_state state = TEPID_STABLE;
 *     tepid_detector_update(detector, values, count, &taken, &state, NULL);
 *     if (state == TEPID_DRIFT) printf("drift noticed at value %zu\n", taken - 1);
 *     tepid_detector_destroy(detector);
 *     return state == TEPID_DRIFT;
 *   }
 *
 *
 * 2. CONVENTIONS
 *
 * Errors    Every function that can fail returns a tepid_status, TEPID_OK being 0, and takes a tepid_error
 *           as its last argument, which may be NULL. No function throws, aborts, prints or touches errno.
 *           A NULL where an object is needed gives TEPID_BAD_ARGUMENT. After any failure the objects are as
 *           they were before the call, and results other than the error are not written, unless a function
 *           says otherwise.
 * Threads   One object (a detector, table or comparison) is one thread's: calls on the same object must not
 *           overlap unless all of them take it as pointer to const. Different objects share nothing. Functions
 *           without an object may be called from anywhere at any time. There is no global state and nothing
 *           to initialize.
 * Memory    Only create, clone, load, change points, tables, comparisons, and error messages allocate. update
 *           never does. Objects are the caller's to destroy; arrays and texts that are given stay the caller's
 *           and are not needed after the return. Strings that tepid returns end with a zero byte and are in
 *           UTF-8: do not free them. They are static, but those of a comparison, which live as long as it does.
 * Structs   A struct that begins with struct_size may get more members at its end in later versions. Set
 *           struct_size to sizeof the struct before the call (the ..._INIT macros do); the library touches no
 *           byte beyond it. A struct_size below that of the first version gives TEPID_BAD_ARGUMENT.
 * Indices   Count from 0. Indices of values count accepted values since construction or reset.
 */
#ifndef TEPID_TEPID_H
#define TEPID_TEPID_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#if defined(TEPID_BUILDING)
#define TEPID_API __declspec(dllexport)
#elif defined(TEPID_STATIC)
#define TEPID_API
#else
#define TEPID_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define TEPID_API __attribute__((visibility("default")))
#else
#define TEPID_API
#endif

#if defined(__cplusplus)
#define TEPID_NOEXCEPT noexcept
extern "C" {
#else
#define TEPID_NOEXCEPT
#endif

/* ---------------------------------------------------------------------------------------------------------
 * 3. VERSION
 * --------------------------------------------------------------------------------------------------------- */

/** The binary interface that this header describes. Grows by 1 with every incompatible change, and only then. */
#define TEPID_ABI_VERSION 1

/** The binary interface that the library offers.
 *  Compare it with TEPID_ABI_VERSION before the first other call when the library was loaded at run time:
 *  a different number means that this header does not describe that library.
 *  Threads: any. */
TEPID_API uint32_t tepid_abi_version(void) TEPID_NOEXCEPT;

/** The library's version, "major.minor.patch".
 *  Threads: any. */
TEPID_API const char *tepid_version_string(void) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 4. STATUS AND ERRORS
 * --------------------------------------------------------------------------------------------------------- */

/** What a call came to. The numbers are frozen; later versions may add more, so treat an unknown one as a failure. */
typedef enum tepid_status {
  TEPID_OK = 0,
  TEPID_UNKNOWN_NAME = 10,  /**< No detector or parameter has that name. */
  TEPID_BAD_PARAMETER = 20, /**< A parameter is out of its bounds, of the wrong kind or given twice. */
  TEPID_BAD_ARGUMENT = 21,  /**< An argument cannot be used: NULL, an index out of range, a wrong struct_size. */
  TEPID_BAD_DATA = 30,      /**< Input data cannot be used: empty, too short, not a number. */
  TEPID_TRUNCATED = 40,     /**< A saved state ends too early. */
  TEPID_BAD_MAGIC = 41,     /**< Not a saved state of tepid. */
  TEPID_BAD_CHECKSUM = 42,  /**< A saved state was changed after it was written. */
  TEPID_BAD_VERSION = 43,   /**< A saved state is from a newer tepid. */
  TEPID_WRONG_KIND = 44,    /**< A saved state holds something else than what was asked for. */
  TEPID_BAD_STATE = 45,     /**< A saved state contradicts itself. */
  TEPID_IO = 60,            /**< A file cannot be opened, read or written. */
  TEPID_OUT_OF_MEMORY = 70,
  TEPID_STOPPED = 80,  /**< The caller's own function stopped the work. */
  TEPID_INTERNAL = 90 /**< A defect of tepid; please report it. */
} tepid_status;

/** Says what went wrong, in memory that the caller owns: two threads never share a message.
 *  Longer texts are cut at a whole character; both always end with a zero byte. */
typedef struct tepid_error {
  uint32_t struct_size; /**< sizeof(tepid_error), set by the caller. */
  int32_t code;         /**< The tepid_status that the call returned. */
  char field[64];       /**< The culprit's name alone: a parameter, an argument, or empty. */
  char message[440];    /**< A sentence that names the culprit; empty after success. */
} tepid_error;

#define TEPID_ERROR_INIT {sizeof(tepid_error), 0, {0}, {0}}

/** The name of a status: "ok", "bad_parameter", ...; "unknown" for a number that is none.
 *  Threads: any. */
TEPID_API const char *tepid_status_name(int status) TEPID_NOEXCEPT;

/** The instruction set that kernels over many features use on this machine: "AVX2", "NEON", ...; "SCALAR" for the
 *  plain reference. All of them give the same bits. The environment variable TEPID_TARGET forces one by name.
 *  @param name  receives it
 *  @return TEPID_OK; TEPID_UNKNOWN_NAME if TEPID_TARGET names one that is not available here; TEPID_BAD_ARGUMENT for
 *          NULL
 *  Threads: any, as long as no thread changes the environment. */
TEPID_API tepid_status tepid_simd_target(const char **name, tepid_error *error) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 5. THE CATALOGUE
 *
 *   for (size_t i = 0; i < tepid_registry_size(); ++i) {
 *     tepid_detector_info info = TEPID_DETECTOR_INFO_INIT;
 *     if (tepid_registry_detector(i, &info, NULL) == TEPID_OK) printf("%-16s %s\n", info.name, info.title);
 *   }
 * --------------------------------------------------------------------------------------------------------- */

/** What values a detector is made for; it accepts any finite value all the same. The numbers are frozen. */
typedef enum tepid_input_kind {
  TEPID_INPUT_REAL = 0,   /**< Any real number. */
  TEPID_INPUT_BINARY = 1, /**< 0 or 1, 1 for an error. */
  TEPID_INPUT_UNIT = 2,   /**< Within [0, 1]. */
  TEPID_INPUT_COUNT = 3,  /**< 0, 1, 2, ... */
  TEPID_INPUT_PAIR = 4    /**< 2 label + prediction of a binary classifier: 0 to 3; 0 and 3 are right. */
} tepid_input_kind;

/** How a parameter is written. The numbers are frozen. */
typedef enum tepid_value_kind {
  TEPID_REAL = 0,    /**< A double. */
  TEPID_COUNT = 1,   /**< A whole number, 0 to 2^53. */
  TEPID_BOOLEAN = 2, /**< 0 or 1; as text also "false" or "true". */
  TEPID_CHOICE = 3   /**< One of a list of words; as a number, its position in the list. */
} tepid_value_kind;

/** Who a detector is. Ids and names never change once released. */
typedef struct tepid_detector_info {
  uint32_t struct_size;     /**< sizeof(tepid_detector_info), set by the caller. */
  uint16_t id;              /**< In saved states. */
  uint16_t state_version;   /**< Of the states that this library writes. */
  tepid_input_kind input;   /**< What values it is made for. */
  uint32_t parameter_count; /**< How many parameters tepid_registry_parameter() knows. */
  size_t size_bytes;        /**< Memory of one detector, unless its documentation says more. */
  const char *name;         /**< What tepid_detector_create() takes. */
  const char *class_name;   /**< In Python. */
  const char *title;        /**< One line for people. */
  const char *source;       /**< Author, year, where. */
  const char *limit;        /**< The parameter that sets the false-alarm rate. */
} tepid_detector_info;

#define TEPID_DETECTOR_INFO_INIT \
  {sizeof(tepid_detector_info), 0, 0, TEPID_INPUT_REAL, 0, 0, NULL, NULL, NULL, NULL, NULL}

/** One parameter: permitted values, default, meaning. */
typedef struct tepid_parameter_info {
  uint32_t struct_size;  /**< sizeof(tepid_parameter_info), set by the caller. */
  tepid_value_kind kind; /**< How it is written. */
  uint32_t choice_count; /**< Words that tepid_registry_choice() knows; 0 unless kind is TEPID_CHOICE. */
  uint8_t low_open;      /**< 1 when `low` itself is not permitted. */
  uint8_t high_open;     /**< 1 when `high` itself is not permitted. */
  uint8_t reserved[2];
  double default_value; /**< A choice by its position. */
  double low, high;     /**< Bounds. */
  const char *name;
  const char *unit; /**< "" for a pure number. */
  const char *doc;  /**< One line. */
} tepid_parameter_info;

#define TEPID_PARAMETER_INFO_INIT \
  {sizeof(tepid_parameter_info), TEPID_REAL, 0, 0, 0, {0, 0}, 0.0, 0.0, 0.0, NULL, NULL, NULL}

/** How many detectors there are. Their indices are 0 .. size - 1, in the same order for a given version of the
 *  library; another version may order them differently: store names, not indices.
 *  Threads: any. */
TEPID_API size_t tepid_registry_size(void) TEPID_NOEXCEPT;

/** Finds a detector by name.
 *  @param name   zero-terminated
 *  @param index  receives its index
 *  @return TEPID_OK; TEPID_UNKNOWN_NAME (the message lists the names); TEPID_BAD_ARGUMENT for NULL
 *  Threads: any. */
TEPID_API tepid_status tepid_registry_find(const char *name, size_t *index, tepid_error *error) TEPID_NOEXCEPT;

/** Describes the detector at an index.
 *  @param info  struct_size set by the caller; receives the rest
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL, a struct_size too small, or an index that there is not
 *  Threads: any. */
TEPID_API tepid_status tepid_registry_detector(size_t index, tepid_detector_info *info,
                                               tepid_error *error) TEPID_NOEXCEPT;

/** Describes one parameter of the detector at an index.
 *  @param parameter  0 .. parameter_count - 1
 *  @param info       struct_size set by the caller; receives the rest
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL, a struct_size too small, or an index that there is not
 *  Threads: any. */
TEPID_API tepid_status tepid_registry_parameter(size_t index, size_t parameter, tepid_parameter_info *info,
                                                tepid_error *error) TEPID_NOEXCEPT;

/** One word of a choice.
 *  @param choice  0 .. choice_count - 1: also the number that stands for the word
 *  @param word    receives the word
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL or an index that there is not
 *  Threads: any. */
TEPID_API tepid_status tepid_registry_choice(size_t index, size_t parameter, size_t choice, const char **word,
                                             tepid_error *error) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 6. LIFE OF A DETECTOR
 * --------------------------------------------------------------------------------------------------------- */

/** A detector with its parameters and its state. Only ever handled by pointer. */
typedef struct tepid_detector tepid_detector;

/** One parameter by name. This struct will never grow: it is used in arrays. */
typedef struct tepid_setting {
  const char *name;
  double value;     /**< Used when `text` is NULL. A choice by its position, a boolean by 0 or 1. */
  const char *text; /**< The value as text, parsed as the parameter's kind whatever the locale; or NULL. */
} tepid_setting;

/** Creates a detector.
 *  @param name      of the detector
 *  @param settings  `count` of them, in any order; parameters that are not named keep their defaults.
 *                   NULL is fine when count is 0
 *  @param detector  receives the detector, to be given to tepid_detector_destroy(); NULL after a failure
 *  @return TEPID_OK; TEPID_UNKNOWN_NAME for a detector or parameter; TEPID_BAD_PARAMETER for a value out of bounds,
 *          text that is not of the parameter's kind, or a name given twice (error.field is the parameter's name,
 *          error.message says what is permitted); TEPID_BAD_ARGUMENT for NULL; TEPID_OUT_OF_MEMORY
 *  Threads: any. */
TEPID_API tepid_status tepid_detector_create(const char *name, const tepid_setting *settings, size_t count,
                                             tepid_detector **detector, tepid_error *error) TEPID_NOEXCEPT;

/** A second detector with the same parameters and the same state; the two share nothing.
 *  @param copy  receives it, to be destroyed on its own; NULL after a failure
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL; TEPID_OUT_OF_MEMORY
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_clone(const tepid_detector *detector, tepid_detector **copy,
                                            tepid_error *error) TEPID_NOEXCEPT;

/** Frees a detector. NULL is fine.
 *  Threads: no other call on this detector may be running, or follow. */
TEPID_API void tepid_detector_destroy(tepid_detector *detector) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 7. THE STREAM
 *
 * All alarms of an array, the detector starting anew after each:
 *
 *   for (size_t at = 0, taken = 0; at < count; at += taken) {
 *     tepid_state state;
 *     if (tepid_detector_update(detector, values + at, count - at, &taken, &state, NULL) != TEPID_OK) break;
 *     if (state != TEPID_DRIFT) continue;
 *     printf("alarm at %zu\n", at + taken - 1);
 *     tepid_detector_reset(detector, NULL);
 *   }
 * --------------------------------------------------------------------------------------------------------- */

/** The verdict of a detector. The numbers are frozen. */
typedef enum tepid_state {
  TEPID_WARMING = 0, /**< Too few values for any verdict. */
  TEPID_STABLE = 1,  /**< Nothing found. */
  TEPID_WARNING = 2, /**< Evidence is building; only detectors with a second, lower level report it. */
  TEPID_DRIFT = 3    /**< The alarm. Kept until reset or rearm. */
} tepid_state;

/** The name of a state: "warming", "stable", "warning" or "drift"; "invalid" for a number that is none.
 *  Threads: any. */
TEPID_API const char *tepid_state_name(int state) TEPID_NOEXCEPT;

/** Takes values in order, up to and with the first that raises an alarm.
 *  One call with n values does the same as n calls with one, bit for bit, and is many times faster.
 *  While an alarm is kept no further one is raised, and all values are taken.
 *  NaN and infinities are not errors: they are taken, counted in tepid_detector_rejected(), and change nothing else.
 *  @param values  `count` of them; only read, and not after the return. NULL is fine when count is 0
 *  @param taken   receives how many were taken; with a new alarm it was raised by values[taken - 1]. May be NULL
 *  @param state   receives the state after them. May be NULL
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: writes `detector`. Neither allocates nor blocks. */
TEPID_API tepid_status tepid_detector_update(tepid_detector *detector, const double *values, size_t count,
                                             size_t *taken, tepid_state *state, tepid_error *error) TEPID_NOEXCEPT;

/** Forgets everything but the parameters: afterwards the detector equals a new one.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: writes `detector`. Neither allocates nor blocks. */
TEPID_API tepid_status tepid_detector_reset(tepid_detector *detector, tepid_error *error) TEPID_NOEXCEPT;

/** Clears the alarm and keeps what was learned: the next value that meets the condition raises it again.
 *  Does nothing unless the state is TEPID_DRIFT.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: writes `detector`. Neither allocates nor blocks. */
TEPID_API tepid_status tepid_detector_rearm(tepid_detector *detector, tepid_error *error) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 8. WHAT IT SAYS
 * --------------------------------------------------------------------------------------------------------- */

/** Says "not known" where an index is expected. */
#define TEPID_NO_INDEX UINT64_MAX

/** What a detector can tell about the change that it sees. */
typedef struct tepid_change {
  uint32_t struct_size; /**< sizeof(tepid_change), set by the caller. */
  int32_t direction;    /**< +1 rise, -1 fall, 0 not known. */
  uint64_t onset;       /**< First changed value, if the change was abrupt; or TEPID_NO_INDEX. */
  uint64_t ramp_onset;  /**< The same, if the change was gradual; or TEPID_NO_INDEX. */
  double effect;        /**< Estimated shift, in units of the values; signed. */
  uint64_t earliest;    /**< The first changed value is one of earliest .. latest, 95%; or TEPID_NO_INDEX. */
  uint64_t latest;      /**< The same. */
} tepid_change;

#define TEPID_CHANGE_INIT \
  {sizeof(tepid_change), 0, TEPID_NO_INDEX, TEPID_NO_INDEX, 0.0, TEPID_NO_INDEX, TEPID_NO_INDEX}

/** Which detector it is, as an index for tepid_registry_detector(): tells what a loaded state holds.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_index(const tepid_detector *detector, size_t *index,
                                            tepid_error *error) TEPID_NOEXCEPT;

/** The state after the last value.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_state(const tepid_detector *detector, tepid_state *state,
                                            tepid_error *error) TEPID_NOEXCEPT;

/** The number that is compared with the detector's limit. Always finite.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_statistic(const tepid_detector *detector, double *statistic,
                                                tepid_error *error) TEPID_NOEXCEPT;

/** How many values were accepted since construction or reset.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_count(const tepid_detector *detector, uint64_t *count,
                                            tepid_error *error) TEPID_NOEXCEPT;

/** How many values were not finite and therefore left out since construction or reset.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_rejected(const tepid_detector *detector, uint64_t *rejected,
                                               tepid_error *error) TEPID_NOEXCEPT;

/** Since when, by how much and in which direction: meant for the moment after an alarm, since for some detectors
 *  it costs as much as thousands of updates.
 *  @param change  struct_size set by the caller; receives the rest
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL or a struct_size too small
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_change(const tepid_detector *detector, tepid_change *change,
                                             tepid_error *error) TEPID_NOEXCEPT;

/** The value of a parameter, whether it was set or kept its default; a choice by its position.
 *  @return TEPID_OK; TEPID_UNKNOWN_NAME (the message lists the names); TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_parameter(const tepid_detector *detector, const char *name, double *value,
                                                tepid_error *error) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 9. SAVED STATES
 *
 * The bytes hold the parameters too, are the same on every platform, and are read by every later version with
 * the same major number. docs/state-format.md specifies them.
 *
 *   size_t size = 0;
 *   tepid_detector_save(detector, NULL, 0, &size, NULL);
 *   void *bytes = malloc(size);
 *   tepid_detector_save(detector, bytes, size, &size, NULL);
 * --------------------------------------------------------------------------------------------------------- */

/** Writes the state.
 *  @param buffer    `capacity` bytes. NULL with capacity 0 only asks for the size
 *  @param capacity  in bytes
 *  @param size      receives the size of the state, even when it does not fit. May be NULL unless buffer is
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL, or (field "capacity") when a buffer is given that is too small:
 *          nothing is written into it then
 *  Threads: reads `detector`. */
TEPID_API tepid_status tepid_detector_save(const tepid_detector *detector, void *buffer, size_t capacity, size_t *size,
                                           tepid_error *error) TEPID_NOEXCEPT;

/** Creates a detector from what tepid_detector_save() wrote; it goes on as if nothing had happened.
 *  Any bytes may be given, hostile ones too: what was not written by tepid is refused, and memory is taken only in
 *  proportion to `size`. The checksum finds damage, not forgery: who may forge may make any sound state.
 *  @param bytes     `size` of them; not needed after the return
 *  @param detector  receives the detector, to be destroyed; NULL after a failure
 *  @return TEPID_OK; TEPID_TRUNCATED, TEPID_BAD_MAGIC, TEPID_BAD_CHECKSUM, TEPID_BAD_VERSION, TEPID_WRONG_KIND,
 *          TEPID_BAD_STATE, TEPID_BAD_PARAMETER; TEPID_BAD_ARGUMENT for NULL; TEPID_OUT_OF_MEMORY
 *  Threads: any. */
TEPID_API tepid_status tepid_detector_load(const void *bytes, size_t size, tepid_detector **detector,
                                           tepid_error *error) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 10. CHANGE POINTS
 *
 * Where a series that was recorded whole changed: benchmarks by commit, quality by release.
 *
 *   tepid_change_points_options options = TEPID_CHANGE_POINTS_OPTIONS_INIT;
 *   tepid_change_points_summary summary = TEPID_CHANGE_POINTS_SUMMARY_INIT;
 *   tepid_change_point points[32];
 *   if (tepid_change_points(values, count, &options, points, 32, &summary, NULL) == TEPID_OK)
 *     for (uint64_t i = 0; i < summary.found && i < 32; ++i)
 *       printf("%llu: %+g\n", (unsigned long long)points[i].index, points[i].effect);
 * --------------------------------------------------------------------------------------------------------- */

/** How change points are found. The numbers are frozen. */
typedef enum tepid_change_method {
  TEPID_CHANGE_PELT = 0, /**< Optimal partitions, chosen with the series' own dependence; a stated false-point rate. */
  TEPID_CHANGE_OTAVA = 1 /**< E-divisive windows and t-tests, as Apache Otava does; no such rate. */
} tepid_change_method;

/** What a change is a change of. The numbers are frozen. */
typedef enum tepid_change_kind {
  TEPID_CHANGE_MEAN = 0,         /**< The mean. */
  TEPID_CHANGE_MEAN_VARIANCE = 1 /**< The mean, the variance, or both. With TEPID_CHANGE_PELT alone. */
} tepid_change_kind;

/** Options of tepid_change_points(). */
typedef struct tepid_change_points_options {
  uint32_t struct_size;       /**< sizeof(tepid_change_points_options), set by the caller. */
  tepid_change_method method;
  tepid_change_kind kind;
  uint32_t reserved;          /**< 0. */
  double p;                   /**< pelt: bounds the chance of any point in a series without a change, [1e-12, 0.5].
                                   otava: largest p-value of a point's t-test, (0, 1]. */
  uint64_t min_segment;       /**< pelt: values in a segment at least. [2, 1000000] */
  uint64_t window;            /**< otava: values that are looked at together. [2, 4096] */
  double min_magnitude;       /**< otava: the least relative change that is kept. [0, inf) */
} tepid_change_points_options;

#define TEPID_CHANGE_POINTS_OPTIONS_INIT \
  {sizeof(tepid_change_points_options), TEPID_CHANGE_PELT, TEPID_CHANGE_MEAN, 0, 0.001, 5, 50, 0.0}

/** A point at which the series changed. Indices count all values, missing ones too.
 *  This struct will never grow: it is used in arrays. */
typedef struct tepid_change_point {
  uint64_t index;    /**< The first value of the new segment. */
  uint64_t earliest; /**< The new segment begins within earliest .. latest, 95%; or TEPID_NO_INDEX with otava. */
  uint64_t latest;
  double mean_before, mean_after; /**< Of the segments on either side. */
  double sd_before, sd_after;     /**< Their standard deviations, divisor n - 1. */
  double effect;                  /**< mean_after - mean_before, in units of the values. */
  double statistic;               /**< pelt: likelihood ratio of the point, of normal noise or of the values' own law,
                                       whichever is less; otava: energy statistic of the split. */
  double p_value;                 /**< pelt: of the ratio as the largest over all places; otava: of the t-test. */
  int32_t direction;              /**< 1 up, -1 down, 0 neither. */
  int32_t reserved;
} tepid_change_point;

/** What can be said of a series as a whole. The numbers are frozen. */
typedef enum tepid_change_verdict {
  TEPID_CHANGE_FOUND = 0,     /**< There are points. */
  TEPID_CHANGE_NONE = 1,      /**< There are none. */
  TEPID_CHANGE_TOO_SHORT = 2, /**< Too few values: nothing was looked for. */
  TEPID_CHANGE_WANDERS = 3    /**< None stands out, but the series trends or wanders: its level cannot be judged. */
} tepid_change_verdict;

/** What the points rest on. */
typedef struct tepid_change_points_summary {
  uint32_t struct_size;        /**< sizeof(tepid_change_points_summary), set by the caller. */
  tepid_change_verdict verdict;
  uint64_t found;              /**< Points that there are, whether they fit or not. */
  uint64_t values;             /**< That were looked at. */
  uint64_t missing;            /**< NaN, left out. */
  uint64_t held;               /**< Outliers, held near their neighbours while searching. */
  uint64_t ar_order;           /**< Of the autoregression of what is left beside the segments' means. */
  double noise_sd;             /**< Standard deviation of what is left. */
  double long_run;             /**< Its dependence: 1 for independent values, 10 for an autoregression of .9. */
  double limit;                /**< What a statistic must reach. */
} tepid_change_points_summary;

#define TEPID_CHANGE_POINTS_SUMMARY_INIT \
  {sizeof(tepid_change_points_summary), TEPID_CHANGE_NONE, 0, 0, 0, 0, 0, 0.0, 0.0, 0.0}

/** Finds the points at which a recorded series changed.
 *  @param values    `count` of them; only read. NULL is fine when count is 0. NaN is left out with pelt
 *  @param options   struct_size set by the caller; NULL for the defaults
 *  @param points    receives the first `capacity` points, in order. NULL with capacity 0 only asks how many there are
 *  @param summary   struct_size set by the caller; receives the rest
 *  @return TEPID_OK, also when there are more points than fit: compare summary.found with capacity;
 *          TEPID_BAD_DATA for an infinite value, with otava also for NaN; TEPID_BAD_ARGUMENT for NULL, a struct_size too
 *          small, or an option out of its bounds (error.field names it); TEPID_OUT_OF_MEMORY
 *  Threads: any. Cost: 1,000 values some 20 ms, 100,000 about a second. */
TEPID_API tepid_status tepid_change_points(const double *values, size_t count, const tepid_change_points_options *options,
                                           tepid_change_point *points, size_t capacity,
                                           tepid_change_points_summary *summary, tepid_error *error) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 11. TABLES
 *
 * A table has named columns of equally many rows. It is made column by column:
 *
 *   tepid_table *table = NULL;
 *   if (tepid_table_create(&table, NULL) == TEPID_OK) {
 *     tepid_table_add_numbers(table, "latency", TEPID_COLUMN_NUMERIC, latency, NULL, rows, NULL);
 *     tepid_table_add_texts(table, "country", country, rows, NULL);
 *   }
 *
 * or out of what an Arrow C stream gives:
 *
 *   tepid_table_from_arrow(&stream, &table, NULL);
 * --------------------------------------------------------------------------------------------------------- */

/** What the values of a column are. The numbers are frozen. */
typedef enum tepid_column_type {
  TEPID_COLUMN_NUMERIC = 0,     /**< Numbers. */
  TEPID_COLUMN_CATEGORICAL = 1, /**< Texts. */
  TEPID_COLUMN_TIME = 2,        /**< Times as numbers, in seconds since 1970. They are told and not judged. */
  TEPID_COLUMN_BOOLEAN = 3      /**< The numbers 0 and 1. */
} tepid_column_type;

/** Columns with their names. Only ever handled by pointer. */
typedef struct tepid_table tepid_table;

/** The stream of the Arrow C stream interface. Arrow's headers define it, and so may you with the text of its
 *  specification: https://arrow.apache.org/docs/format/CStreamInterface.html */
struct ArrowArrayStream;

/** Creates a table without columns.
 *  @param table  receives the table, to be given to tepid_table_destroy(); NULL after a failure
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL; TEPID_OUT_OF_MEMORY
 *  Threads: any. */
TEPID_API tepid_status tepid_table_create(tepid_table **table, tepid_error *error) TEPID_NOEXCEPT;

/** Adds a column of numbers. They are copied.
 *  @param name    zero-terminated, in UTF-8
 *  @param type    TEPID_COLUMN_NUMERIC, TEPID_COLUMN_TIME or TEPID_COLUMN_BOOLEAN
 *  @param values  `count` of them. NaN is a number that could not be computed, and counted apart from missing ones;
 *                 R's NA_real_ is missing. NULL is fine when count is 0
 *  @param given   `count` bytes, 0 for a row whose value is missing; NULL when every row has one
 *  @return TEPID_OK; TEPID_BAD_DATA (error.field is the column's name) where the table has a column of that name or of
 *          another length, or a boolean is neither 0 nor 1 nor NaN; TEPID_BAD_ARGUMENT for NULL or another type;
 *          TEPID_OUT_OF_MEMORY
 *  Threads: writes `table`. */
TEPID_API tepid_status tepid_table_add_numbers(tepid_table *table, const char *name, tepid_column_type type,
                                               const double *values, const uint8_t *given, size_t count,
                                               tepid_error *error) TEPID_NOEXCEPT;

/** Adds a column of texts: categories. They are copied, each different one once.
 *  @param name   zero-terminated, in UTF-8
 *  @param texts  `count` of them, zero-terminated, in UTF-8; NULL for a row whose value is missing. "" is a text. The
 *                array may be NULL when count is 0
 *  @return TEPID_OK; TEPID_BAD_DATA (error.field is the column's name) where the table has a column of that name or of
 *          another length; TEPID_BAD_ARGUMENT for NULL; TEPID_OUT_OF_MEMORY
 *  Threads: writes `table`. */
TEPID_API tepid_status tepid_table_add_texts(tepid_table *table, const char *name, const char *const *texts,
                                             size_t count, tepid_error *error) TEPID_NOEXCEPT;

/** Creates a table with the columns of an Arrow stream, which is read to its end. Values are copied once; more columns
 *  may be added.
 *  The stream is consumed: it is released once, also after a failure, whatever the failure is. The struct itself stays
 *  the caller's.
 *  Integers, floats and decimals become the nearest double, dates and timestamps times, durations seconds; texts and
 *  dictionaries are categories; nulls are missing values. A column of another type (binary, list, struct) is in the
 *  table and cannot be judged.
 *  The producer is trusted: lengths, offsets and buffers must be what Arrow's specification says.
 *  @param stream  of structs, not yet released
 *  @param table   receives the table, to be destroyed; NULL after a failure
 *  @return TEPID_OK; TEPID_BAD_DATA where the producer fails (error.message has its words), an array contradicts its
 *          schema, the schema is not of a struct, or two columns share a name; TEPID_BAD_ARGUMENT for NULL, a stream
 *          that was released before or lacks a function, or a schema that cannot be read; TEPID_OUT_OF_MEMORY
 *  Threads: any; the producer is called by this thread. */
TEPID_API tepid_status tepid_table_from_arrow(struct ArrowArrayStream *stream, tepid_table **table,
                                              tepid_error *error) TEPID_NOEXCEPT;

/** Frees a table. NULL is fine. Comparisons of it stay as they are.
 *  Threads: no other call on this table may be running, or follow. */
TEPID_API void tepid_table_destroy(tepid_table *table) TEPID_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------------------
 * 12. COMPARISONS
 *
 * Has any column of a table drifted from a reference? The same tables and options give the verdicts and numbers of
 * `tepid compare` and of tepid.compare in Python, bit for bit. docs/compare.md says what they mean.
 *
 *   tepid_compare_options options = TEPID_COMPARE_OPTIONS_INIT;
 *   tepid_comparison *found = NULL;
 *   if (tepid_compare(reference, current, &options, &found, &why) != TEPID_OK) {
 *     fprintf(stderr, "%s\n", why.message);
 *     return 1;
 *   }
 *   size_t columns = 0;
 *   tepid_comparison_size(found, &columns, NULL);
 *   for (size_t i = 0; i < columns; ++i) {
 *     tepid_column_comparison c = TEPID_COLUMN_COMPARISON_INIT;
 *     tepid_comparison_column(found, i, &c, NULL);
 *     printf("%s: %s, %.0f %% moved\n", c.name, tepid_verdict_name(c.verdict), 100.0 * c.moved);
 *   }
 *   tepid_comparison_destroy(found);
 * --------------------------------------------------------------------------------------------------------- */

/** What is said of a column, or of a table. The numbers are frozen. */
typedef enum tepid_verdict {
  TEPID_VERDICT_NO_DRIFT = 0,     /**< For certain no more than the margin moved. */
  TEPID_VERDICT_DRIFT = 1,        /**< For certain more than the margin moved, or a small share by a multiple. */
  TEPID_VERDICT_INCONCLUSIVE = 2, /**< More rows would tell. */
  TEPID_VERDICT_LEFT_OUT = 3,     /**< The caller left the column out. */
  TEPID_VERDICT_NOT_JUDGED = 4    /**< It cannot be compared; the note says why. */
} tepid_verdict;

/** The name of a verdict: "no drift", "drift", "inconclusive", "left out" or "cannot be judged"; "invalid" for a number
 *  that is none.
 *  Threads: any. */
TEPID_API const char *tepid_verdict_name(int verdict) TEPID_NOEXCEPT;

/** The margin of one column. This struct will never grow: it is used in arrays. */
typedef struct tepid_column_margin {
  const char *column;
  double margin;
} tepid_column_margin;

/** How tables are compared. Arrays may be NULL where their count is 0. A name may be given twice, but in `margins`. */
typedef struct tepid_compare_options {
  uint32_t struct_size;                /**< sizeof(tepid_compare_options), set by the caller. */
  uint32_t threads;                    /**< That compare columns, the calling one among them; 0: one a processor. */
  double alpha;                        /**< Chance of any false drift, and of a false "no drift" of a column. [0, 1] */
  double margin;                       /**< The least share of values whose move matters. [0, inf) */
  double ratio_margin;                 /**< The factor by which a share of at most 5 % must change to be drift. [1, inf) */
  const char *correction;              /**< "bonferroni", "holm", "bh", "by", "ebh" or "none"; NULL: "bonferroni". */
  const char *cluster;                 /**< A column whose equal values are one cluster, as a user; NULL: none. */
  uint64_t block;                      /**< So many rows in a row are one cluster; 0: rows are independent. */
  const char *const *columns;          /**< Only these; none: all, which both tables must have. */
  size_t column_count;
  const char *const *exclude;          /**< All but these and their fields, told as left out. */
  size_t exclude_count;
  const char *const *judge;            /**< Values, though they look like identifiers, counters or times. */
  size_t judge_count;
  const char *const *tests;            /**< Of these tests the first that suits a column decides; "all" is every one. */
  size_t test_count;
  const tepid_column_margin *margins;  /**< Of columns that have one of their own. */
  size_t margin_count;
  /** Called before each column and between its tests, by the thread that compares, with the share done in [0, 1].
   *  0 stops the comparison. It may read the tables, not change them. NULL: not called. */
  int (*keep_going)(void *context, double share);
  void *context;                       /**< For keep_going. */
} tepid_compare_options;

#define TEPID_COMPARE_OPTIONS_INIT                                                                               \
  {sizeof(tepid_compare_options), 0, 0.01, 0.1, 1.15, NULL, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, \
   NULL, NULL}

/** What was found out about a table. Only ever handled by pointer. */
typedef struct tepid_comparison tepid_comparison;

/** What was found out about a column. tepid_comparison_json() tells more. Shares are in [0, 1]; NaN is "not known". */
typedef struct tepid_column_comparison {
  uint32_t struct_size;                    /**< sizeof(tepid_column_comparison), set by the caller. */
  tepid_verdict verdict;
  tepid_column_type type;                  /**< What both sides were compared as. */
  uint32_t reserved;
  const char *name;                        /**< As long as the comparison lives, like all texts here. */
  const char *note;                        /**< Why, where the numbers alone do not tell; or "". */
  uint64_t reference, current;             /**< Rows with a value. */
  uint64_t reference_rows, current_rows;   /**< All rows. */
  double moved;                            /**< The share of values that moved. */
  double low, high;                        /**< Its interval, which decides: the margin lies below, above or in it. */
  double p_adjusted;                       /**< Of "at most the margin moved", corrected. */
  double n_needed;                         /**< Values of the smaller side at which it would be decided. */
  const char *small;                       /**< The small share that changed most surely, "above 99", "'DE'"; or "". */
  double small_reference, small_current;   /**< That share on either side. */
  double small_ratio;                      /**< The second to the first. */
  double small_p_adjusted;                 /**< Of a small share that did not change by ratio_margin, corrected. */
  const char *test;                        /**< The first test that was run: it decided if tests were named. Or "". */
  double test_effect;                      /**< In the unit of the test. */
  double test_effect_low, test_effect_high; /**< Its interval; NaN where the test has none. */
} tepid_column_comparison;

#define TEPID_COLUMN_COMPARISON_INIT                                                                                  \
  {sizeof(tepid_column_comparison), TEPID_VERDICT_NO_DRIFT, TEPID_COLUMN_NUMERIC, 0, NULL, NULL, 0, 0, 0, 0, 0.0, 0.0, \
   0.0, 0.0, 0.0, NULL, 0.0, 0.0, 0.0, 0.0, NULL, 0.0, 0.0, 0.0}

/** Compares two tables. They stay as they are, and are not needed after the return.
 *  @param reference   what the current table is compared with; may be the same table
 *  @param options     struct_size set by the caller; NULL for the defaults
 *  @param comparison  receives what was found, to be given to tepid_comparison_destroy(); NULL after a failure
 *  @return TEPID_OK, whatever the verdict is. TEPID_BAD_DATA (error.field is the column's name) for a column that a
 *          table does not have; TEPID_BAD_PARAMETER for alpha, a margin, ratio_margin or correction out of bounds;
 *          TEPID_UNKNOWN_NAME for a test that there is not; TEPID_BAD_ARGUMENT for NULL, a struct_size too small,
 *          options that exclude each other, or a name in judge or margins that is not compared (error.field names the
 *          option or the column); TEPID_STOPPED where keep_going said so; TEPID_OUT_OF_MEMORY
 *  Threads: reads `reference` and `current`: one table may be compared in many threads at once.
 *  Cost: a column of 100,000 numbers a side some 65 ms, of as many texts of few kinds 2 ms (a core of an AMD EPYC). */
TEPID_API tepid_status tepid_compare(const tepid_table *reference, const tepid_table *current,
                                     const tepid_compare_options *options, tepid_comparison **comparison,
                                     tepid_error *error) TEPID_NOEXCEPT;

/** Frees a comparison and its texts. NULL is fine.
 *  Threads: no other call on this comparison may be running, or follow. */
TEPID_API void tepid_comparison_destroy(tepid_comparison *comparison) TEPID_NOEXCEPT;

/** What is said of the table: drift if any column drifted; no drift if all columns did not, but those left out; else
 *  inconclusive.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `comparison`. */
TEPID_API tepid_status tepid_comparison_verdict(const tepid_comparison *comparison, tepid_verdict *verdict,
                                                tepid_error *error) TEPID_NOEXCEPT;

/** How many columns there are: those compared in their order, then those left out.
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL
 *  Threads: reads `comparison`. */
TEPID_API tepid_status tepid_comparison_size(const tepid_comparison *comparison, size_t *columns,
                                             tepid_error *error) TEPID_NOEXCEPT;

/** Describes one column.
 *  @param index   0 .. size - 1
 *  @param column  struct_size set by the caller; receives the rest
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL, a struct_size too small, or an index that there is not
 *  Threads: reads `comparison`. */
TEPID_API tepid_status tepid_comparison_column(const tepid_comparison *comparison, size_t index,
                                               tepid_column_comparison *column, tepid_error *error) TEPID_NOEXCEPT;

/** All that was found out, as one line of JSON: byte for byte what Python's tepid.compare gives for the same tables,
 *  and `tepid compare --json` but for the names of the files. "schema" tells the version; keys may be added to it.
 *
 *   size_t size = 0;
 *   tepid_comparison_json(found, NULL, 0, &size, NULL);
 *   char *json = malloc(size);
 *   tepid_comparison_json(found, json, size, &size, NULL);
 *
 *  @param text      `capacity` bytes. NULL with capacity 0 only asks for the size
 *  @param capacity  in bytes
 *  @param size      receives the size of the text with the zero byte at its end, even when it does not fit. May be NULL
 *                   unless text is
 *  @return TEPID_OK; TEPID_BAD_ARGUMENT for NULL, or (field "capacity") when a text is given that is too small: nothing
 *          is written into it then
 *  Threads: reads `comparison`. */
TEPID_API tepid_status tepid_comparison_json(const tepid_comparison *comparison, char *text, size_t capacity,
                                             size_t *size, tepid_error *error) TEPID_NOEXCEPT;

#if defined(__cplusplus)
} /* extern "C" */
#endif

#endif /* TEPID_TEPID_H */
