#include "probe/label_places.hpp"

#include "base/cast.hpp"

namespace neurank::probe {

LabelPlaces::LabelPlaces(const LabelList& weighted, Index labels)
    : labels_(labels), weighted_(weighted == nullptr ? labels : to_index(weighted->size())) {
  if (is_whole()) return;
  places_.assign(to_size(labels), -1);
  Index next = 0;
  for (const Index label : *weighted) places_[to_size(label)] = next++;
  for (Index& place : places_)
    if (place < 0) place = next++;
}

}  // namespace neurank::probe
