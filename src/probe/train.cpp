#include "probe/train.hpp"

#include "base/error.hpp"

namespace neurank::probe {

namespace {

void train_bank(BatchStream& stream, Bank& bank, const TrainSettings& settings,
                const std::function<bool()>& keep_going) {
  for (Index epoch = 0; epoch < settings.epochs; ++epoch) {
    stream.start(settings.order, settings.seed, epoch);
    while (stream.next()) {
      if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
      bank.step(stream.batch(), stream.rows());
    }
  }
}

}  // namespace

std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const TrainSettings& settings,
                              Index columns, const std::function<bool()>& keep_going) {
  std::vector<Head> heads;
  const auto labels = [&](std::size_t i) { return tasks[i].start->weights.rows(); };
  for (std::size_t begin = 0; begin < tasks.size();) {
    const std::size_t end = end_of_run(begin, tasks.size(), labels, columns);
    Bank bank({tasks.data() + begin, end - begin}, settings.learning_rate, settings.ridge);
    train_bank(stream, bank, settings, keep_going);
    for (std::size_t i = 0; i < bank.size(); ++i) heads.push_back(bank.head(i));
    begin = end;
  }
  return heads;
}

}  // namespace neurank::probe
