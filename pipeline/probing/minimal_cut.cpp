#include "probing/minimal_cut.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/minimal_plan.hpp"
#include "analysis/minimal_search.hpp"
#include "base/cast.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;

double share(const std::vector<Index>& sizes, Index neurons) {
  double sum = 0;
  for (const Index n : sizes) sum += to_double(n) / to_double(neurons);
  return sum;
}

/// Sizes of a wave at most.
std::size_t most_sizes(std::size_t wave, const MinimalScope& scope) {
  const auto coarse = analysis::coarse_waves(scope.neurons);
  return wave < coarse.size() ? coarse[wave].size() : analysis::fine_wave_size * scope.deltas.size();
}

/// Heads on all neurons to which a wave comes down at most.
double most_heads(std::size_t wave, const MinimalScope& scope) {
  const auto coarse = analysis::coarse_waves(scope.neurons);
  return wave < coarse.size() ? share(coarse[wave], scope.neurons) : to_double(most_sizes(wave, scope));
}

/// Slices of a wave, so many that none has more than a unit may, unless it is one head.
std::size_t slices_of(std::size_t wave, const MinimalScope& scope) {
  const double units = std::ceil(most_heads(wave, scope) * scope.head_flops / scope.unit_operations);
  return std::clamp<std::size_t>(static_cast<std::size_t>(units), 1, std::max<std::size_t>(1, most_sizes(wave, scope)));
}

SubsetCount operator+(const SubsetCount& a, const SubsetCount& b) { return {a.heads + b.heads, a.shares + b.shares}; }

SubsetCount count_of(const std::vector<Index>& sizes, Index neurons) {
  return {to_double(sizes.size()), share(sizes, neurons)};
}

/// Heads of a rivals' slot; its place tells the size. @param share_of a minimal set, by its delta
template <class ShareOf>
SubsetCount heads_of_slot(std::size_t slot, Kept neurons, const MinimalScope& scope, const ShareOf& share_of) {
  const std::vector<double>& deltas = deltas_of(neurons, scope);
  const std::size_t sizes = 1 + deltas.size();
  const Labels labels = labels_of(neurons, scope.control)[slot / sizes];
  if (slot % sizes == 0) return count_of(fixed_sizes(labels, neurons, scope), scope.neurons);
  if (neurons == Kept::top && labels == Labels::task) return {};  // the search has it
  return {1, share_of(deltas[slot % sizes - 1])};
}

void cut_rivals_of(Kept neurons, Index draw, const MinimalScope& scope, std::vector<Rivals>& cut) {
  const std::size_t slots = labels_of(neurons, scope.control).size() * (1 + deltas_of(neurons, scope).size());
  for (std::size_t first = 0; first < slots;) {
    std::size_t end = first;
    for (double heads = 0; end < slots; ++end) {
      heads += heads_of_slot(end, neurons, scope, [](double) { return 1.0; }).shares;
      if (end > first && heads * scope.head_flops > scope.unit_operations) break;
    }
    cut.push_back({neurons, draw, first, end});
    first = end;
  }
}

}  // namespace

std::string SearchPart::name() const {
  std::string name = "search-" + std::to_string(first_wave);
  if (slices > 1) name.append(".").append(std::to_string(slice));
  return name;
}

std::string Rivals::name() const {
  std::string name = name_of(neurons);
  if (draw > 0) name.append("-").append(std::to_string(draw));
  return name.append(".").append(std::to_string(first_slot));
}

std::vector<SearchPart> cut_search_of_top(const MinimalScope& scope) {
  const std::size_t waves = analysis::max_waves(scope.neurons);
  double heads = 0;
  for (std::size_t wave = 0; wave < waves; ++wave) heads += most_heads(wave, scope);
  if (heads * scope.head_flops <= scope.unit_operations) return {{.first_wave = 0, .end_wave = waves}};
  std::vector<SearchPart> parts;
  for (std::size_t wave = 0; wave < waves; ++wave)
    for (std::size_t slice = 0, slices = slices_of(wave, scope); slice < slices; ++slice)
      parts.push_back({wave, wave + 1, slice, slices});
  return parts;
}

