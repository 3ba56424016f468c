#include "run/ranking_file.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/cast.hpp"
#include "base/complaint.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/json.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;
using checkpoint::Json;

constexpr std::array task_names = {"ordering", "overall", "neurons", "top_neurons"};
constexpr const char* cutoffs_name = "cutoffs";
constexpr const char* labels_name = "labels";

/// Reads the lists of one file, each by its place in it: `ordering[3]`.
class Reader {
 public:
  Reader(const fs::path& file, Index neurons) : file_(file), neurons_(neurons) {}

  void read(const Json& content) {
    if (content.is_object()) return read_object(content);
    if (!content.is_array()) throw bad("the file", "holds neither a list nor an object");
    const bool is_pair = !content.empty() && content[0].is_array();
    if (!is_pair) return add("", content, "the list");
    if (content.size() != 2)
      throw bad("the list", "has " + std::to_string(content.size()) + " parts, not a list of neurons and one more");
    add("", content[0], "[0]");
    if (content[1].is_array()) {
      lists_.back().cutoffs = cutoffs(content[1], "[1]");
      return;
    }
    if (!content[1].is_object()) throw bad("[1]", "holds neither cutoffs nor labels");
    const Index length = to_index(lists_.back().neurons.size());
    if (length < neurons_) lists_.back().cutoffs = {length};  // a union of labels' neurons
    add_labels(content[1], "[1].");
  }

  std::vector<NeuronList> take() { return std::move(lists_); }

 private:
  Error bad(const std::string& place, const std::string& problem) const {
    return input_error(file_.string() + ": " + place + " " + problem,
                       "write what NeuroX returned with json.dump, arrays by tolist()");
  }

  static bool is_of_task(const std::string& key) { return std::ranges::find(task_names, key) != task_names.end(); }

  void read_object(const Json& content) {
    for (const auto& [key, value] : content.items()) {
      if (!is_of_task(key)) continue;
      if (!lists_.empty()) throw bad(key, "is a second list of the task");
      add("", value, key);
      if (content.contains(cutoffs_name)) lists_.back().cutoffs = cutoffs(content[cutoffs_name], cutoffs_name);
    }
    for (const auto& [key, value] : content.items()) {
      if (is_of_task(key) || (key == cutoffs_name && !lists_.empty())) continue;
      if (key == labels_name && value.is_object())
        add_labels(value, std::string(labels_name) + ".");
      else
        add(key, value, key);
    }
    if (lists_.empty()) throw bad("the object", "holds no list");
  }

  void add_labels(const Json& content, const std::string& place) {
    for (const auto& [label, value] : content.items()) {
      const bool is_empty = value.is_array() && value.empty();  // a label whose head has no weight
      if (!is_empty) add(label, value, place + label);
    }
  }

  void add(const std::string& label, const Json& list, const std::string& place) {
    if (!list.is_array()) throw bad(place, "is " + checkpoint::in_quotes(json_text(list)) + ", not a list of neurons");
    if (list.empty()) throw bad(place, "names no neuron");
    NeuronList found{label, {}, {}};
    std::vector<std::size_t> position(to_size(neurons_), list.size());  // of each neuron
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string here = place + "[" + std::to_string(i) + "]";
      const Index neuron = number(list[i], here);
      if (neuron >= neurons_)
        throw bad(here,
                  "is " + std::to_string(neuron) + "; the run's neurons are 0 to " + std::to_string(neurons_ - 1));
      if (position[to_size(neuron)] < i)
        throw bad(here, "is " + std::to_string(neuron) + ", which stands at [" +
                            std::to_string(position[to_size(neuron)]) + "], too");
      position[to_size(neuron)] = i;
      found.neurons.push_back(neuron);
    }
    lists_.push_back(std::move(found));
  }

  Index number(const Json& value, const std::string& place) const {
    constexpr auto most = std::numeric_limits<Index>::max();
    if (!value.is_number_unsigned() || std::cmp_greater(value.get<std::uint64_t>(), most))
      throw bad(place, "is " + checkpoint::in_quotes(json_text(value)) + ", not a whole number from 0");
    return value.get<Index>();
  }

  /// Without equal ones, which NeuroX has where a step added nothing.
  std::vector<Index> cutoffs(const Json& list, const std::string& place) const {
    if (!list.is_array()) throw bad(place, "is not a list of cutoffs");
    std::vector<Index> found;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string here = place + "[" + std::to_string(i) + "]";
      const Index cutoff = number(list[i], here);
      if (cutoff > to_index(lists_.back().neurons.size()) || (!found.empty() && cutoff < found.back()))
        throw bad(here, "is " + std::to_string(cutoff) + "; cutoffs ascend to the number of neurons of the list");
      if (found.empty() || cutoff > found.back()) found.push_back(cutoff);
    }
    return found;
  }

  const fs::path& file_;
  Index neurons_;
  std::vector<NeuronList> lists_;
};

}  // namespace

std::vector<NeuronList> read_ranking_file(const fs::path& file, Index neurons) {
  Json content;
  try {
    content = checkpoint::parse_json(read_file(file));
  } catch (const Complaint& complaint) {
    throw input_error(at(file, complaint.line) + complaint.problem, "JSON has no NaN and no single quotes");
  }
  Reader reader(file, neurons);
  reader.read(content);
  return reader.take();
}

}  // namespace neurank::run
