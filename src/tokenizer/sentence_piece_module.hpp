#pragma once

#include <cstddef>
#include <cstdint>

// The border to the SentencePiece library, which is linked into a module of its own. That library carries a copy of
// protobuf, another version of which LibTorch needs; in one process they get along only if the module is loaded with
// its symbols kept to itself. So nothing but plain data crosses, no exceptions, and no header of the library is known
// outside of the module's one source file.

extern "C" {

/// A piece of a text.
struct NeurankPiece {
  std::int32_t id;
  std::uint32_t begin;  ///< its stretch of the text, in bytes; the blanks before a word are part of its first piece
  std::uint32_t end;
};

struct NeurankSentencePiece;  ///< a model, read; does not change, so threads may share it
struct NeurankPieces;         ///< the pieces of one text
struct NeurankBytes;          ///< the bytes of a model's file

/// What the module can do. A text given out lives as long as the model, `error` until the thread's next failure.
struct NeurankSentencePieceFunctions {
  /// A model from the bytes of its file, or null. @pre expect_sentence_piece_model() accepts them
  NeurankSentencePiece* (*open)(const char* bytes, std::size_t size);
  void (*close)(NeurankSentencePiece* model);
  std::int32_t (*size)(const NeurankSentencePiece* model);
  /// The id of the unknown piece; the size of a model that has none.
  std::int32_t (*unknown_id)(const NeurankSentencePiece* model);
  /// The piece of an id, zero-terminated UTF-8. @pre 0 <= id < size
  const char* (*piece)(const NeurankSentencePiece* model, std::int32_t id);
  /// The pieces of a text, or null.
  NeurankPieces* (*encode)(const NeurankSentencePiece* model, const char* text, std::size_t size);
  const NeurankPiece* (*pieces)(const NeurankPieces* pieces, std::size_t* count);
  void (*free_pieces)(NeurankPieces* pieces);
  /// Learns a unigram model of exactly `pieces` pieces, XLNet's special pieces first among them, or gives null.
  /// @param text sentences that each end in a line end
  NeurankBytes* (*train)(const char* text, std::size_t size, std::int32_t pieces);
  const char* (*bytes)(const NeurankBytes* model, std::size_t* size);
  void (*free_bytes)(NeurankBytes* model);
  /// Why the last open, encode or train of this thread gave null.
  const char* (*error)();
};

/// The one symbol that the module exports.
const NeurankSentencePieceFunctions* neurank_sentence_piece();
}
