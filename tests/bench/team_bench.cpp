// One head of many labels, as ranks share it.
//   mpirun -n R team_bench [--quick]
// Rows of run.sh, of wall time: 1272 labels, N = 9984
//   blocks   a step of the head in a bank / in blocks of its labels, one rank by itself
//   team/R   a step by one rank / R times a step by R ranks

#include <limits>

#include "base/cast.hpp"
#include "base/stopwatch.hpp"
#include "bench/bench.hpp"
#include "cli/start.hpp"
#include "mpi/session.hpp"
#include "probe/train.hpp"
#include "probing/rank_team.hpp"
#include "support/probe_support.hpp"

namespace neurank::bench {
namespace {

constexpr Index batch = 512, labels = 1272, neurons = 9984;

class SharedHeadBench {
 public:
  explicit SharedHeadBench(Index words) : source_(rows_), settings_{.epochs = 1} {
    Random random(1);
    rows_ = test::normal_matrix(words, neurons, random);
    std::vector<std::int32_t> of_words(to_size(words));
    for (std::size_t i = 0; i < of_words.size(); ++i) of_words[i] = static_cast<std::int32_t>(i * 7919 % labels);
    task_ = {test::targets(of_words), {1e-4, 1e-4}, test::start(labels, neurons, 1)};
  }

  probe::TrainingRows words() const { return {source_, test::all_rows(rows_.rows())}; }

  /// Wall time of an epoch. @param shared whether the head is trained in blocks
  double seconds(bool shared, const probe::Team& team) {
    settings_.whole_weights = shared ? 0 : std::numeric_limits<Index>::max();
    probe::BatchStream stream(words(), batch);
    const Stopwatch watch;
    probe::train_heads(stream, {task_}, settings_, labels, test::always, nullptr, team);
    return watch.seconds();
  }

 private:
  Matrix rows_;
  probe::MatrixRows source_;
  probe::HeadTask task_;
  probe::TrainSettings settings_;
};

void run(const mpi::Communicator& world, bool quick) {
  SharedHeadBench head(quick ? 1024 : 4096);
  const probing::RankTeam team(world);
  if (!team.is_leader()) return team.follow([&] { return head.words(); }, test::always);
  const probing::LedUnit unit(world);
  std::vector<double> blocks, shares;
  for (int i = 0; i < (quick ? 1 : 5); ++i) {
    const double whole = head.seconds(false, probe::Team()), alone = head.seconds(true, probe::Team());
    blocks.push_back(whole / alone);
    if (team.size() > 1) shares.push_back(alone / head.seconds(true, team) / to_double(team.size()));
  }
  if (team.size() == 1) return print_row("blocks", median(blocks));
  print_row("team/" + std::to_string(team.size()), median(shares));
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  neurank::cli::start_with_best_kernels(argv);
  const neurank::mpi::Session session(argc, argv);
  neurank::bench::run(session.world(), argc > 1);
}