std::vector<Labels> labels_of(Kept neurons, bool control) {
  if (neurons == Kept::own) return {Labels::control};
  const bool has_control = control && neurons != Kept::bottom && neurons != Kept::first_layer;
  return has_control ? std::vector{Labels::task, Labels::control} : std::vector{Labels::task};
}

const std::vector<double>& deltas_of(Kept neurons, const MinimalScope& scope) {
  static const std::vector<double> none;
  return neurons == Kept::first_layer ? none : scope.deltas;
}

std::vector<Index> fixed_sizes(Labels labels, Kept neurons, const MinimalScope& scope) {
  if (neurons == Kept::own) return {};
  if (neurons == Kept::first_layer) return {scope.first_layer};
  std::vector<Index> sizes =
      analysis::fixed_sizes(scope.neurons, labels == Labels::task ? scope.keep : std::vector<double>());
  if (labels != Labels::task || neurons != Kept::top) return sizes;
  const std::vector<Index> first_wave = analysis::coarse_waves(scope.neurons).front();
  std::erase_if(sizes, [&](Index n) { return std::ranges::binary_search(first_wave, n); });
  return sizes;
}

std::vector<Rivals> cut_rivals(const MinimalScope& scope) {
  std::vector<Rivals> cut;
  cut_rivals_of(Kept::bottom, 0, scope, cut);
  cut_rivals_of(Kept::top, 0, scope, cut);
  if (scope.control && scope.own_ranking) cut_rivals_of(Kept::own, 0, scope, cut);
  if (scope.first_layer > 0 && scope.first_layer < scope.neurons) cut_rivals_of(Kept::first_layer, 0, scope, cut);
  for (Index draw = 1; draw <= scope.draws; ++draw) cut_rivals_of(Kept::random, draw, scope, cut);
  return cut;
}

std::string RandomSetsWork::name() const { return "random-sets-" + std::to_string(first); }

std::vector<RandomSetsWork> cut_random_sets(const RepetitionId& id, const MinimalScope& scope, Index sets) {
  const double at_once = std::clamp(scope.unit_operations / std::max(scope.head_flops, 1.0), 1.0, 1e6);
  std::vector<RandomSetsWork> cut;
  for (Index first = 1; first <= sets; first += static_cast<Index>(at_once))
    cut.push_back({id, scope, first, std::min(static_cast<Index>(at_once), sets - first + 1)});
  return cut;
}

double typical_share(double delta) { return delta > 0 ? std::min(1.0, 0.26 / std::sqrt(delta)) : 1; }

std::vector<SubsetCount> typical_waves(const MinimalScope& scope) {
  const analysis::MinimalQuestion question{.neurons = scope.neurons, .oracle = 1, .deltas = scope.deltas};
  analysis::SizeAccuracies tried;
  std::vector<SubsetCount> waves;
  for (std::size_t wave = 0; wave < analysis::max_waves(scope.neurons); ++wave) {
    const std::vector<Index> sizes = analysis::wave_sizes(wave, question, tried);
    waves.push_back(count_of(sizes, scope.neurons));
    for (const Index n : sizes) {
      const double delta = typical_share(1) * to_double(scope.neurons) / to_double(n);  // inverts typical_share()
      tried[n] = 1 - delta * delta / 100;
    }
  }
  return waves;
}

SubsetCount expected_heads(const SearchPart& part, const std::vector<SubsetCount>& waves) {
  SubsetCount count;
  for (std::size_t wave = part.first_wave; wave < std::min(part.end_wave, waves.size()); ++wave)
    count = count + waves[wave];
  return {count.heads / to_double(part.slices), count.shares / to_double(part.slices)};
}

SubsetCount expected_heads(const Rivals& rivals, const MinimalScope& scope) {
  SubsetCount count;
  for (std::size_t slot = rivals.first_slot; slot < rivals.end_slot; ++slot)
    if (const SubsetCount heads = heads_of_slot(slot, rivals.neurons, scope, typical_share); heads.shares < heads.heads)
      count = count + heads;  // a head on all neurons is not trained again
  return count;
}

bool needs_minimal_set(analysis::Study study) {
  using analysis::Study;
  return study == Study::mdl || study == Study::redundancy || study == Study::best_set;
}

}  // namespace neurank::probing
