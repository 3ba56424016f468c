// Units, without computing any.
//   schedule_bench [--quick]
// Rows of run.sh:
//   claims         processor seconds of claiming a million units and reporting them done
//   resume         processor seconds of opening a journal of a million lines
//   plan           processor seconds of planning a million units, with all that each depends on
//   bound/10000    least time that these units can take 10,000 ranks / the time that they take, simulated
//   busy/R         share of the time that R ranks compute in a run of the paper's size, were nothing but units to do

#include <cstring>
#include <fstream>
#include <numeric>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "run/dependencies.hpp"
#include "schedule/journal.hpp"
#include "schedule/simulation.hpp"
#include "schedule/unit_queue.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::bench {
namespace {

using schedule::Unit;

std::vector<Unit> many_units(std::size_t count) {
  std::vector<Unit> units;
  for (std::size_t i = 0; i < count; ++i) {
    units.push_back({.id = "train/m/t/v/" + std::to_string(i),
                     .cost = to_double(i % 1000),
                     .resource = "resource" + std::to_string(i % 50)});
    if (i % 3 != 0) units.back().after = {i - 1};
  }
  return units;
}

void claim_all(const std::vector<Unit>& units) {
  schedule::UnitQueue queue(units, {});
  std::string resource;
  while (const auto unit = queue.claim(resource)) {
    resource = units[*unit].resource;
    queue.finish(*unit);
  }
}

void write_journal(const std::filesystem::path& path, std::size_t lines) {
  std::ofstream out(path);
  for (std::size_t i = 0; i < lines; ++i)
    out << R"({"unit":"train/bert/pos/raw/)" << i
        << R"(","state":"done","rank":3,"seconds":12.25,"finished":"2026-01-01T00:00:00Z",)"
        << R"("fingerprint":"0123456789abcdef0123456789abcdef"})" << '\n';
}

/// Cells and sizes of config/paper.yaml: four models, four tasks of the sizes that the paper gives (Table 4), two
/// variants.
struct PaperGrid {
  grid::Experiment experiment;
  run::Facts facts;

  PaperGrid() {
    struct Model {
      const char* name;
      Index layers;
    };
    for (const Model& model : {Model{"bert", 13}, {"xlnet", 13}, {"elmo", 3}, {"t-elmo", 7}}) {
      experiment.models.emplace_back().name = model.name;
      run::ModelFacts of_model;
      of_model.shape.layers = model.layers;
      of_model.shape.layer_numbers.resize(to_size(model.layers));
      std::iota(of_model.shape.layer_numbers.begin(), of_model.shape.layer_numbers.end(), Index{0});
      of_model.shape.width = model.name[0] == 'e' || model.name[0] == 't' ? 1024 : 768;
      facts.models.push_back(of_model);
    }
    add_task("pos", 44, 36557, 1802, 1963, 24);
    add_task("sem", 73, 36928, 5301, 10600, 7);
    add_task("chunk", 22, 8881, 1843, 2011, 24);
    add_task("ccg", 1272, 39101, 1908, 2404, 23);
    probe::ProbeSettings settings;
    settings.search.method = probe::SearchMethod::grid;
    experiment.variants = {{"raw", settings}, {"zscored", settings}};
  }

 private:
  void add_task(const char* name, Index labels, Index train, Index dev, Index test, Index words) {
    experiment.corpora.emplace_back().name = name;
    experiment.tasks.push_back({name, name, "label", ""});
    run::CorpusFacts corpus;
    corpus.words = (train + dev + test) * words;
    corpus.splits = {
        Range{0, train * words}, {train * words, (train + dev) * words}, {(train + dev) * words, corpus.words}};
    facts.corpora.push_back(corpus);
    facts.tasks.push_back({.labels = labels, .words = {train * words, dev * words, test * words}});
  }
};

/// The paper's grid with so many models of each architecture and so many variants.
PaperGrid large_grid(std::size_t models, std::size_t variants) {
  PaperGrid large;
  const std::size_t architectures = large.experiment.models.size();
  for (std::size_t i = architectures; i < models * architectures; ++i) {
    large.experiment.models.push_back(large.experiment.models[i % architectures]);
    large.experiment.models.back().name.append(std::to_string(i));
    large.facts.models.push_back(large.facts.models[i % architectures]);
  }
  for (std::size_t i = large.experiment.variants.size(); i < variants; ++i)
    large.experiment.variants.push_back({"v" + std::to_string(i), large.experiment.variants[0].probe});
  for (auto& corpus : large.facts.corpora) corpus.shards = {Range{0, corpus.words}};
  return large;
}

run::Plan plan_of(const PaperGrid& grid) {
  run::InputHashes inputs;
  for (const auto& model : grid.experiment.models) inputs["models/" + model.name] = "1";
  for (const auto& corpus : grid.experiment.corpora) inputs["words/" + corpus.name] = "1";
  run::Plan plan =
      run::plan_run(grid.experiment, grid.facts, grid::expand_cells(grid.experiment), schedule::Stage::reduce);
  run::note_dependencies(plan, grid.experiment, grid.facts, inputs);
  return plan;
}

/// Time that ranks need for units at least: all work shared evenly, or the longest chain of units.
double least_time(const std::vector<Unit>& units, int ranks) {
  double all = 0, longest = 0;
  std::vector<double> end;
  for (const Unit& unit : units) {
    double begin = 0;
    for (const std::size_t earlier : unit.after) begin = std::max(begin, end[earlier]);
    end.push_back(begin + unit.cost / to_double(unit.most_ranks));
    longest = std::max(longest, end.back());
    all += unit.cost;
  }
  return std::max(all / ranks, longest);
}

/// Simulated time of a run, with planned costs as times.
double makespan(const std::vector<Unit>& units, int ranks) {
  std::vector<double> costs;
  for (const Unit& unit : units) costs.push_back(unit.cost);
  return schedule::simulated_seconds(units, costs, ranks);
}

/// Share of the time that ranks compute in a run.
double busy(const std::vector<Unit>& units, int ranks) {
  const auto add = [](double sum, const Unit& unit) { return sum + unit.cost; };
  return std::accumulate(units.begin(), units.end(), 0.0, add) / (ranks * makespan(units, ranks));
}

}  // namespace
}  // namespace neurank::bench

int main(int argc, char** argv) {
  using namespace neurank::bench;
  const std::size_t count = argc > 1 && std::strcmp(argv[1], "--quick") == 0 ? 10'000 : 1'000'000;
  const auto units = many_units(count);
  print_row("claims", seconds_of([&] { claim_all(units); }));
  const neurank::test::ScratchFolder folder;
  write_journal(folder / "journal.jsonl", count);
  print_row("resume", seconds_of([&] { neurank::schedule::Journal(folder / "journal.jsonl"); }));
  const auto large = large_grid(count == 1'000'000 ? 50 : 1, count == 1'000'000 ? 18 : 2);
  neurank::run::Plan planned;
  const double seconds = seconds_of([&] { planned = plan_of(large); });
  const auto all = neurank::run::units_of(planned);
  print_row("plan", seconds / neurank::to_double(all.size()) * 1e6);  // of a million units
  constexpr int many_ranks = 10'000;
  print_row("bound/10000", least_time(all, many_ranks) / makespan(all, many_ranks));
  const PaperGrid paper;
  const auto plan = neurank::run::units_of(neurank::run::plan_probing(
      paper.experiment, paper.facts, neurank::grid::expand_cells(paper.experiment), neurank::schedule::Stage::reduce));
  for (const int ranks : {64, 256}) print_row("busy/" + std::to_string(ranks), busy(plan, ranks));
}
