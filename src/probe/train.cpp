#include "probe/train.hpp"

#include "base/error.hpp"

namespace neurank::probe {

std::vector<Head> train_heads(BatchStream& stream, const std::vector<HeadTask>& tasks, const std::vector<Head>& starts,
                              const TrainSettings& settings, const std::function<bool()>& keep_going) {
  Bank bank(tasks, starts, settings.learning_rate, settings.ridge);
  for (Index epoch = 0; epoch < settings.epochs; ++epoch) {
    stream.start(settings.order, settings.seed, epoch);
    while (stream.next()) {
      if (!keep_going()) throw Error(Cause::interrupted, "training was stopped");
      bank.step(stream.batch(), stream.rows());
    }
  }
  std::vector<Head> heads;
  for (std::size_t i = 0; i < bank.size(); ++i) heads.push_back(bank.head(i));
  return heads;
}

}  // namespace neurank::probe
