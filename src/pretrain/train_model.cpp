#include "pretrain/train_model.hpp"

#include "base/error.hpp"
#include "base/random.hpp"
#include "pretrain/trainer.hpp"

namespace neurank::pretrain {
namespace {

std::shared_ptr<TrainingGraph> make_graph(const TrainingPlan& plan) {
  const std::uint64_t seed = derive_seed(plan.training.seed, "start");
  switch (plan.family) {
    case TrainedFamily::bert:
      return make_bert(plan.architecture, plan.vocabulary, seed);
    case TrainedFamily::xlnet:
      return make_xlnet(plan.architecture, plan.vocabulary, seed);
    case TrainedFamily::elmo:
      return make_elmo(plan.architecture, plan.words, seed);
    case TrainedFamily::transformer_elmo:
      return make_transformer_elmo(plan.architecture, plan.words, seed);
  }
  NEURANK_EXPECT(false);
  return nullptr;
}

}  // namespace

TrainedModel train_model(const TrainingPlan& plan, const TrainingText& text, const Ranks& ranks,
                         const TrainingListener& listener, const std::filesystem::path& folder) {
  const auto graph = make_graph(plan);
  Trainer trainer(graph, text, plan.training, ranks, plan.fingerprint, plan.checkpoint);
  TrainedModel model;
  model.resumed_from = trainer.steps_done();
  model.done = trainer.run(listener.stop_requested, listener.progress);
  if (!model.done) return model;
  const TrainingOutcome outcome = trainer.measure();
  model.training_loss = outcome.training_loss;
  model.held_out_loss = outcome.held_out_loss;
  model.unigram_entropy = unigram_entropy(*graph, text.training);
  if (ranks.rank == 0) graph->write(folder);
  return model;
}

}  // namespace neurank::pretrain
