#include <set>

#include "base/text.hpp"
#include "grid/checks.hpp"

namespace neurank::grid {
namespace {

/// Adds a problem at a key of the section, or at the section itself where the key has its default.
void add(const Node& section, const std::string& key, const std::string& problem, const std::string& remedy,
         Problems& problems) {
  const Node* const node = section.find(key);
  problems.add(node == nullptr ? section.place : node->place, key_path("pretrain", key), problem, remedy);
}

void check_width(const pretrain::Architecture& architecture, const Node& section, Problems& problems) {
  const Index unit = 2 * architecture.heads;
  if (architecture.width % unit != 0)
    add(section, "width",
        std::to_string(architecture.width) + " is not a multiple of twice the heads, " + std::to_string(unit),
        "it is shared by two directions with that many heads", problems);
}

void check_families(const std::vector<pretrain::TrainedFamily>& families, const Node& section, Problems& problems) {
  std::set<pretrain::TrainedFamily> seen;
  for (const pretrain::TrainedFamily family : families)
    if (!seen.insert(family).second)
      add(section, "families", in_quotes(name_of(family)) + " is named twice", "name it once", problems);
}

}  // namespace

void check_pretraining(const Pretraining& pretraining, const Node& root, Problems& problems) {
  const Node* const section = root.find("pretrain");
  if (section == nullptr) return;
  check_width(pretraining.architecture, *section, problems);
  check_families(pretraining.families, *section, problems);
}

}  // namespace neurank::grid
