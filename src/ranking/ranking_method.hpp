#pragma once

#include <array>

#include "base/names.hpp"

namespace neurank::ranking {

/// Ways to order neurons by what they know of a task.
enum class Method {
  weight_mass,         ///< the head's weight mass on labels with enough words (Dalvi et al. 2019)
  weight_mass_all,     ///< the same on all labels
  mean_share,          ///< mean share of the labels' weight mass
  mean_abs,            ///< mean absolute weight (Antverg & Belinkov 2022)
  weight_sd,           ///< weight mass of |weight| times the neuron's standard deviation, of the training words
  weight_magnitude,    ///< largest absolute weight (Durrani et al. 2023)
  probeless,           ///< distances of class means (Antverg & Belinkov 2022)
  probeless_std,       ///< the same in standard deviations of the neuron
  anova,               ///< share of the variance between classes
  lda,                 ///< linear discriminant with shrinkage
  mutual_information,  ///< of the label and the neuron with a Gaussian for each class
  average_precision,   ///< of the neuron as a detector of each label (Suau et al. 2020)
  iou,                 ///< intersection over union of active and labelled words (Mu & Andreas 2020)
  mean_select,         ///< difference of means within and without a label by the neuron's range (Fan et al. 2023)
  single_probe,        ///< accuracy of a head on this neuron alone (Gurnee et al. 2023)
  gaussian,            ///< greedy selection by a Gaussian probe (Torroba Hennigen et al. 2020)
  random,              ///< an order that means nothing
};
constexpr std::array<const char*, 17> names_of(Method) {
  return {"weight_mass",
          "weight_mass_all",
          "mean_share",
          "mean_abs",
          "weight_sd",
          "weight_magnitude",
          "probeless",
          "probeless_std",
          "anova",
          "lda",
          "mutual_information",
          "average_precision",
          "iou",
          "mean_select",
          "single_probe",
          "gaussian",
          "random"};
}

/// Whether a method reads the weights of a trained head.
constexpr bool needs_head(Method method) { return method <= Method::weight_magnitude; }

/// Whether a method reads words and no head.
constexpr bool needs_words(Method method) { return !needs_head(method) && method != Method::random; }

/// Whether a method reads the training words' moments by class (ClassMoments); gaussian does for its candidates.
constexpr bool needs_class_moments(Method method) {
  return (Method::probeless <= method && method <= Method::mutual_information) || method == Method::mean_select ||
         method == Method::gaussian;
}

/// Whether a method values each neuron for each label, too (LabelledRanking); of a head the weights themselves do.
constexpr bool has_label_values(Method method) {
  return method == Method::probeless || method == Method::probeless_std || method == Method::lda ||
         method == Method::mean_select || method == Method::average_precision || method == Method::iou;
}

}  // namespace neurank::ranking
