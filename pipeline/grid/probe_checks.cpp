#include <algorithm>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "grid/checks.hpp"

namespace neurank::grid {
namespace {

using Path = std::vector<std::string>;
using probe::ProbeSettings;
using probe::Solver;

// More are a slip of the pen, and planning them would take all memory.
constexpr double max_penalties = 10'000;

/// A section of probe settings.
struct ProbeSection {
  Path path;
  const ProbeSettings* settings;
  std::vector<const ProbeSettings*> users;  ///< that take over what it says
};

std::vector<ProbeSection> sections_of(const GridValues& values, const Node& root) {
  const bool has_variants = root.find("variants") != nullptr;
  std::vector<ProbeSection> sections = {{{"probe"}, &values.probe, {}}};
  for (const Variant& variant : values.experiment.variants) {  // without a section one that is called default
    sections.front().users.push_back(&variant.probe);
    if (has_variants) sections.push_back({{"variants", variant.name, "probe"}, &variant.probe, {&variant.probe}});
  }
  return sections;
}

class ProbeChecker {
 public:
  ProbeChecker(const ProbeSection& section, const Node& root, Problems& problems)
      : section_(section), root_(root), problems_(problems) {}

  void check() {
    for (const Path& key :
         {Path{"preset"}, {"epochs"}, {"batch"}, {"learning_rate"}, {"step"}, {"order"}, {"lambda", "method"}})
      check_means_something(Solver::adam, key, "it has no epochs, batches or steps: leave it out");
    for (const Path& key : {Path{"gap"}, {"max_passes"}})
      check_means_something(Solver::exact, key, "leave it out, or write solver: exact");
    const bool is_used_exact = std::ranges::any_of(section_.users, &ProbeSettings::is_exact);
    if (is_used_exact && section_.settings->is_exact()) check_exact();
    check_count();
  }

 private:
  Path at(const Path& key) const {
    Path path = section_.path;
    path.insert(path.end(), key.begin(), key.end());
    return path;
  }

  void add(const Path& key, const std::string& problem, const std::string& remedy = {}) {
    add_problem(root_, at(key), problem, remedy, problems_);
  }

  /// What stands here is for a solver that somebody has.
  void check_means_something(Solver solver, const Path& key, const std::string& remedy) {
    const auto has = [&](const ProbeSettings* user) { return user->solver == solver; };
    if (root_.find(at(key)) == nullptr || section_.users.empty() || std::ranges::any_of(section_.users, has)) return;
    const std::string other = solver == Solver::adam ? name_of(Solver::exact) : name_of(Solver::adam);
    add(key, "means nothing beside solver: " + other, remedy);
  }

  void check_exact() {
    if (section_.settings->ridge == probe::RidgeForm::norm)
      add({"ridge"}, "norm beside solver: exact: how near such an optimum is nobody can tell", "write squared");
    for (const double l2 : section_.settings->search.l2)
      if (l2 < probe::least_exact_l2)
        return add({"lambda", "l2"},
                   to_text(l2) +
                       " is below 1e-5: without a ridge nothing bounds how far an exact head is from its "
                       "optimum, and labels that neurons tell apart have none",
                   "write values from 1e-5 on");
  }

  void check_count() {
    if (section_.path.size() > 1 && root_.find(at({"lambda"})) == nullptr) return;
    const probe::PenaltySearch& search = section_.settings->search;
    const auto pairs = to_double(search.l1.size()) * to_double(search.l2.size());
    if (pairs > max_penalties) add({"lambda"}, to_text(pairs) + " pairs of l1 and l2 are too many (at most 10000)");
  }

  const ProbeSection& section_;
  const Node& root_;
  Problems& problems_;
};

}  // namespace

void check_probes(const GridValues& values, const Node& root, Problems& problems) {
  for (const ProbeSection& section : sections_of(values, root)) ProbeChecker(section, root, problems).check();
}

}  // namespace neurank::grid
