#include "tokenizer/sentence_piece_module.hpp"

#include <sentencepiece_processor.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
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

namespace {

constexpr int only_fatal = 3;

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

std::int32_t unknown_id(const NeurankSentencePiece* model) { return model->processor.unk_id(); }

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

const char* error() { return last_error().c_str(); }

constexpr NeurankSentencePieceFunctions functions = {open,   close,     size,        unknown_id, piece,
                                                     encode, pieces_of, free_pieces, error};

}  // namespace

extern "C" __attribute__((visibility("default"))) const NeurankSentencePieceFunctions* neurank_sentence_piece() {
  return &functions;
}
