#include "grid/schema.hpp"

#include <algorithm>

#include "grid/values.hpp"

namespace neurank::grid {
namespace {

namespace fs = std::filesystem;

// Beyond these a number is a slip of the pen, and sums over it could overflow.
constexpr Index max_words = 1'000'000'000'000, max_epochs = 1'000'000, max_draws = 1'000'000, max_batch = 1'000'000,
                max_repeats = 10'000, max_sentences = 10'000'000, max_bank_columns = 1'000'000, max_layers = 1'000,
                max_width = 100'000, max_pieces = 1'000'000, max_selected = 100, max_candidates = 10'000;

OneOrMany reals(std::vector<double>& values, const Domain& domain) {
  return one_or_many(values, [domain](double& value) { return real(value, domain); });
}

OneOrMany files(std::vector<fs::path>& values, const fs::path& folder) {
  return one_or_many(values, [folder](fs::path& value) { return existing_file(value, folder); });
}

/// Whether weights are random, or how many draws of them there are.
SectionOrScalar random_weights(model::ModelSettings& model) {
  Scalar draws = integer(model.draws, 1, max_repeats);
  draws.read = [&model, read = draws.read](const std::string& text) {
    model.random_weights = true;
    return read(text);
  };
  return {{{{"draws", draws, true}, {"draw", integer(model.draw, 1, max_repeats)}}},
          flag(model.random_weights),
          [&model] { return model.random_weights && (model.draws > 1 || model.draw > 1); }};
}

/// Files of a corpus, or of several by their names; "" stands for the grid's only corpus.
NamedOrList activations(model::ModelSettings& model, const fs::path& folder) {
  auto& all = model.activations;
  const auto names = [&all] {
    std::vector<std::string> corpora;
    for (const auto& [corpus, of_corpus] : all) corpora.push_back(corpus);
    return corpora;
  };
  const auto of = [&all, folder](const std::string& corpus) { return files(all[corpus], folder); };
  const auto size = [&all] { return all.contains("") ? all[""].size() : 0; };
  const auto element = [&all, folder](std::size_t i) { return existing_file(all[""][i], folder); };
  const auto resize = [&all](std::size_t n) { all[""].resize(n); };
  return {{name, names, of}, {size, resize, element}, [&all] { return !all.empty() && !all.contains(""); }};
}

Section model_section(model::ModelSettings& model, const fs::path& folder) {
  return {{{"name", name(model.name), true},
           {"path", model_folder(model.path, folder)},
           {"activations", activations(model, folder)},
           {"family", free_text(model.family)},
           {"gelu", choice(model.gelu)},
           {"random_weights", random_weights(model)},
           {"group", name(model.group)}}};
}

/// A map of names to values that are text. @param key, value what may stand there
Named texts(std::map<std::string, std::string>& texts, Scalar (*key)(std::string&), Scalar (*value)(std::string&)) {
  const auto names = [&texts] {
    std::vector<std::string> all;
    for (const auto& entry : texts) all.push_back(entry.first);
    return all;
  };
  const auto element = [&texts, value](const std::string& name) {
    return value(texts.emplace(name, "").first->second);
  };
  return {key, names, element};
}

Scalar sentence_count(Index& count) { return optional_integer(count, 1, max_sentences); }

/// Not written when it is the default, so that corpora from files say nothing of it.
Scalar generator_seed(std::uint64_t& seed) {
  Scalar scalar = seed_number(seed);
  scalar.text = [&seed] { return seed == 0 ? std::string() : std::to_string(seed); };
  return scalar;
}

/// Files, or a number of generated sentences.
SectionOrList split(Index& sentences, std::vector<fs::path>& paths, const fs::path& folder) {
  return {{{{"sentences", sentence_count(sentences)}}},
          files(paths, folder),
          [&sentences] { return sentences > 0; },
          "a file, a list of files or, for generated text, {sentences: 1000}"};
}

SectionOrList dev_split(corpus::CorpusSettings& corpus, const fs::path& folder) {
  return {{{{"every", optional_integer(corpus.dev_every, 2, max_words)},
            {"sentences", sentence_count(corpus.sentences[1])}}},
          files(corpus.dev, folder),
          [&corpus] { return corpus.dev_every > 0 || corpus.sentences[1] > 0; },
          "a file, a list of files or {every: 10}"};
}

Section corpus_section(corpus::CorpusSettings& corpus, const fs::path& folder) {
  return {{{"name", name(corpus.name), true},
           {"format", choice(corpus.format)},
           {"word", column_number(corpus.word_column)},
           {"columns", texts(corpus.columns, column_name, column_source)},
           {"seed", generator_seed(corpus.seed)},
           {"train", split(corpus.sentences[0], corpus.train, folder), true},
           {"dev", dev_split(corpus, folder), true},
           {"test", split(corpus.sentences[2], corpus.test, folder), true}}};
}

Section task_section(Task& task) {
  return {{{"name", name(task.name), true},
           {"corpus", name(task.corpus), true},
           {"column", column_name(task.column), true},
           {"level", free_text(task.level)},
           {"ignore", one_or_many(task.ignore, label)},
           {"published", choice(task.published)},
           {"keep_labels", integer(task.keep_labels, 0, max_words)},
           {"per_label", integer(task.per_label, 0, max_words)},
           {"words", integer(task.words, 0, max_words)},
           {"type_split", flag(task.type_split)}}};
}

Section extract_section(ExtractSettings& extract, const fs::path& folder) {
  return {{{"words", choice(extract.words)},
           {"dtype", choice(extract.dtype)},
           {"site", choice(extract.selection.site)},
           {"layers", one_or_many(extract.selection.layers, layer_range)},
           {"max_words", integer(extract.max_words, 0, max_words)},
           {"reuse", output_folder(extract.reuse, folder)}}};
}

/// A setting of one solver alone: the others say nothing of it. @pre the probe outlives it
Scalar of_solver(probe::Solver solver, const probe::ProbeSettings& probe, Scalar scalar) {
  scalar.text = [&probe, solver, text = std::move(scalar.text)] { return probe.solver == solver ? text() : ""; };
  return scalar;
}

/// Not a setting itself: it stands before the others and sets them. Grids that are written out have these alone.
Scalar preset(probe::ProbeSettings& probe) {
  const std::vector<std::string> names = all_names<probe::Preset>();
  return one_of(
      "one of " + join(names, ", "), names,
      [&probe](std::size_t i) { probe::take_preset(static_cast<probe::Preset>(i), probe); },
      [] { return std::optional<std::size_t>(); });
}

Section penalty_section(probe::ProbeSettings& probe) {
  probe::PenaltySearch& search = probe.search;
  return {{{"l1", reals(search.l1, not_negative)},
           {"l2", reals(search.l2, not_negative)},
           {"keep", real(search.keep, share)},
           {"alpha", real(search.alpha, not_negative)},
           {"beta", real(search.beta, not_negative)},
           {"method", of_solver(probe::Solver::adam, probe, choice(search.method))}}};
}

Section probe_section(probe::ProbeSettings& probe) {
  using Solver = probe::Solver;
  return {{{"preset", preset(probe)},
           {"solver", choice(probe.solver)},
           {"gap", of_solver(Solver::exact, probe, real(probe.gap, share))},
           {"max_passes", of_solver(Solver::exact, probe, real(probe.max_passes, positive))},
           {"resample", choice(probe.resample)},
           {"epochs", of_solver(Solver::adam, probe, integer(probe.epochs, 1, max_epochs))},
           {"batch", of_solver(Solver::adam, probe, integer(probe.batch, 1, max_batch))},
           {"learning_rate", of_solver(Solver::adam, probe, real(probe.learning_rate, positive))},
           {"step", of_solver(Solver::adam, probe, choice(probe.step))},
           {"order", of_solver(Solver::adam, probe, choice(probe.order))},
           {"ridge", choice(probe.ridge), false, "l2"},
           {"standardize", flag(probe.standardize)},
           {"lambda", penalty_section(probe)},
           {"bank_columns", integer(probe.columns_per_pass, 1, max_bank_columns)},
           {"unit_operations", real(probe.unit_operations, positive)}}};
}

Section usual_analyses(Analyses& analyses) {
  const Section ablation = {{{"keep", reals(analyses.ablation.keep, share)},
                             {"draws", integer(analyses.ablation.draws, 1, max_repeats)},
                             {name_of(analysis::Training::masked), choice(analyses.ablation.masked)}}};
  const Section minimal = {{{"delta", reals(analyses.minimal.delta, not_negative)},
                            {"draws", integer(analyses.minimal.draws, 1, max_repeats)},
                            {"reference", choice(analyses.minimal.reference)}}};
  const Section ranking = {{{"min_count", optional_count(analyses.ranking.min_count, max_words)}}};
  const auto word = [](auto& value) { return choice(value); };
  const Section gaussian = {{{"k", integer(analyses.gaussian.k, 1, max_selected)},
                             {"candidates", integer(analyses.gaussian.candidates, 1, max_candidates)}}};
  const Section bootstrap = {{{"draws", integer(analyses.bootstrap.draws, 0, max_draws)}}};
  const Section nulls = {{{"draws", integer(analyses.nulls.draws, 0, max_draws)},
                          {"random_sets", integer(analyses.nulls.random_sets, 0, max_repeats)},
                          {"shadows", flag(analyses.nulls.shadows)}}};
  const Section stability = {{{"pairs", integer(analyses.stability.pairs, 0, max_repeats)}}};
  const Section labels = {{{"min_count", integer(analyses.labels.min_count, 1, max_words)}}};
  const Section top_words = {{{"neurons", integer(analyses.top_words.neurons, 0, max_words)},
                              {"min_count", integer(analyses.top_words.min_count, 1, max_words)}}};
  return {{{"ablation", ablation},
           {"minimal", minimal},
           {"control", flag(analyses.control)},
           {"own_ranking", flag(analyses.own_ranking)},
           {"first_layer", flag(analyses.first_layer)},
           {"nuisances", flag(analyses.nuisances)},
           {"labels", labels},
           {"ranking", ranking},
           {"rankings", one_or_many(analyses.rankings, word)},
           {"judges", one_or_many(analyses.judges, word)},
           {name_of(analysis::Judge::gaussian), gaussian},
           {"bootstrap", bootstrap},
           {"nulls", nulls},
           {"stability", stability},
           {"top_words", top_words}}};
}

/// With the keys that ask for studies.
Section analyses_section(Analyses& analyses) {
  using analysis::Study;
  const Section knockoffs = {
      {{"fdr", real(analyses.knockoffs.fdr, share)}, {"draws", integer(analyses.knockoffs.draws, 0, max_repeats)}}};
  const Section best_set = {{{"max", integer(analyses.best_set.max, 0, max_words)},
                             {"passes", integer(analyses.best_set.passes, 1, max_repeats)}}};
  const Section studies = {{{"single_layers", flag(analyses.single_layers)},
                            {name_of(Study::basis), flag(analyses.basis)},
                            {name_of(Study::mdl), flag(analyses.mdl)},
                            {name_of(Study::redundancy), flag(analyses.redundancy)},
                            {name_of(Study::monosemanticity), flag(analyses.monosemanticity)},
                            {name_of(Study::knockoffs), knockoffs},
                            {name_of(Study::best_set), best_set}}};
  Section section = usual_analyses(analyses);
  section.fields.insert(section.fields.end(), studies.fields.begin(), studies.fields.end());
  return section;
}

Section vocabulary_section(Pretraining& pretraining) {
  return {
      {{"pieces", integer(pretraining.pieces, 1, max_pieces)}, {"words", integer(pretraining.words, 1, max_pieces)}}};
}

Section pretrain_section(Pretraining& pretraining, const fs::path& folder) {
  pretrain::Architecture& architecture = pretraining.architecture;
  pretrain::TrainingSettings& training = pretraining.training;
  const auto text = [folder](fs::path& value) { return text_path(value, folder); };
  const auto family = [](pretrain::TrainedFamily& value) { return choice(value); };
  return {{{"text", one_or_many(pretraining.text, text), true},
           {"output", output_folder(pretraining.output, folder), true},
           {"families", one_or_many(pretraining.families, family)},
           {"vocabulary", vocabulary_section(pretraining)},
           {"layers", integer(architecture.layers, 1, max_layers)},
           {"width", integer(architecture.width, 2, max_width)},
           {"heads", integer(architecture.heads, 1, max_width)},
           {"feed_forward", integer(architecture.feed_forward, 1, max_width)},
           {"max_words", integer(architecture.max_words, 1, max_width)},
           {"dropout", real(architecture.dropout, part)},
           {"steps", integer(training.steps, 1, max_words)},
           {"batch", integer(training.batch, 1, max_batch)},
           {"learning_rate", real(training.learning_rate, positive)},
           {"warmup", integer(training.warmup, 0, max_words)},
           {"weight_decay", real(training.weight_decay, not_negative)},
           {"checkpoint_every", integer(training.checkpoint_every, 1, max_words)},
           {"seed", seed_number(training.seed)},
           {"seeds", integer(pretraining.seeds, 1, max_repeats)}}};
}

Section resources_section(Resources& resources, const fs::path& folder) {
  return {{{"memory", memory_size(resources.memory_bytes)},
           {"threads", thread_count(resources.threads)},
           {"device", choice(resources.device)},
           {"products", choice(resources.products)},
           {"hints", texts(resources.hints, hint_name, hint_value)},
           {"scratch", output_folder(resources.scratch, folder)}}};
}

/// A variant starts from the grid's probe settings, which therefore are read first.
Named variant_sections(std::vector<Variant>& variants, const probe::ProbeSettings& base) {
  const auto names = [&variants] {
    std::vector<std::string> all;
    for (const Variant& variant : variants) all.push_back(variant.name);
    return all;
  };
  const auto element = [&variants, &base](const std::string& wanted) {
    auto found = std::find_if(variants.begin(), variants.end(), [&](const Variant& v) { return v.name == wanted; });
    if (found == variants.end()) found = variants.insert(found, {wanted, base});
    return Section{{{"probe", probe_section(found->probe)}}};
  };
  return {name, names, element};
}

Items filters(std::vector<CellFilter>& values) {
  return items(values, [](CellFilter& filter) {
    return Section{{{"model", name(filter.model)}, {"task", name(filter.task)}, {"variant", name(filter.variant)}}};
  });
}

}  // namespace

Section grid_schema(GridValues& values, const fs::path& folder) {
  Experiment& e = values.experiment;
  const auto model = [folder](model::ModelSettings& value) { return model_section(value, folder); };
  const auto corpus = [folder](corpus::CorpusSettings& value) { return corpus_section(value, folder); };
  return {{{"experiment", name(e.name), true},
           {"output", output_folder(e.output, folder), true},
           {"seed", seed_number(e.seed)},
           {"seeds", integer(e.repetitions, 1, max_repeats)},
           {"models", items(e.models, model), true},
           {"corpora", items(e.corpora, corpus), true},
           {"tasks", items(e.tasks, task_section), true},
           {"extract", extract_section(e.extract, folder)},
           {"probe", probe_section(values.probe)},
           {"analyses", analyses_section(e.analyses)},
           {"resources", resources_section(e.resources, folder)},
           {"variants", variant_sections(e.variants, values.probe)},
           {"include", filters(e.include)},
           {"exclude", filters(e.exclude)},
           {"pretrain", pretrain_section(values.pretraining, folder)}}};
}

Section pretraining_schema(Pretraining& values, const fs::path& folder) {
  return {{{"resources", resources_section(values.resources, folder)},
           {"pretrain", pretrain_section(values, folder), true}}};
}

}  // namespace neurank::grid
