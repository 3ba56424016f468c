#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace neurank::test {

/// A category of combinatory categorial grammar: an atom such as S[dcl], or result / argument.
struct Category {
  std::string base;     ///< of an atom; empty: a function
  std::string feature;  ///< of an atom; empty: any
  std::shared_ptr<const Category> result, argument;
  char slash = 0;

  std::string text() const {
    if (!base.empty()) return feature.empty() ? base : base + "[" + feature + "]";
    const auto part = [](const Category& c) { return c.base.empty() ? "(" + c.text() + ")" : c.text(); };
    return part(*result) + slash + part(*argument);
  }
};
using CategoryPointer = std::shared_ptr<const Category>;

inline CategoryPointer function_of(CategoryPointer result, char slash, CategoryPointer argument) {
  return std::make_shared<Category>(Category{"", "", std::move(result), std::move(argument), slash});
}

/// Reads categories as CCGbank writes them; NP[nb] is NP.
inline CategoryPointer read_category(std::string_view text) {
  int depth = 0;
  for (std::size_t i = text.size(); i-- > 0;) {  // slashes associate to the left, so the last one outside is the top
    depth += text[i] == ')' ? 1 : text[i] == '(' ? -1 : 0;
    if (depth == 0 && (text[i] == '/' || text[i] == '\\'))
      return function_of(read_category(text.substr(0, i)), text[i], read_category(text.substr(i + 1)));
  }
  if (text.front() == '(') return read_category(text.substr(1, text.size() - 2));
  const auto bracket = text.find('[');
  Category atom{std::string(text.substr(0, bracket)), "", nullptr, nullptr};
  if (bracket != text.npos) atom.feature = text.substr(bracket + 1, text.size() - bracket - 2);
  if (atom.feature == "nb") atom.feature.clear();
  return std::make_shared<Category>(atom);
}

/// Whether an argument fits; a feature that only the function leaves open (S in S\S) becomes the argument's.
inline bool fits(const Category& wanted, const Category& given, std::string& feature) {
  if (wanted.base != given.base) return false;
  if (wanted.base.empty())
    return wanted.slash == given.slash && fits(*wanted.result, *given.result, feature) &&
           fits(*wanted.argument, *given.argument, feature);
  if (wanted.feature == given.feature) return true;
  if (wanted.base != "S") return false;
  if (wanted.feature.empty()) {
    if (!feature.empty() && feature != given.feature) return false;
    feature = given.feature;
    return true;
  }
  return given.feature.empty();
}

/// The category with S's open feature filled in.
inline CategoryPointer with_feature(const CategoryPointer& category, const std::string& feature) {
  if (feature.empty()) return category;
  if (category->base.empty())
    return function_of(with_feature(category->result, feature), category->slash,
                       with_feature(category->argument, feature));
  if (category->base != "S" || !category->feature.empty()) return category;
  return std::make_shared<Category>(Category{"S", feature, nullptr, nullptr});
}

/// What two neighbours become: application, composition, and crossed composition backward, as CCGbank has them;
/// punctuation is taken up by its neighbour, "conj X" waits for an X before it.
class CcgParser {
 public:
  /// Whether the categories derive one of the goals.
  bool derives(const std::vector<std::string>& categories, const std::set<std::string>& goals) {
    const std::size_t n = categories.size();
    std::vector<std::vector<Cell>> chart(n, std::vector<Cell>(n + 1));
    for (std::size_t i = 0; i < n; ++i) add(chart[i][1], categories[i]);
    for (std::size_t length = 2; length <= n; ++length)
      for (std::size_t i = 0; i + length <= n; ++i)
        for (std::size_t left = 1; left < length; ++left)
          for (const std::string& a : chart[i][left])
            for (const std::string& b : chart[i + left][length - left])
              for (const std::string& c : combined(a, b)) add(chart[i][length], c);
    for (const std::string& goal : goals)
      if (chart[0][n].contains(goal)) return true;
    return false;
  }

 private:
  using Cell = std::set<std::string>;

  /// With what one category alone can become: N is NP, and NP is raised to S/(S\NP).
  static void add(Cell& cell, const std::string& category) {
    cell.insert(category);
    if (category == "N") add(cell, "NP");
    if (category == "NP") cell.insert("S/(S\\NP)");
    if (category == "conj N") add(cell, "conj NP");
  }

  const std::vector<std::string>& combined(const std::string& a, const std::string& b) {
    auto [found, is_new] = known_.try_emplace({a, b});
    if (is_new) found->second = combine(a, b);
    return found->second;
  }

  std::vector<std::string> combine(const std::string& a, const std::string& b) {
    const auto is_mark = [](const std::string& c) { return c == "," || c == "."; };
    if (is_mark(a)) return is_mark(b) ? std::vector<std::string>{} : std::vector{b};
    if (is_mark(b)) return {a};
    if (b == "conj" || a.starts_with("conj ")) return {};
    if (a == "conj")
      return b.starts_with("conj ") ? std::vector<std::string>{} : std::vector{"conj " + category(b)->text()};
    if (b.starts_with("conj ")) return category(a)->text() == b.substr(5) ? std::vector{a} : std::vector<std::string>{};
    std::vector<std::string> results;
    forward(category(a), category(b), results);
    backward(category(a), category(b), results);
    return results;
  }

  static void forward(const CategoryPointer& a, const CategoryPointer& b, std::vector<std::string>& results) {
    if (a->slash != '/') return;
    std::string feature;
    if (fits(*a->argument, *b, feature)) results.push_back(with_feature(a->result, feature)->text());
    feature.clear();
    if (b->slash == '/' && fits(*a->argument, *b->result, feature))
      results.push_back(function_of(with_feature(a->result, feature), '/', b->argument)->text());
  }

  static void backward(const CategoryPointer& a, const CategoryPointer& b, std::vector<std::string>& results) {
    if (b->slash != '\\') return;
    std::string feature;
    if (fits(*b->argument, *a, feature)) results.push_back(with_feature(b->result, feature)->text());
    feature.clear();
    if (!a->base.empty() || !fits(*b->argument, *a->result, feature)) return;
    results.push_back(function_of(with_feature(b->result, feature), a->slash, a->argument)->text());
  }

  const CategoryPointer& category(const std::string& text) {
    CategoryPointer& found = categories_[text];
    if (!found) found = read_category(text);
    return found;
  }

  std::map<std::pair<std::string, std::string>, std::vector<std::string>> known_;
  std::map<std::string, CategoryPointer> categories_;
};

}  // namespace neurank::test
