#include "tokenizer/sentence_piece_module.hpp"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Exported by the library, declared in none of its installed headers.
namespace sentencepiece::logging {
void SetMinLogLevel(int level);
}

struct NeurankSentencePiece {
  sentencepiece::SentencePieceProcessor processor;
};

struct NeurankPieces {
  std::vector<NeurankPiece> list;
};

struct NeurankBytes {
  std::string content;
};

namespace {

constexpr int only_fatal = 3;
constexpr int max_sentence_bytes = 1 << 30;  // bytes; the largest that the library takes

std::string& last_error() {
  thread_local std::string text;
  return text;
}

void require(const sentencepiece::util::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

/// What a function returns, or null and its error kept, whatever it throws.
template <class Function>
auto guarded(Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception& error) {
    last_error() = error.what();
  } catch (...) {
    last_error() = "unknown exception";
  }
  return nullptr;
}

NeurankSentencePiece* open(const char* bytes, std::size_t size) {
  return guarded([&] {
    sentencepiece::logging::SetMinLogLevel(only_fatal);
    auto model = std::make_unique<NeurankSentencePiece>();
    require(model->processor.LoadFromSerializedProto({bytes, size}));
    return model.release();
  });
}

void close(NeurankSentencePiece* model) { delete model; }

std::int32_t size(const NeurankSentencePiece* model) { return model->processor.GetPieceSize(); }

/// The library's own answer is the piece that its trainer called so, which may have been given another name since.
std::int32_t unknown_id(const NeurankSentencePiece* model) {
  std::int32_t id = 0;
  while (id < model->processor.GetPieceSize() && !model->processor.IsUnknown(id)) ++id;
  return id;
}

const char* piece(const NeurankSentencePiece* model, std::int32_t id) { return model->processor.IdToPiece(id).c_str(); }

NeurankPieces* encode(const NeurankSentencePiece* model, const char* text, std::size_t size) {
  return guarded([&] {
    sentencepiece::ImmutableSentencePieceText encoded;
    require(model->processor.Encode({text, size}, encoded.mutable_proto()));
    auto pieces = std::make_unique<NeurankPieces>();
    pieces->list.reserve(encoded.pieces_size());
    for (const auto& piece : encoded.pieces())
      pieces->list.push_back({static_cast<std::int32_t>(piece.id()), piece.begin(), piece.end()});
    return pieces.release();
  });
}

const NeurankPiece* pieces_of(const NeurankPieces* pieces, std::size_t* count) {
  *count = pieces->list.size();
  return pieces->list.data();
}

void free_pieces(NeurankPieces* pieces) { delete pieces; }

/// The lines of a text, one after another.
class Lines final : public sentencepiece::SentenceIterator {
 public:
  explicit Lines(std::string_view text) : rest_(text) { Next(); }

  bool done() const override { return done_; }
  const std::string& value() const override { return line_; }
  sentencepiece::util::Status status() const override { return {}; }

  void Next() override {
    done_ = rest_.empty();
    line_ = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(done_ ? 0 : line_.size() + 1);
  }

 private:
  std::string_view rest_;
  std::string line_;
  bool done_ = false;
};

/// One thread on every machine: each number of threads gives another vocabulary (findings/README.md). The special
/// pieces get their numbers in this order, behind <unk>, <s> and </s>.
std::unordered_map<std::string, std::string> training_settings(std::int32_t pieces) {
  return {{"model_type", "unigram"},
          {"vocab_size", std::to_string(pieces)},
          {"control_symbols", "<cls>,<sep>,<pad>,<mask>,<eod>"},
          {"user_defined_symbols", "<eop>"},
          {"character_coverage", "1.0"},
          {"max_sentence_length", std::to_string(max_sentence_bytes)},
          {"num_threads", "1"},
          {"minloglevel", std::to_string(only_fatal)}};
}

NeurankBytes* train(const char* text, std::size_t size, std::int32_t pieces) {
  return guarded([&] {
    Lines lines({text, size});
    auto model = std::make_unique<NeurankBytes>();
    require(sentencepiece::SentencePieceTrainer::Train(training_settings(pieces), &lines, &model->content));
    return model.release();
  });
}

const char* bytes(const NeurankBytes* model, std::size_t* size) {
  *size = model->content.size();
  return model->content.data();
}

void free_bytes(NeurankBytes* model) { delete model; }

const char* error() { return last_error().c_str(); }

constexpr NeurankSentencePieceFunctions functions = {open,      close,       size,  unknown_id, piece,      encode,
                                                     pieces_of, free_pieces, train, bytes,      free_bytes, error};

}  // namespace

extern "C" __attribute__((visibility("default"))) const NeurankSentencePieceFunctions* neurank_sentence_piece() {
  return &functions;
}
