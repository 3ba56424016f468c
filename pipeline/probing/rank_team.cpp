#include "probing/rank_team.hpp"

#include <optional>

#include "mpi/together.hpp"
#include "probing/team_messages.hpp"

namespace neurank::probing {
void RankTeam::call(const probe::SharedWork& work) const {
  if (size() > 1) ranks_.broadcast(to_message(work));
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

void RankTeam::follow(const std::function<probe::TrainingRows()>& open, const std::function<bool()>& keep_going) const {
  for (;;) {
    const std::string message = ranks_.broadcast("");
    if (message.empty()) return;
    try {
      std::optional<probe::SharedWork> work;
      std::optional<probe::TrainingRows> words;
      mpi::together(ranks_, [&] {
        work = work_from(message);
        words.emplace(open());
      });
      probe::take_part(*words, *work, keep_going, *this);
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
