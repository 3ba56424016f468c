#include "probe/exact/loss_pass.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/word_blocks.hpp"

namespace neurank::probe {

LossPasses::LossPasses(const RowSource& source, std::vector<Index> rows, Standardization standardization,
                       PassSettings settings, PassCount& count)
    : source_(source),
      rows_(std::move(rows)),
      standardization_(std::move(standardization)),
      settings_(std::move(settings)),
      count_(count) {}

std::vector<LossAt> LossPasses::losses(std::span<const LossQuestion> questions) {
  std::vector<LossSum> sums(questions.begin(), questions.end());
  std::vector<NeuronPrefix> prefixes;
  float common = 0;
  for (const LossQuestion& question : questions) {
    prefixes.push_back(question.neurons);
    common += question.weights.sum() + question.bias.sum();
    count_.add(words(), question.neurons.size);
  }
  const auto begin = [&] {
    for (LossSum& sum : sums) sum.begin_block();
  };
  const auto use = [&](const BatchStream& stream, Index first) {
    for (LossSum& sum : sums) sum.add({stream.columns(sum.neurons()), stream.rows(), first}, products());
  };
  const auto add = [&](Range, Index owner) {
    for (LossSum& sum : sums) sum.end_block(team(), owner);
  };
  share_rows(rows_, prefixes, {begin, use, add}, common);
  std::vector<LossAt> means;
  for (LossSum& sum : sums) means.push_back(sum.mean());
  return means;
}

void LossPasses::for_each_batch(std::span<const Index> words, Index batch, const NeuronPrefix& neurons,
                                const std::function<void(const ConstMatrixRef& values)>& use) {
  count_.add(to_index(words.size()), neurons.size);
  std::exception_ptr failure;
  try {
    BatchStream stream = stream_of(rows_of(words), batch, {&neurons, 1});
    for (std::size_t used = 0; used < words.size(); used += stream.rows().size()) {
      next(stream);
      use(stream.columns(neurons));
    }
  } catch (...) {
    failure = std::current_exception();
  }
  team().conclude(failure);
}

Matrix LossPasses::values(const NeuronPrefix& neurons) {
  Matrix values(words(), neurons.size);
  const auto use = [&](const BatchStream& stream, Index first) {
    const ConstMatrixRef batch = stream.columns(neurons);
    values.middleRows(first, batch.rows()) = batch;
  };
  const auto hand_over = [&](Range block, Index owner) {
    auto rows = values.middleRows(block.begin, block.size());
    team().share_from(owner, std::span(rows.data(), to_size(rows.size())));
  };
  share_rows(rows_, {&neurons, 1}, {[] {}, use, hand_over}, 0);
  return values;
}

void LossPasses::share_words(std::span<const Index> words, const NeuronPrefix& neurons, const BlockWork& work,
                             float common) {
  count_.add(to_index(words.size()), neurons.size);
  share_rows(rows_of(words), {&neurons, 1}, work, common);
}

std::vector<Index> LossPasses::rows_of(std::span<const Index> words) const {
  std::vector<Index> rows;
  for (const Index word : words) rows.push_back(rows_[to_size(word)]);
  return rows;
}

void LossPasses::share_rows(std::span<const Index> rows, std::span<const NeuronPrefix> neurons, const BlockWork& work,
                            float common) const {
  const std::vector<Range> blocks = word_blocks(to_index(rows.size()), settings_.batch);
  BatchStream stream = stream_of(rows_of_member(rows, blocks), settings_.batch, neurons);
  const auto compute = [&](Index block) {
    work.begin();
    for (Index first = blocks[to_size(block)].begin; first < blocks[to_size(block)].end;) {
      next(stream);
      work.use(stream, first);
      first += to_index(stream.rows().size());
    }
  };
  std::size_t handed_over = 0;
  const auto hand_over = [&](Index owner) { work.hand_over(blocks[handed_over++], owner); };
  for_each_block(team(), to_index(blocks.size()), compute, hand_over, common);
}

/// Those of the blocks that this member takes by turns.
std::vector<Index> LossPasses::rows_of_member(std::span<const Index> rows, const std::vector<Range>& blocks) const {
  std::vector<Index> mine;
  for (std::size_t block = to_size(team().member()); block < blocks.size(); block += to_size(team().size()))
    mine.insert(mine.end(), rows.begin() + blocks[block].begin, rows.begin() + blocks[block].end);
  return mine;
}

BatchStream LossPasses::stream_of(std::vector<Index> rows, Index batch, std::span<const NeuronPrefix> neurons) const {
  BatchStream stream(source_, std::move(rows), batch, standardization_);
  stream.want(neurons);
  stream.start(RowOrder::sequential, 0, 0);
  return stream;
}

/// @pre the stream has not ended
void LossPasses::next(BatchStream& stream) const {
  const bool is_there = stream.next();
  NEURANK_EXPECT(is_there);
  if (!settings_.keep_going()) throw Error(Cause::interrupted, "training was stopped");
}

}  // namespace neurank::probe
