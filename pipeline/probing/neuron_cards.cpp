#include <algorithm>
#include <map>
#include <memory>
#include <numeric>

#include "analysis/group_means.hpp"
#include "analysis/strongest_words.hpp"
#include "analysis/word_types.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "probing/card_choice.hpp"
#include "probing/neuron_place.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

constexpr std::size_t words_of_a_sign = 10, sentences_of_a_sign = 3;
constexpr Index intervals = 16;  ///< of a histogram
constexpr double lowest = -4, interval = 0.5;

/// What of a task a card tells.
struct DescribedTask {
  std::string name;
  std::vector<Index> labels;                ///< described_labels()
  std::vector<std::string> names;           ///< [labels]
  std::vector<std::int32_t> label_of_word;  ///< [training words] place among the labels; -1: none of them, or not used
};

DescribedTask described_task(const std::string& name, const CellData& data) {
  DescribedTask task{name, described_labels(data), {}, {}};
  std::map<std::int32_t, std::int32_t> places;
  for (const Index label : task.labels) {
    places.emplace(checked_cast<std::int32_t>(label), checked_cast<std::int32_t>(task.names.size()));
    task.names.push_back(data.labels().names[to_size(label)]);
  }
  const Range train = data.split(corpus::Split::train);
  for (Index word = train.begin; word < train.end; ++word) {
    const auto place = places.find(data.labels().ids[to_size(word)]);
    const bool is_used = data.used()[to_size(word)] != 0 && place != places.end();
    task.label_of_word.push_back(is_used ? place->second : -1);
  }
  return task;
}

/// What one pass finds of some neurons.
struct Found {
  Found(std::size_t neurons, const analysis::WordTypes& types, const std::vector<DescribedTask>& tasks)
      : words(to_index(types.names.size()), to_index(neurons)),
        histograms(neurons, std::vector<Index>(intervals)),
        strongest(neurons, analysis::StrongestWords(sentences_of_a_sign)) {
    for (const DescribedTask& task : tasks) labels.emplace_back(to_index(task.labels.size()), to_index(neurons));
  }

  analysis::GroupMeans words;
  std::vector<analysis::GroupMeans> labels;  ///< of each task
  std::vector<std::vector<Index>> histograms;
  std::vector<analysis::StrongestWords> strongest;
};

/// Cards of a model on a corpus.
class CardMaker {
 public:
  CardMaker(const ProbingContext& context, const CardsWork& work, const schedule::AtWork& at_work)
      : context_(context), at_work_(at_work), model_(context.experiment.models[work.cell.model].name) {
    for (const char* name :
         {"cards", "histograms", "top_words", "sentences", "label_means", "label_neurons", "card_ranks"})
      tables_[name] = report::empty_table(name);
    for (const grid::Cell& cell : work.own) add_task(cell);
    data_ = &context.open(work.cell);
    corpus_ = context.experiment.tasks[work.cell.task].corpus;
    choose_neurons(work);
    valid_ = data_->file().valid();
    statistics_ = data_->file().statistics();
    types_ = analysis::word_types(data_->words(), valid_, data_->split(corpus::Split::train),
                                  context.experiment.analyses.top_words.min_count);
    find_sentences();
  }

  std::map<std::string, Table> tables(const CardsWork& work) {
    const std::size_t at_once = neurons_at_once();
    for (std::size_t begin = 0; begin < neurons_.size(); begin += at_once)
      add_cards({neurons_.begin() + to_index(begin),
                 neurons_.begin() + to_index(std::min(begin + at_once, neurons_.size()))});
    for (const grid::Cell& cell : work.own) add_served(cell);
    return std::move(tables_);
  }

 private:
  void add_task(const grid::Cell& cell) {
    const std::string& name = context_.experiment.tasks[cell.task].name;
    if (std::ranges::find(tasks_, name, &DescribedTask::name) == tasks_.end())
      tasks_.push_back(described_task(name, context_.open(cell)));
  }

