// Units, without computing any.
//   schedule_bench [--quick]
// Rows of run.sh:
//   claims         processor seconds of claiming a million units and reporting them done
//   resume         processor seconds of opening a journal of a million lines
//   busy/R         share of the time that R ranks compute in a run of the paper's size, were nothing but units to do

#include <cstring>
#include <fstream>
#include <numeric>

#include "base/cast.hpp"
#include "bench/bench.hpp"
#include "run/run_plan.hpp"
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
        << R"(","state":"done","rank":3,"seconds":12.25,"finished":"2026-01-01T00:00:00Z"})" << '\n';
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

/// Share of the time that ranks compute in a run, with planned costs as times.
double busy(const std::vector<Unit>& units, int ranks) {
  std::vector<double> costs;
  for (const Unit& unit : units) costs.push_back(unit.cost);
  return std::accumulate(costs.begin(), costs.end(), 0.0) / (ranks * schedule::simulated_seconds(units, costs, ranks));
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
  const PaperGrid paper;
  const auto plan = neurank::run::units_of(neurank::run::plan_probing(
      paper.experiment, paper.facts, neurank::grid::expand_cells(paper.experiment), neurank::schedule::Stage::reduce));
  for (const int ranks : {64, 256}) print_row("busy/" + std::to_string(ranks), busy(plan, ranks));
}
