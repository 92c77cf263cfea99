// tepid/registered_tests.hpp - the one place to register two-sample tests: the lists of them all.
//
// A test is registered by one include and one line here, as a detector is in registered.hpp. The tests need
// Boost.Math and, for rows, Eigen; who only streams includes registered.hpp and needs neither.
#pragma once

#include <tepid/core/type_list.hpp>
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
using categorical_tests =
    type_list<chi_square,  //
              g_test, fisher_exact, cramers_v, categorical_psi, categorical_kl, categorical_jensen_shannon,
              categorical_hellinger, categorical_total_variation, categorical_l_infinity>;

/// Every test of two samples of rows of numbers.
using multivariate_tests = type_list<hotelling_t2_test,  //
                                     mmd, energy_distance_multivariate, frechet_distance, sliced_wasserstein,
                                     pca_reconstruction, domain_classifier>;

}  // namespace tepid::inline v0
