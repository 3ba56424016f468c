#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/complaint.hpp"
#include "grid/experiment.hpp"
#include "grid/pretraining.hpp"
#include "grid/yaml_tree.hpp"

namespace neurank::grid {

// What a grid can say is described once, as a tree of keys that are tied to the variables they set. Reading, writing
// and the test of config/README.md walk the same tree.

/// A value that is one word or number.
struct Scalar {
  std::string type;  ///< what may stand there, e.g. "a whole number >= 1"
  /// Sets the variable, or returns what is wrong with a value that is not of the type.
  std::function<std::optional<Complaint>(const std::string&)> read;
  std::function<std::string()> text;  ///< the variable's value as a grid has it; empty: nothing to write
};

/// A list of scalars, or one alone.
struct OneOrMany {
  std::function<std::size_t()> size;
  std::function<void(std::size_t)> resize;
  std::function<Scalar(std::size_t)> element;
};

struct Field;

/// A map with known keys.
struct Section {
  std::vector<Field> fields;
};

/// Either keys or a list, as the grid has it.
struct SectionOrList {
  Section section;
  OneOrMany list;
  std::function<bool()> is_section;  ///< which of the two the variables hold
  std::string type;                  ///< what may stand there, for messages
};

/// Either keys or one word, as the grid has it.
struct SectionOrScalar {
  Section section;
  Scalar scalar;
  std::function<bool()> is_section;  ///< which of the two the variables hold
};

/// A list of sections.
struct Items {
  std::function<std::size_t()> size;
  std::function<void(std::size_t)> resize;
  std::function<Section(std::size_t)> element;
};

/// A map whose keys are names that the user chooses.
struct Named {
  Scalar (*key)(std::string& value);  ///< what a name may be
  std::function<std::vector<std::string>()> names;
  std::function<std::variant<Scalar, Section, OneOrMany>(const std::string& name)> element;  ///< made when absent
};

/// Either names or a list, as the grid has it.
struct NamedOrList {
  Named named;
  OneOrMany list;
  std::function<bool()> is_named;  ///< which of the two the variables hold
};

/// A key with its value. A key that is not required may be absent: its variable then keeps its default.
struct Field {
  std::string key;
  std::variant<Scalar, OneOrMany, Section, SectionOrList, SectionOrScalar, Items, Named, NamedOrList> value;
  bool required = false;
  std::string former_key = {};  ///< what older grids call it, see use_present_keys()
};

/// An experiment, the probe settings from which its variants start, and what pretraining is asked for beside it.
struct GridValues {
  Experiment experiment;
  probe::ProbeSettings probe;
  Pretraining pretraining;
};

/// Every key of a grid, tied to `values`, which must outlive the result.
/// @param folder to which relative paths belong
Section grid_schema(GridValues& values, const std::filesystem::path& folder);

/// Those keys of a grid that pretraining reads.
Section pretraining_schema(Pretraining& values, const std::filesystem::path& folder);

/// Renames the keys of a tree that have a former name; a former name beside the present one is a problem.
void use_present_keys(const Section& section, Node& node, Problems& problems);

/// Sets the variables to what the tree says; adds what is wrong in the tree to the problems.
void read_section(const Section& section, const Node& node, Problems& problems);

/// The tree that says what the variables hold, every default included.
Node write_section(const Section& section);

}  // namespace neurank::grid