  /// Chooses the neurons, and notes their ranks in the cells of this corpus.
  void choose_neurons(const CardsWork& work) {
    std::vector<Table> rankings;
    for (const grid::Cell& cell : work.of_model) rankings.push_back(merged_ranking(context_, cell));
    neurons_ = chosen_neurons(rankings, context_.experiment.analyses.top_words.neurons, data_->header());
    for (std::size_t i = 0; i < rankings.size(); ++i)
      if (std::ranges::find(work.own, work.of_model[i]) != work.own.end()) add_ranks(work.of_model[i], rankings[i]);
  }

  void add_ranks(const grid::Cell& cell, const Table& ranking) {
    for (std::size_t row = 0; row < ranking.num_rows(); ++row) {
      if (!std::ranges::binary_search(neurons_, ranked_neuron(ranking, row, data_->header()))) continue;
      std::vector<Value> values;
      for (const char* column : {"neuron", "method", "rank", "selected", "label_effect", "nuisance", "nuisance_effect"})
        values.push_back(ranking.rows()[row][ranking.column(column)]);
      tables_.at("card_ranks").add_row(report::cell_row(cell_names(context_.experiment, cell), std::move(values)));
    }
  }

  void find_sentences() {
    const std::vector<Index>& offsets = data_->sentence_offsets();
    for (std::size_t s = 0; s + 1 < offsets.size(); ++s)
      sentence_of_word_.insert(sentence_of_word_.end(), to_size(offsets[s + 1] - offsets[s]), to_index(s));
  }

  /// As many as an eighth of the memory has room for sums over all word types.
  std::size_t neurons_at_once() const {
    const std::uint64_t each = analysis::GroupMeans::bytes_a_neuron(to_index(types_.names.size()) + 1);
    return to_size(to_index(std::max<std::uint64_t>(1, context_.experiment.resources.memory_bytes / 8 / each)));
  }

  Found pass_over_words(const std::vector<Index>& neurons) const {
    const std::vector<probe::NeuronPrefix> wanted = {
        {std::make_shared<const std::vector<Index>>(neurons), to_index(neurons.size())}};
    const Range train = data_->split(corpus::Split::train);
    std::vector<Index> rows;
    for (Index word = train.begin; word < train.end; ++word)
      if (valid_[to_size(word)] != 0) rows.push_back(word);
    probe::BatchStream stream(data_->source(), std::move(rows), data_->batch(), probe::z_score(statistics_));
    stream.want(wanted);
    stream.start(probe::RowOrder::sequential, 0, 0);
    Found found(neurons.size(), types_, tasks_);
    while (stream.next()) {
      if (!at_work_.keep_going()) throw Error(Cause::interrupted, "a unit was stopped");
      const auto values = stream.columns(wanted.front());
      for (std::size_t i = 0; i < stream.rows().size(); ++i)
        add_word(stream.rows()[i], {values.data() + to_index(i) * values.outerStride(), neurons.size()}, found);
    }
    return found;
  }

  void add_word(Index word, std::span<const float> z, Found& found) const {
    const std::size_t place = to_size(word - data_->split(corpus::Split::train).begin);
    if (const std::int32_t type = types_.of_word[place]; type >= 0) found.words.add(type, z);
    for (std::size_t task = 0; task < tasks_.size(); ++task)
      if (const std::int32_t label = tasks_[task].label_of_word[place]; label >= 0) found.labels[task].add(label, z);
    for (std::size_t n = 0; n < z.size(); ++n) {
      const auto bin = static_cast<Index>((static_cast<double>(z[n]) - lowest) / interval);
      ++found.histograms[n][to_size(std::clamp<Index>(bin, 0, intervals - 1))];
      found.strongest[n].add({word, sentence_of_word_[to_size(word)], z[n]});
    }
  }

  std::string name_of_neuron(Index neuron) const {
    const store::ActivationHeader& header = data_->header();
    return NeuronPlace(header, neuron).name();
  }

  void add_row(const std::string& table, Index neuron, std::vector<Value> values, const std::string& task = "") {
    values.insert(values.begin(), {model_, task.empty() ? corpus_ : task, name_of_neuron(neuron)});
    tables_.at(table).add_row(std::move(values));
  }

