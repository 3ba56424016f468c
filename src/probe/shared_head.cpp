#include "probe/shared_head.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/softmax.hpp"

namespace neurank::probe {
namespace {

std::vector<Range> blocks_of_places(const LabelPlaces& places) {
  std::vector<Range> blocks = label_blocks(places.num_weighted());
  if (blocks.empty()) blocks.push_back({0, 0});
  blocks.back().end = places.num_labels();
  return blocks;
}

Range intersection(Range a, Range b) {
  const Index begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

/// Blocks that a member trains, of so many.
Range part_of_all(Index blocks, Index member, Index members) {
  return {blocks * member / members, blocks * (member + 1) / members};
}

}  // namespace

SharedHead::SharedHead(const SharedTask& task, const BankSettings& settings, const Team& team)
    : task_(task),
      places_(task.weighted, task.labels),
      blocks_(blocks_of_places(places_)),
      ridge_(settings.ridge),
      team_(team),
      own_(blocks_of(team.member())),
      first_held_(team.is_leader() || own_.size() == 0 ? 0 : blocks_[to_size(own_.begin)].begin),
      stacked_([&] {
        const Part held = part_of(team.is_leader() ? Range{0, to_index(blocks_.size())} : own_);
        return StackedRows(held.rows.size(), task.neurons, held.scores.size(), settings);
      }()),
      scores_(to_size(own_.size())) {}

Range SharedHead::blocks_of(Index member) const { return part_of_all(to_index(blocks_.size()), member, team_.size()); }

SharedHead::Part SharedHead::part_of(Range blocks) const {
  if (blocks.size() == 0) return {};
  const Range places = {blocks_[to_size(blocks.begin)].begin, blocks_[to_size(blocks.end - 1)].end};
  const Range weighted = intersection(places, {0, places_.num_weighted()});
  const auto held = [&](Range range) { return Range{range.begin - first_held_, range.end - first_held_}; };
  return {held(places), held(weighted)};
}

std::vector<std::span<float>> SharedHead::state() {
  NEURANK_EXPECT(team_.is_leader());
  const Part all = part_of({0, to_index(blocks_.size())});
  return stacked_.state(all.rows, all.scores);
}

/// Calls move(member, numbers) for what a member trains and the leader has, too: on the leader for each of the others.
void SharedHead::for_each_common(const std::function<void(Index other, std::span<float> numbers)>& move) {
  const auto move_part = [&](Index trainer, Index other) {
    const Part part = part_of(blocks_of(trainer));
    for (const std::span<float> numbers : stacked_.state(part.rows, part.scores)) move(other, numbers);
  };
  if (!team_.is_leader()) return move_part(team_.member(), 0);
  for (Index other = 1; other < team_.size(); ++other) move_part(other, other);
}

void SharedHead::distribute(Index steps) {
  for_each_common([&](Index other, std::span<float> numbers) {
    team_.is_leader() ? team_.send(other, numbers) : team_.receive(other, numbers);
  });
  stacked_.resume(steps);
}

void SharedHead::collect() {
  for_each_common([&](Index other, std::span<float> numbers) {
    team_.is_leader() ? team_.receive(other, numbers) : team_.send(other, numbers);
  });
}

void SharedHead::step(const ConstMatrixRef& batch, std::span<const Index> rows, double learning_rate) {
  NEURANK_EXPECT(batch.rows() == to_index(rows.size()) && !rows.empty());
  stacked_.begin_step(learning_rate);
  compute_scores(batch);
  share_largest(batch.rows());
  share_sums(rows);
  finish_gradient(rows);
  update(batch);
}

void SharedHead::compute_scores(const ConstMatrixRef& batch) {
  for (Index block = own_.begin; block < own_.end; ++block) {
    const Part part = part_of(block);
    Matrix& scores = scores_[to_size(block - own_.begin)];
    scores.resize(batch.rows(), part.scores.size());
    scores.rightCols(scores.cols() - part.rows.size()).setZero();
    stacked_.compute_scores(batch, part.rows, scores.leftCols(part.rows.size()));
  }
}

std::span<float> SharedHead::scores_of(Index block, Index row) {
  Matrix& scores = scores_[to_size(block - own_.begin)];
  return {scores.data() + row * scores.cols(), to_size(scores.cols())};
}

void SharedHead::share(std::vector<float>& numbers, Index of_a_block) const {
  std::vector<Index> ends;
  for (Index member = 0; member < team_.size(); ++member) ends.push_back(blocks_of(member).end * of_a_block);
  team_.share(numbers, ends);
}

void SharedHead::share_largest(Index batch) {
  const Index each = batch + 1;
  largest_.resize(to_size(each) * blocks_.size());
  for (Index block = own_.begin; block < own_.end; ++block) {
    const Part part = part_of(block);
    float* const largest = largest_.data() + block * each;
#pragma omp parallel for schedule(static)
    for (Index row = 0; row < batch; ++row)
      largest[row] = largest_of(scores_of(block, row), stacked_.bias(part.scores.begin));
    largest[batch] = ridge_ == RidgeForm::norm ? static_cast<float>(stacked_.sum_of_squares(part.rows)) : 0.0f;
  }
  share(largest_, each);
}

/// Place of the label of a row; -1: the head does not know it.
Index SharedHead::place_of(Index row) const {
  const std::int32_t target = (*task_.targets)[to_size(row)];
  return target >= 0 && target < task_.labels ? places_.of(target) : -1;
}

/// Scores become exponentials on the way.
void SharedHead::share_sums(std::span<const Index> rows) {
  const auto batch = to_index(rows.size()), blocks = to_index(blocks_.size());
  sums_.resize(to_size(2 * batch * blocks));
#pragma omp parallel for schedule(static)
  for (Index row = 0; row < batch; ++row) {
    float largest = largest_[to_size(row)];
    for (Index block = 1; block < blocks; ++block)
      largest = std::max(largest, largest_[to_size(block * (batch + 1) + row)]);
    const Index place = place_of(rows[to_size(row)]);
    for (Index block = own_.begin; block < own_.end; ++block) {
      const std::span<float> z = scores_of(block, row);
      subtract(z, stacked_.bias(part_of(block).scores.begin), largest);
      exponentiate(z);
      const Range places = blocks_[to_size(block)];
      sums_[to_size(2 * block * batch + row)] = sum_of(z);
      sums_[to_size((2 * block + 1) * batch + row)] = places.contains(place) ? z[to_size(place - places.begin)] : 0.0f;
    }
  }
  share(sums_, 2 * batch);
}

/// Exponentials become the gradient of the mean cross entropy in the scores.
void SharedHead::finish_gradient(std::span<const Index> rows) {
  const auto batch = to_index(rows.size()), blocks = to_index(blocks_.size());
  const float weight = weight_of_each_known(*task_.targets, rows, task_.labels);
  std::vector<float> losses(to_size(batch));
#pragma omp parallel for schedule(static)
  for (Index row = 0; row < batch; ++row) {
    const Index place = place_of(rows[to_size(row)]);
    const bool is_known = place >= 0;
    float sum = 0, of_target = 0;
    for (Index block = 0; block < blocks; ++block) {
      sum += sums_[to_size(2 * block * batch + row)];
      of_target += sums_[to_size((2 * block + 1) * batch + row)];
    }
    if (is_known) losses[to_size(row)] = loss_of(weight * (of_target / sum - 1), weight);
    for (Index block = own_.begin; block < own_.end; ++block) {
      const std::span<float> z = scores_of(block, row);
      scale(z, is_known ? weight / sum : 0.0f);
      const Range places = blocks_[to_size(block)];
      if (places.contains(place)) z[to_size(place - places.begin)] -= weight;
    }
  }
  loss_ = weight * std::accumulate(losses.begin(), losses.end(), 0.0f);
}

void SharedHead::update(const ConstMatrixRef& batch) {
  const Index each = batch.rows() + 1;
  double squares = 0;
  for (std::size_t block = 0; block < blocks_.size(); ++block)
    squares += to_double(largest_[(block + 1) * to_size(each) - 1]);
  const float ridge = ridge_factor(ridge_, task_.penalty.l2, squares);
  for (Index block = own_.begin; block < own_.end; ++block) {
    const Part part = part_of(block);
    const Matrix& gradient = scores_[to_size(block - own_.begin)];
    stacked_.penalize(part.rows, task_.penalty.l1, ridge);
    stacked_.update(batch, gradient.leftCols(part.rows.size()), part.rows);
    stacked_.update_bias(gradient, part.scores);
  }
}

}  // namespace neurank::probe
