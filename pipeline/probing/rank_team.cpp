#include "probing/rank_team.hpp"

#include <cstring>
#include <optional>
#include <type_traits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "mpi/together.hpp"

namespace neurank::probing {
namespace {

/// What is sent of a training before its lists: ranks of a team run the same program.
struct Outline {
  probe::TrainSettings settings;
  probe::Penalty penalty;
  Index labels, neurons, batches;
  Index targets, order, weighted;  ///< lengths of the lists; -1 for none
};
static_assert(std::is_trivially_copyable_v<Outline>);

template <class List>
Index length_of(const std::shared_ptr<const List>& list) {
  return list == nullptr ? -1 : to_index(list->size());
}

template <class List>
void append(const std::shared_ptr<const List>& list, std::string& message) {
  if (list == nullptr) return;
  message.append(reinterpret_cast<const char*>(list->data()), list->size() * sizeof(typename List::value_type));
}

std::string to_message(const probe::SharedTraining& training) {
  const probe::SharedTask& task = training.task;
  const Outline outline = {training.settings,     task.penalty,
                           task.labels,           task.neurons,
                           training.batches,      length_of(task.targets),
                           length_of(task.order), length_of(task.weighted)};
  std::string message(reinterpret_cast<const char*>(&outline), sizeof(outline));
  append(task.targets, message);
  append(task.order, message);
  append(task.weighted, message);
  return message;
}

/// Reads what to_message() wrote.
class MessageReader {
 public:
  explicit MessageReader(const std::string& message) : message_(message) {}

  void read(void* to, std::size_t bytes) {
    NEURANK_EXPECT(next_ + bytes <= message_.size());
    std::memcpy(to, message_.data() + next_, bytes);
    next_ += bytes;
  }

  template <class List>
  void read(Index length, std::shared_ptr<const List>& list) {
    if (length < 0) return;
    List values(to_size(length));
    read(values.data(), values.size() * sizeof(typename List::value_type));
    list = std::make_shared<const List>(std::move(values));
  }

 private:
  const std::string& message_;
  std::size_t next_ = 0;
};

probe::SharedTraining training_from(const std::string& message) {
  MessageReader reader(message);
  Outline outline;
  reader.read(&outline, sizeof(outline));
  probe::SharedTraining training;
  training.settings = outline.settings;
  training.batches = outline.batches;
  training.task.penalty = outline.penalty;
  training.task.labels = outline.labels;
  training.task.neurons = outline.neurons;
  reader.read(outline.targets, training.task.targets);
  reader.read(outline.order, training.task.order);
  reader.read(outline.weighted, training.task.weighted);
  return training;
}

}  // namespace

void RankTeam::call(const probe::SharedTraining& training) const {
  if (size() > 1) ranks_.broadcast(to_message(training));
}

void RankTeam::agree(const std::exception_ptr& mine) const {
  mpi::together(ranks_, [&] {
    if (mine) std::rethrow_exception(mine);
  });
}

void RankTeam::send(Index to, std::span<const float> numbers) const {
  ranks_.send_numbers(static_cast<int>(to), numbers);
}

void RankTeam::receive(Index from, std::span<float> numbers) const {
  ranks_.receive_numbers(static_cast<int>(from), numbers);
}

void RankTeam::follow(const std::function<probe::BatchStream()>& open, const std::function<bool()>& keep_going) const {
  for (;;) {
    const std::string message = ranks_.broadcast("");
    if (message.empty()) return;
    try {
      std::optional<probe::SharedTraining> training;
      std::optional<probe::BatchStream> stream;
      mpi::together(ranks_, [&] {
        training = training_from(message);
        stream.emplace(open());
      });
      probe::take_part_in_training(*stream, *training, keep_going, *this);
    } catch (const std::exception&) {
      // Thrown on all of the team: the leader deals with it.
    }
  }
}

LedUnit::~LedUnit() {
  try {
    team_.broadcast("");  // no further training
  } catch (const std::exception&) {
    // A team that cannot hear each other any more has ended, too.
  }
}

}  // namespace neurank::probing
