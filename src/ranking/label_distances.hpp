#pragma once

#include "ranking/class_moments.hpp"

namespace neurank::ranking {

/// How far the words of a label lie from all others at a neuron, in standard deviations: the sensitivity index
/// d' = (μ_C - μ_¬C) / √((σ²_C + σ²_¬C) / 2) (Green & Swets 1966); positive where the neuron is stronger at the label.
/// 0 where either side has no words or the neuron never varies on both; ±infinity where it varies on neither but the
/// means differ. @return [L, N]
LabelValues label_distances(const ClassMoments& moments);

}  // namespace neurank::ranking
