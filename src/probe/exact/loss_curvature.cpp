#include "probe/exact/loss_curvature.hpp"

#include "base/cast.hpp"
#include "probe/exact/curvature_of_rows.hpp"
#include "probe/exact/curvature_of_words.hpp"

namespace neurank::probe {

std::unique_ptr<LossCurvature> curvature_at(HeadLoss& loss, const Point& point, const AtWork& at_work,
                                            std::uint64_t bytes) {
  constexpr double slower = 30;  // measured: a number of a row comes from memory, and the rows are to be gathered
  std::vector<Questions> questions = questions_at(point, loss.unsure());
  const double numbers = numbers_of_rows(questions, at_work);
  const double of_pass = 2 * to_double(loss.unsure().words.size()) * to_double(point.weights.size());
  if (slower * numbers > of_pass || numbers * sizeof(float) > to_double(bytes))
    return std::make_unique<CurvatureOfWords>(loss, point, at_work);
  return std::make_unique<CurvatureOfRows>(loss, point, at_work, std::move(questions));
}

}  // namespace neurank::probe