  void add_cards(const std::vector<Index>& neurons) {
    const Found found = pass_over_words(neurons);
    for (std::size_t i = 0; i < neurons.size(); ++i) {
      add_card(neurons[i]);
      for (Index bin = 0; bin < intervals; ++bin)
        add_row("histograms", neurons[i], {lowest + interval * to_double(bin), found.histograms[i][to_size(bin)]});
      for (const bool highest : {true, false}) {
        add_top_words(neurons[i], to_index(i), highest, found.words);
        add_sentences(neurons[i], highest ? found.strongest[i].highest() : found.strongest[i].lowest(), highest);
      }
      for (std::size_t task = 0; task < tasks_.size(); ++task)
        add_label_means(neurons[i], to_index(i), tasks_[task], found.labels[task]);
    }
  }

  void add_card(Index neuron) {
    const store::ActivationHeader& header = data_->header();
    const auto n = to_size(neuron);
    add_row(
        "cards", neuron,
        {header.site, header.layer_numbers[to_size(neuron / header.width)], neuron % header.width, statistics_.count,
         statistics_.mean[n], std::sqrt(statistics_.variance[n]), statistics_.minimum[n], statistics_.maximum[n]});
  }

  void add_top_words(Index neuron, Index column, bool highest, const analysis::GroupMeans& words) {
    std::int64_t rank = 0;
    for (const Index type : words.extremes(column, words_of_a_sign, highest))
      add_row("top_words", neuron,
              {sign_of(highest), ++rank, types_.names[to_size(type)], words.words(type), words.mean(type, column)});
  }

  void add_sentences(Index neuron, const std::vector<analysis::StrongWord>& words, bool highest) {
    std::int64_t rank = 0;
    for (const auto& [word, sentence, z] : words) {
      const Index begin = data_->sentence_offsets()[to_size(sentence)],
                  end = data_->sentence_offsets()[to_size(sentence + 1)];
      const std::vector<std::string> text(data_->words().begin() + begin, data_->words().begin() + end);
      add_row("sentences", neuron, {sign_of(highest), ++rank, static_cast<double>(z), word - begin, join(text, " ")});
    }
  }

  void add_label_means(Index neuron, Index column, const DescribedTask& task, const analysis::GroupMeans& means) {
    for (Index label = 0; label < means.groups(); ++label)
      if (means.words(label) > 0)
        add_row("label_means", neuron, {task.names[to_size(label)], means.words(label), means.mean(label, column)},
                task.name);
  }

  void add_served(const grid::Cell& cell) {
    const auto& task = *std::ranges::find(tasks_, context_.experiment.tasks[cell.task].name, &DescribedTask::name);
    const auto served = repetitions_served(context_, cell, task.labels, neurons_);
    for (std::size_t label = 0; label < task.labels.size(); ++label)
      for (std::size_t i = 0; i < neurons_.size(); ++i)
        if (served[label][i] > 0)
          tables_.at("label_neurons")
              .add_row(report::cell_row(cell_names(context_.experiment, cell),
                                        {task.names[label], name_of_neuron(neurons_[i]), served[label][i]}));
  }

  static std::string sign_of(bool highest) { return highest ? "positive" : "negative"; }

  const ProbingContext& context_;
  const schedule::AtWork& at_work_;
  std::string model_, corpus_;
  const CellData* data_ = nullptr;
  std::vector<DescribedTask> tasks_;
  std::vector<Index> neurons_;  ///< ascending
  std::vector<std::uint8_t> valid_;
  analysis::WordTypes types_;
  std::vector<Index> sentence_of_word_;
  store::NeuronStatistics statistics_;
  std::map<std::string, Table> tables_;
};

}  // namespace

void make_cards(const ProbingContext& context, const CardsWork& work, const schedule::AtWork& at_work) {
  CardMaker maker(context, work, at_work);
  write_unit(context, work.cell, schedule::Stage::report, cards_part,
             {.attributes = {}, .tables = maker.tables(work), .arrays = {}}, at_work);
}

}  // namespace neurank::probing
