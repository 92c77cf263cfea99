// tepid/registered.hpp - the one place to register detectors and sketches: the lists of them all.
//
// A detector is registered by one include and one line here. The C ABI, the command line, Python, the reference
// page and the conformance tests follow from registry.hpp and never name a detector themselves; only what needs
// the types includes this header, which includes them all. registered_tests.hpp has the two-sample tests.
#pragma once

#include <tepid/core/type_list.hpp>
#include <tepid/detectors/adwin.hpp>
#include <tepid/detectors/betting_eprocess.hpp>
#include <tepid/detectors/bocpd.hpp>
#include <tepid/detectors/conformal_martingale.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/detectors/cusum_binomial.hpp>
#include <tepid/detectors/cusum_crosier.hpp>
#include <tepid/detectors/cusum_poisson.hpp>
#include <tepid/detectors/cusum_self_starting.hpp>
#include <tepid/detectors/ddm.hpp>
#include <tepid/detectors/ecdd.hpp>
#include <tepid/detectors/eddm.hpp>
#include <tepid/detectors/ewma.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/ewma_counts.hpp>
#include <tepid/detectors/ewma_focus.hpp>
#include <tepid/detectors/fhddm.hpp>
#include <tepid/detectors/fhddms.hpp>
#include <tepid/detectors/focus.hpp>
#include <tepid/detectors/glr.hpp>
#include <tepid/detectors/gma.hpp>
#include <tepid/detectors/hddm_a.hpp>
#include <tepid/detectors/hddm_w.hpp>
#include <tepid/detectors/hotelling_t2.hpp>
#include <tepid/detectors/incremental_ks.hpp>
#include <tepid/detectors/kswin.hpp>
#include <tepid/detectors/lfr.hpp>
#include <tepid/detectors/mcusum.hpp>
#include <tepid/detectors/mddm.hpp>
#include <tepid/detectors/mewma.hpp>
#include <tepid/detectors/new_atom.hpp>
#include <tepid/detectors/optwin.hpp>
#include <tepid/detectors/page_hinkley.hpp>
#include <tepid/detectors/rddm.hpp>
#include <tepid/detectors/seed.hpp>
#include <tepid/detectors/seq_drift1.hpp>
#include <tepid/detectors/seq_drift2.hpp>
#include <tepid/detectors/shewhart.hpp>
#include <tepid/detectors/shewhart_attributes.hpp>
#include <tepid/detectors/shewhart_subgroups.hpp>
#include <tepid/detectors/sr_mixture.hpp>
#include <tepid/detectors/stepd.hpp>
#include <tepid/detectors/streaming_mmd.hpp>
#include <tepid/detectors/variance_cusum.hpp>
#include <tepid/detectors/variance_ewma.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/sketches/category_counts.hpp>
#include <tepid/sketches/distinct.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/sketches/frequent_items.hpp>
#include <tepid/sketches/kll.hpp>
#include <tepid/sketches/moments4.hpp>
#include <tepid/sketches/reservoir.hpp>

namespace tepid::inline v0 {

/// Charts of statistical process control.
using control_charts = type_list<cusum,                //
                                 shewhart,             //
                                 shewhart_subgroups,   //
                                 shewhart_attributes,  //
                                 ewma,                 //
                                 cusum_crosier,        //
                                 cusum_self_starting,  //
                                 cusum_binomial,       //
                                 cusum_poisson,        //
                                 ewma_counts,          //
                                 variance_cusum,       //
                                 variance_ewma,        //
                                 gma,                  //
                                 hotelling_t2,         //
                                 mewma,                //
                                 mcusum>;

/// Detectors of 0/1 streams: 1 for an error.
using error_detectors = type_list<ddm,  //
                                  eddm, rddm, ecdd, stepd, hddm_a, hddm_w, fhddm, fhddms, mddm, lfr>;

/// Detectors that compare parts of a window of the stream.
using window_detectors = type_list<adwin,       //
                                   kswin,       //
                                   seq_drift2,  //
                                   seed,        //
                                   incremental_ks, optwin, seq_drift1>;

/// Sequential tests for changes of unknown size or shape.
using sequential_detectors = type_list<page_hinkley,          //
                                       ewma_bank,             //
                                       focus,                 //
                                       glr,                   //
                                       sr_mixture,            //
                                       betting_eprocess,      //
                                       conformal_martingale,  //
                                       new_atom,              //
                                       ewma_focus,            //
                                       streaming_mmd,         //
                                       bocpd>;

/// Every detector, family after family.
using detectors = joined<control_charts, error_detectors, window_detectors, sequential_detectors>;

/// Every sketch.
using sketches = type_list<bins,               //
                           ecdf,               //
                           kll<double>,        //
                           kll<float>,         //
                           frequent_items,     //
                           frequent_integers,  //
                           distinct,           //
                           moments4,           //
                           reservoir,          //
                           category_counts>;

}  // namespace tepid::inline v0
