#include "probing/team_messages.hpp"

#include <cstring>
#include <type_traits>

#include "base/error.hpp"

namespace neurank::probing {
namespace {

/// Bytes of a list's values.
template <class List>
std::size_t bytes_of(const List& list) {
  return static_cast<std::size_t>(list.size()) * sizeof(*list.data());
}

class MessageWriter {
 public:
  template <class Value>
  requires std::is_trivially_copyable_v<Value>
  void write(const Value& value) { message_.append(reinterpret_cast<const char*>(&value), sizeof(value)); }

  /// Values in one piece of memory, and how many.
  template <class List>
  void write_list(const List& list) {
    write(list.size());
    message_.append(reinterpret_cast<const char*>(list.data()), bytes_of(list));
  }

  /// A list that need not be there.
  template <class List>
  void write_list(const std::shared_ptr<const List>& list) {
    write(list != nullptr);
    if (list) write_list(*list);
  }

  void write_head(const probe::Head& head) {
    write(head.weights.cols());
    write_list(head.bias);
    write_list(head.weights);
  }

  std::string message() && { return std::move(message_); }

 private:
  std::string message_;
};

/// Reads what a MessageWriter wrote, in the same order.
class MessageReader {
 public:
  explicit MessageReader(const std::string& message) : message_(message) {}

  template <class Value>
  requires std::is_trivially_copyable_v<Value>
  void read(Value& value) { copy(&value, sizeof(value)); }

  template <class Value>
  Value read() {
    Value value;
    read(value);
    return value;
  }

  template <class List>
  List read_list() {
    List list(read<decltype(std::declval<List>().size())>());
    copy(list.data(), bytes_of(list));
    return list;
  }

  template <class List>
  void read_list(std::shared_ptr<const List>& list) {
    if (read<bool>()) list = std::make_shared<const List>(read_list<List>());
  }

  probe::Head read_head() {
    const auto columns = read<Index>();
    const auto bias = read_list<Vector>(), weights = read_list<Vector>();
    return {ConstMatrixView(weights.data(), bias.size(), columns), bias};
  }

 private:
  void copy(void* to, std::size_t bytes) {
    NEURANK_EXPECT(next_ + bytes <= message_.size());
    std::memcpy(to, message_.data() + next_, bytes);
    next_ += bytes;
  }

  const std::string& message_;
  std::size_t next_ = 0;
};

probe::SharedTraining training_from(MessageReader& reader) {
  probe::SharedTraining training;
  reader.read(training.settings);
  reader.read(training.batch);
  reader.read(training.batches);
  reader.read(training.task.penalty);
  reader.read(training.task.labels);
  reader.read(training.task.neurons);
  reader.read_list(training.task.targets);
  reader.read_list(training.task.order);
  reader.read_list(training.task.weighted);
  return training;
}

probe::SharedSolution solution_from(MessageReader& reader) {
  probe::SharedSolution solution;
  reader.read(solution.settings);
  reader.read(solution.products);
  reader.read(solution.task.labels);
  reader.read(solution.task.penalty);
  reader.read(solution.task.neurons.size);
  reader.read_list(solution.task.targets);
  reader.read_list(solution.task.neurons.order);
  solution.rows = reader.read_list<std::vector<Index>>();
  solution.standardization.mean = reader.read_list<Eigen::RowVectorXf>();
  solution.standardization.scale = reader.read_list<Eigen::RowVectorXf>();
  store::NeuronStatistics statistics;
  statistics.mean = reader.read_list<std::vector<double>>();
  statistics.variance = reader.read_list<std::vector<double>>();
  solution.statistics = std::make_shared<const store::NeuronStatistics>(std::move(statistics));
  if (reader.read<bool>()) solution.start = std::make_shared<const probe::Head>(reader.read_head());
  return solution;
}

void write(const probe::SharedTraining& training, MessageWriter& writer) {
  writer.write(training.settings);
  writer.write(training.batch);
  writer.write(training.batches);
  writer.write(training.task.penalty);
  writer.write(training.task.labels);
  writer.write(training.task.neurons);
  writer.write_list(training.task.targets);
  writer.write_list(training.task.order);
  writer.write_list(training.task.weighted);
}

void write(const probe::SharedSolution& solution, MessageWriter& writer) {
  writer.write(solution.settings);
  writer.write(solution.products);
  writer.write(solution.task.labels);
  writer.write(solution.task.penalty);
  writer.write(solution.task.neurons.size);
  writer.write_list(solution.task.targets);
  writer.write_list(solution.task.neurons.order);
  writer.write_list(solution.rows);
  writer.write_list(solution.standardization.mean);
  writer.write_list(solution.standardization.scale);
  writer.write_list(solution.statistics->mean);
  writer.write_list(solution.statistics->variance);
  writer.write(solution.start != nullptr);
  if (solution.start) writer.write_head(*solution.start);
}

}  // namespace

std::string to_message(const probe::SharedWork& work) {
  MessageWriter writer;
  writer.write(work.what.index());
  std::visit([&](const auto& what) { write(what, writer); }, work.what);
  return std::move(writer).message();
}

probe::SharedWork work_from(const std::string& message) {
  MessageReader reader(message);
  if (reader.read<std::size_t>() == 0) return {training_from(reader)};
  return {solution_from(reader)};
}

}  // namespace neurank::probing
