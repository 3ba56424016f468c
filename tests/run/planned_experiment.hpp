#pragma once

#include <numeric>
#include <vector>

#include "base/cast.hpp"
#include "grid/experiment.hpp"
#include "run/facts.hpp"

namespace neurank::test {

/// Two models x two tasks of one corpus x two variants, with a search of 16 penalties.
class PlannedExperiment {
 public:
  PlannedExperiment() {
    for (const char* name : {"small", "large"}) {
      model::ModelSettings model;
      model.name = name;
      experiment_.models.push_back(model);
    }
    corpus::CorpusSettings corpus;
    corpus.name = "text";
    experiment_.corpora = {corpus};
    experiment_.tasks = {{"pos", "text", "pos", ""}, {"chunk", "text", "chunk", ""}};
    probe::ProbeSettings settings;
    settings.search.l1 = settings.search.l2 = {0, 1e-3, 1e-2, 1e-1};
    settings.search.method = probe::SearchMethod::grid;
    settings.columns_per_pass = 100;
    experiment_.variants = {{"raw", settings}, {"zscored", settings}};
    facts_.models = {model_of(4, 10), model_of(13, 768)};
    run::CorpusFacts text;
    text.words = 1000;
    text.splits = {Range{0, 700}, Range{700, 800}, Range{800, 1000}};
    text.shards = {Range{0, 30}, Range{30, 50}};
    facts_.corpora = {text};
    facts_.tasks = {{.labels = 40, .words = {700, 100, 200}}, {.labels = 20, .words = {700, 100, 200}}};
    cells_ = grid::expand_cells(experiment_);
  }

  static run::ModelFacts model_of(Index layers, Index width) {
    run::ModelFacts facts;
    facts.shape.layers = layers;
    facts.shape.layer_numbers.resize(to_size(layers));
    std::iota(facts.shape.layer_numbers.begin(), facts.shape.layer_numbers.end(), Index{0});
    facts.shape.width = width;
    facts.flops_per_word = 100;
    return facts;
  }

  grid::Experiment experiment_;
  run::Facts facts_;
  std::vector<grid::Cell> cells_;
};

}  // namespace neurank::test
