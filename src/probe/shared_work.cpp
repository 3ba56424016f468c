#include "probe/shared_work.hpp"

#include "base/overloaded.hpp"

namespace neurank::probe {

void take_part(const TrainingRows& words, const SharedWork& work, const std::function<bool()>& keep_going,
               const Team& team) {
  const auto train = [&](const SharedTraining& training) {
    BatchStream stream(words, training.batch);
    take_part_in_training(stream, training, keep_going, team);
  };
  const auto solve = [&](const SharedSolution& solution) {
    take_part_in_solving(words.source, solution, keep_going, team);
  };
  std::visit(Overloaded{train, solve}, work.what);
}

}  // namespace neurank::probe
