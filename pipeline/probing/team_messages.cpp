#include "probing/team_messages.hpp"

#include <cstring>
#include <type_traits>

#include "base/error.hpp"

namespace neurank::probing {
namespace {

/// Bytes of a list's values, which lie in one piece of memory.
template <class List>
std::size_t bytes_of(const List& list) {
  return static_cast<std::size_t>(list.size()) * sizeof(*list.data());
}

class MessageWriter {
 public:
  template <class Value>
  requires std::is_trivially_copyable_v<Value>
  void value(const Value& value) { append(&value, sizeof(value)); }

  template <class List>
  void list(const List& list) {
    value(list.size());
    append(list.data(), bytes_of(list));
  }

  void matrix(const Matrix& matrix) {
    value(matrix.rows());
    value(matrix.cols());
    append(matrix.data(), bytes_of(matrix));
  }

  /// What need not be there. @param fields goes through what it is made of
  template <class Pointed, class Fields>
  void pointer(const std::shared_ptr<const Pointed>& pointer, const Fields& fields) {
    value(pointer != nullptr);
    if (pointer) fields(*pointer);
  }

  std::string message() && { return std::move(message_); }

 private:
  void append(const void* values, std::size_t bytes) { message_.append(static_cast<const char*>(values), bytes); }

  std::string message_;
};

/// Reads what a MessageWriter wrote, in the same order.
class MessageReader {
 public:
  explicit MessageReader(const std::string& message) : message_(message) {}

  template <class Value>
  requires std::is_trivially_copyable_v<Value>
  void value(Value& value) { copy(&value, sizeof(value)); }

  template <class List>
  void list(List& list) {
    list.resize(read<decltype(list.size())>());
    copy(list.data(), bytes_of(list));
  }

  void matrix(Matrix& matrix) {
    const auto rows = read<Index>(), columns = read<Index>();
    matrix.resize(rows, columns);
    copy(matrix.data(), bytes_of(matrix));
  }

  template <class Pointed, class Fields>
  void pointer(std::shared_ptr<const Pointed>& pointer, const Fields& fields) {
    if (!read<bool>()) return;
    const auto made = std::make_shared<Pointed>();
    fields(*made);
    pointer = made;
  }

  template <class Value>
  Value read() {
    Value value;
    copy(&value, sizeof(value));
    return value;
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

// What is sent, for a writer of a constant object or a reader of another.

template <class Message, class Training>
requires std::is_same_v<std::remove_const_t<Training>, probe::SharedTraining>
void go_through(Training& training, Message& message) {
  const auto values = [&](auto& list) { message.list(list); };
  message.value(training.settings);
  message.value(training.batch);
  message.value(training.batches);
  message.value(training.task.penalty);
  message.value(training.task.labels);
  message.value(training.task.neurons);
  message.pointer(training.task.targets, values);
  message.pointer(training.task.order, values);
  message.pointer(training.task.weighted, values);
}

template <class Message, class Solution>
requires std::is_same_v<std::remove_const_t<Solution>, probe::SharedSolution>
void go_through(Solution& solution, Message& message) {
  const auto values = [&](auto& list) { message.list(list); };
  message.value(solution.settings);
  message.value(solution.products);
  message.value(solution.task.labels);
  message.value(solution.task.penalty);
  message.value(solution.task.neurons.size);
  message.pointer(solution.task.targets, values);
  message.pointer(solution.task.neurons.order, values);
  message.list(solution.rows);
  message.list(solution.standardization.mean);
  message.list(solution.standardization.scale);
  message.pointer(solution.statistics, [&](auto& statistics) {
    message.list(statistics.mean);
    message.list(statistics.variance);
  });
  message.pointer(solution.start, [&](auto& head) {
    message.matrix(head.weights);
    message.list(head.bias);
  });
}

template <class Work>
probe::SharedWork read_work(MessageReader& reader) {
  Work work;
  go_through(work, reader);
  return {std::move(work)};
}

}  // namespace

std::string to_message(const probe::SharedWork& work) {
  MessageWriter writer;
  writer.value(work.what.index());
  std::visit([&](const auto& what) { go_through(what, writer); }, work.what);
  return std::move(writer).message();
}

probe::SharedWork work_from(const std::string& message) {
  MessageReader reader(message);
  if (reader.read<std::size_t>() == 0) return read_work<probe::SharedTraining>(reader);
  return read_work<probe::SharedSolution>(reader);
}

}  // namespace neurank::probing
