#include "tokenizer/sentence_piece_library.hpp"

#include <dlfcn.h>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "tokenizer/sentence_piece_file.hpp"

namespace neurank::tokenizer {
namespace {

constexpr std::size_t max_text_bytes = 16 << 20;  // the library takes 30 times as much

// The module must find its own copy of protobuf before the one that LibTorch brings. The address sanitizer, which
// replaces functions by coming first everywhere, refuses that: there the module has a namespace of its own.
void* open_module(const char* name) {
#ifdef NEURANK_ADDRESS_SANITIZER
  return dlmopen(LM_ID_NEWLM, name, RTLD_NOW | RTLD_LOCAL);
#else
  return dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
#endif
}

/// The module stays loaded until the process ends: taking a library out again helps nobody.
const NeurankSentencePieceFunctions& library() {
  static const NeurankSentencePieceFunctions& functions = load_sentence_piece_module(NEURANK_SENTENCE_PIECE_MODULE);
  return functions;
}

/// What the library says, without its place in the library's sources where it says more than that.
std::string reason(const std::string& message) {
  const auto place_end = message.find("] ");
  const bool says_more = place_end != std::string::npos && place_end + 2 < message.size();
  return says_more ? message.substr(place_end + 2) : message;
}

}  // namespace

const NeurankSentencePieceFunctions& load_sentence_piece_module(const std::string& name) {
  void* module = open_module(name.c_str());
  void* function = module == nullptr ? nullptr : dlsym(module, "neurank_sentence_piece");
  if (function == nullptr) {
    const char* reason = dlerror();
    throw input_error(std::string("SentencePiece is not available (") + (reason ? reason : "unknown reason") + ")",
                      "build all of neurank, or run it where it was built or installed");
  }
  return *reinterpret_cast<decltype(&neurank_sentence_piece)>(function)();
}

std::string train_sentence_piece_model(std::string_view text, std::int32_t pieces) {
  const std::unique_ptr<NeurankBytes, void (*)(NeurankBytes*)> model(library().train(text.data(), text.size(), pieces),
                                                                     library().free_bytes);
  if (!model)
    throw input_error(
        "a SentencePiece vocabulary of " + std::to_string(pieces) + " pieces: " + reason(library().error()),
        "choose another size or give more text");
  std::size_t size = 0;
  const char* first = library().bytes(model.get(), &size);
  return {first, size};
}

SentencePieceModel::SentencePieceModel(const std::filesystem::path& file)
    : library_(library()), model_(nullptr, library_.close) {
  const std::string bytes = read_sentence_piece_file(file);
  model_.reset(library_.open(bytes.data(), bytes.size()));
  if (!model_) throw unusable_sentence_piece_file(file, library_.error());
  unknown_id_ = library_.unknown_id(model_.get());
  if (unknown_id_ == size()) throw unusable_sentence_piece_file(file, "it has no unknown piece");
  ids_.reserve(to_size(size()));
  for (std::int32_t id = 0; id < size(); ++id) ids_.emplace(piece(id), id);
}

std::int32_t SentencePieceModel::size() const { return library_.size(model_.get()); }

std::string_view SentencePieceModel::piece(std::int32_t id) const {
  NEURANK_EXPECT(0 <= id && id < size());
  return library_.piece(model_.get(), id);
}

std::optional<std::int32_t> SentencePieceModel::id(std::string_view piece) const {
  const auto found = ids_.find(piece);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<NeurankPiece> SentencePieceModel::encode(std::string_view text) const {
  if (text.size() > max_text_bytes) throw input_error("a sentence of more than 16 MiB", "split it");
  const std::unique_ptr<NeurankPieces, void (*)(NeurankPieces*)> pieces(
      library_.encode(model_.get(), text.data(), text.size()), library_.free_pieces);
  if (!pieces) throw input_error(std::string("SentencePiece cannot cut a sentence (") + library_.error() + ")");
  std::size_t count = 0;
  const NeurankPiece* first = library_.pieces(pieces.get(), &count);
  return {first, first + count};
}

}  // namespace neurank::tokenizer
