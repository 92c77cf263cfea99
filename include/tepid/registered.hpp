// tepid/registered.hpp - the one place to register: the lists of all detectors, tests and sketches.
//
// A detector is registered by one include and one line here. The C ABI, the command line, Python, the reference
// page and the conformance tests follow from registry.hpp and never name a detector themselves; only what needs
// the types includes this header, which includes them all.
#pragma once

#include <tepid/core/type_list.hpp>
#include <tepid/detectors/betting_eprocess.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/ewma_focus.hpp>
#include <tepid/detectors/focus.hpp>
#include <tepid/detectors/glr.hpp>
#include <tepid/detectors/new_atom.hpp>
#include <tepid/detectors/page_hinkley.hpp>
#include <tepid/detectors/sr_mixture.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/psi.hpp>

namespace tepid::inline v0 {

/// Charts of statistical process control.
using control_charts = type_list<cusum>;

/// Detectors of 0/1 streams: 1 for an error.
using error_detectors = type_list<>;

/// Detectors that compare parts of a window of the stream.
using window_detectors = type_list<>;

/// Sequential tests for changes of unknown size or shape.
using sequential_detectors = type_list<page_hinkley,      //
                                       ewma_bank,         //
                                       focus,             //
                                       glr,               //
                                       sr_mixture,        //
                                       betting_eprocess,  //
                                       new_atom,          //
                                       ewma_focus>;

/// Every detector, family after family.
using detectors = joined<control_charts, error_detectors, window_detectors, sequential_detectors>;

/// Every sketch.
using sketches = type_list<bins,  //
                           ecdf>;

/// Every two-sample test.
using tests = type_list<kolmogorov_smirnov,  //
                        psi>;

}  // namespace tepid::inline v0
