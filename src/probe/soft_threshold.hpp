#pragma once

namespace neurank::probe {

/// The number that is nearer to 0 by `by`, or 0: the proximal step of by * |value|. @param by at least 0
inline float soft_threshold(float value, float by) { return value > by ? value - by : value < -by ? value + by : 0.0f; }

}  // namespace neurank::probe
