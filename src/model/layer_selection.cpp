#include "model/layer_selection.hpp"

#include <algorithm>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::model {
namespace {

constexpr std::string_view between = "..";

/// The model's number of a layer that may be counted from the last.
Index counted(Index layer, Index depth) { return layer < 0 ? depth + 1 + layer : layer; }

std::vector<Index> numbers_of(const LayerSelection& selection, Index first, Index depth, const std::string& name) {
  std::set<Index> numbers;
  for (const LayerRange& range : selection.layers) {
    const Index begin = counted(range.first, depth), end = counted(range.last, depth);
    if (begin < first || end > depth || begin > end)
      throw usage_error("layers " + to_text(range) + " of model " + name + ": it has the layers " +
                            std::to_string(first) + " to " + std::to_string(depth) + " of site " +
                            name_of(selection.site),
                        "name some of these; -1 is the last");
    for (Index layer = begin; layer <= end; ++layer) numbers.insert(layer);
  }
  if (selection.layers.empty())
    for (Index layer = first; layer <= depth; ++layer) numbers.insert(layer);
  return {numbers.begin(), numbers.end()};
}

}  // namespace

std::optional<LayerRange> parse_layers(std::string_view text) {
  const auto at = text.find(between);
  const auto first = number_of<Index>(text.substr(0, at));
  const auto last = at == std::string_view::npos ? first : number_of<Index>(text.substr(at + between.size()));
  return first && last ? std::optional(LayerRange{*first, *last}) : std::nullopt;
}

std::string to_text(LayerRange layers) {
  std::string text = std::to_string(layers.first);
  if (layers.last != layers.first) text.append(between).append(std::to_string(layers.last));
  return text;
}

ModelShape select_layers(ModelShape whole, const LayerSelection& selection, const std::string& name) {
  ModelShape shape = std::move(whole);
  const bool is_mlp = selection.site == Site::mlp;
  if (is_mlp && shape.inner_width == 0)
    throw usage_error("site mlp of model " + name + ": a model of family " + shape.family +
                          " has no feed-forward part with a second projection in each layer",
                      "read the site residual");
  shape.depth = shape.layers - 1;
  shape.site = selection.site;
  shape.layer_numbers = numbers_of(selection, is_mlp ? 1 : 0, shape.depth, name);
  std::vector<std::string> names;
  for (const Index layer : shape.layer_numbers)
    names.push_back(is_mlp ? "mlp_" + std::to_string(layer) : shape.layer_names[to_size(layer)]);
  shape.layer_names = std::move(names);
  shape.layers = to_index(shape.layer_numbers.size());
  if (is_mlp) shape.width = shape.inner_width;
  return shape;
}

}  // namespace neurank::model
