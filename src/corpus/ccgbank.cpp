#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "corpus/text_file.hpp"
#include "corpus/word_collector.hpp"

namespace neurank::corpus {
namespace {

/// Fields of a leaf, (<L category pos xpos word predicate-argument>).
constexpr std::size_t category = 0, pos = 1, xpos = 2, word = 3, leaf_fields = 5;

constexpr const char* remedy = "restore the line from the treebank";

std::size_t field_of(const std::string& source) {
  if (source == "category") return category;
  return source == "pos" ? pos : xpos;
}

/// Reads the derivation of one line. Nodes that are not closed yet stand on a stack, so that no depth is too much.
class Derivation {
 public:
  Derivation(std::string place, std::string_view line, long number, WordCollector& words)
      : place_(std::move(place)), items_(split_whitespace(line)), number_(number), words_(words) {}

  void read() {
    while (next_ < items_.size()) {
      if (is_whole_) throw damaged("goes on after its end");
      if (items_[next_] == "(<T")
        open_node();
      else if (items_[next_] == "(<L")
        read_leaf();
      else
        close(items_[next_++]);
    }
    if (!is_whole_) throw damaged("is cut off (nodes left open: " + std::to_string(open_.size()) + ")");
    words_.end_sentence();
  }

 private:
  struct Node {
    int children;  ///< that it announces
    int read = 0;
  };

  /// (<T category head children>, children 1 or 2
  void open_node() {
    if (items_.size() - next_ < 4) throw damaged("is cut off in a node");
    const std::string_view head = items_[next_ + 2], children = items_[next_ + 3];
    const bool one = children == "1>" && head == "0", two = children == "2>" && (head == "0" || head == "1");
    if (!one && !two) throw damaged("has a node with the head " + in_quotes(head) + " of " + in_quotes(children));
    open_.push_back({one ? 1 : 2});
    next_ += 4;
  }

  /// (<L category pos xpos word predicate-argument>), perhaps with the ends of nodes right behind it
  void read_leaf() {
    if (items_.size() - next_ < 1 + leaf_fields) throw damaged("is cut off in a leaf");
    const auto first = items_.begin() + to_index(next_) + 1;
    const Fields fields(first, first + leaf_fields);
    const std::string_view last = fields.back();
    const std::size_t end = last.rfind(">)");
    if (end == std::string_view::npos) throw damaged("has a leaf without end at the word " + in_quotes(fields[word]));
    words_.add(fields, number_);
    end_child();
    close(last.substr(end + 2));
    next_ += 1 + leaf_fields;
  }

  /// Ends as many nodes as there are brackets.
  void close(std::string_view brackets) {
    for (char c : brackets) {
      if (c != ')') throw damaged("has " + in_quotes(brackets) + " where a node begins or ends");
      if (open_.empty()) throw damaged("closes more nodes than it opens");
      const Node node = open_.back();
      open_.pop_back();
      if (node.read != node.children)
        throw damaged("has a node of " + std::to_string(node.read) + " parts that announces " +
                      std::to_string(node.children));
      end_child();
    }
  }

  /// A leaf or node has ended.
  void end_child() {
    if (open_.empty())
      is_whole_ = true;
    else
      ++open_.back().read;
  }

  Error damaged(const std::string& what) const { return input_error(place_ + "the derivation " + what, remedy); }

  std::string place_;
  Fields items_;
  long number_;
  WordCollector& words_;
  std::size_t next_ = 0;
  std::vector<Node> open_;
  bool is_whole_ = false;
};

}  // namespace

void read_ccgbank(const std::filesystem::path& file, const CorpusSettings& settings, TaggedText& text) {
  const std::string content = read_text_file(file);
  WordCollector words(file, settings, word, field_of, text);
  std::string_view id;
  long id_line = 0;      // of an ID whose derivation has not come yet
  bool is_next = false;  // the derivation is one more of the ID that has one
  const auto expect_derivation = [&] {
    if (id_line > 0) throw input_error(at(file, id_line) + "no derivation follows this line", remedy);
  };
  for_each_line(content, [&](std::string_view line, long number) {
    if (is_blank(line)) return;
    if (line.starts_with("ID=")) {
      expect_derivation();
      const std::string_view found = line.substr(0, line.find(' '));
      is_next = found == id;
      id = found;
      id_line = number;
      return;
    }
    if (is_next) words.note(number, "a further derivation of " + std::string(id) + " is passed over, as all such are");
    if (!is_next) Derivation(at(file, number), line, number, words).read();
    id_line = 0;
    is_next = !id.empty();
  });
  expect_derivation();
}

}  // namespace neurank::corpus
