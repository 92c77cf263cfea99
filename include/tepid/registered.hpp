// tepid/registered.hpp - the one place to register: the lists of all detectors, tests and sketches.
//
// A detector is registered by one include and one line here. The C ABI, the command line, Python, the reference
// page and the conformance tests follow from registry.hpp and never name a detector themselves; only what needs
// the types includes this header, which includes them all.
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
#include <tepid/two_sample/anderson_darling.hpp>
#include <tepid/two_sample/brown_forsythe.hpp>
#include <tepid/two_sample/categorical_divergences.hpp>
#include <tepid/two_sample/chi_square.hpp>
#include <tepid/two_sample/cramer_von_mises.hpp>
#include <tepid/two_sample/cramers_v.hpp>
#include <tepid/two_sample/domain_classifier.hpp>
#include <tepid/two_sample/energy_distance.hpp>
#include <tepid/two_sample/energy_distance_multivariate.hpp>
#include <tepid/two_sample/fisher_exact.hpp>
#include <tepid/two_sample/frechet_distance.hpp>
#include <tepid/two_sample/g_test.hpp>
#include <tepid/two_sample/hellinger.hpp>
#include <tepid/two_sample/hotelling_t2_test.hpp>
#include <tepid/two_sample/jensen_shannon.hpp>
#include <tepid/two_sample/kl_divergence.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/kuiper.hpp>
#include <tepid/two_sample/mann_whitney.hpp>
#include <tepid/two_sample/mmd.hpp>
#include <tepid/two_sample/pca_reconstruction.hpp>
#include <tepid/two_sample/psi.hpp>
#include <tepid/two_sample/sliced_wasserstein.hpp>
#include <tepid/two_sample/total_variation.hpp>
#include <tepid/two_sample/wasserstein.hpp>
#include <tepid/two_sample/welch.hpp>

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
                                  eddm,
                                  rddm,
                                  ecdd,
                                  stepd,
                                  hddm_a,
                                  hddm_w,
                                  fhddm,
                                  fhddms,
                                  mddm,
                                  lfr>;

/// Detectors that compare parts of a window of the stream.
using window_detectors = type_list<adwin,  //
                                   kswin,  //
                                   seq_drift2,  //
                                   seed,  //
                                   incremental_ks,
                                   optwin,
                                   seq_drift1>;

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
using sketches = type_list<bins,             //
                           ecdf,             //
                           kll<double>,      //
                           kll<float>,       //
                           frequent_items,   //
                           frequent_integers,  //
                           distinct,         //
                           moments4,         //
                           reservoir,        //
                           category_counts>;

/// Every two-sample test of numbers.
using tests = type_list<kolmogorov_smirnov,  //
                        psi,                 //
                        kuiper,              //
                        cramer_von_mises,    //
                        anderson_darling,    //
                        mann_whitney,        //
                        welch,               //
                        brown_forsythe,      //
                        wasserstein,         //
                        energy_distance,     //
                        kl_divergence,       //
                        jensen_shannon,      //
                        hellinger,           //
                        total_variation>;

/// Every test of two rows of counts over the same categories.
using categorical_tests = type_list<chi_square,  //
                                    g_test,
                                    fisher_exact,
                                    cramers_v,
                                    categorical_psi,
                                    categorical_kl,
                                    categorical_jensen_shannon,
                                    categorical_hellinger,
                                    categorical_total_variation,
                                    categorical_l_infinity>;

/// Every test of two samples of rows of numbers.
using multivariate_tests = type_list<hotelling_t2_test,  //
                                     mmd,
                                     energy_distance_multivariate,
                                     frechet_distance,
                                     sliced_wasserstein,
                                     pca_reconstruction,
                                     domain_classifier>;

}  // namespace tepid::inline v0
