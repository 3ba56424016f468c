#pragma once

#include "store/activation_file.hpp"
#include "store/hdf5_dataset.hpp"

/// What stands where in an activation file; shared by what creates, writes, completes and reads it.
namespace neurank::store::layout {

inline constexpr const char* format = "neurank-activations";
inline constexpr Index version = 2;  ///< 1 has no site, no numbers and no depth: all hidden states

inline constexpr const char* activations = "activations";  ///< [T, N] of dtype
/// Activations of so many bytes or more start at a multiple of it, where parallel file systems begin a stripe.
inline constexpr std::uint64_t alignment = 4 << 20;
inline constexpr const char* layer_numbers = "layer_numbers";        ///< [L] int64, from version 2 on
inline constexpr const char* layer_widths = "layer_widths";          ///< [L] int64, from version 2 on
inline constexpr const char* words = "words";                        ///< [T] text
inline constexpr const char* sentence_offsets = "sentence_offsets";  ///< [S + 1] int64
inline constexpr const char* document_offsets = "document_offsets";  ///< [D + 1] int64, if they are known
inline constexpr const char* splits = "splits/";                     ///< splits/<name> [2] int64
inline constexpr const char* labels = "labels/";                     ///< labels/<column> [T] int32
inline constexpr const char* valid = "valid";                        ///< [T] uint8
inline constexpr const char* invalid_reason = "invalid_reason";      ///< [T] int8, index into its attribute `names`

// What each shard knows of its words, [K] shards: written with the shard, combined when the file is completed.
inline constexpr const char* shard_words = "shards/words";      ///< [K, 2] int64
inline constexpr const char* shard_written = "shards/written";  ///< [K] uint8, set last
inline constexpr const char* shard_hash = "shards/sha256";      ///< [K, 64] uint8, digits, of the activations' bytes
inline constexpr std::size_t hash_digits = 64;
inline constexpr const char* shard_count = "shards/count";            ///< [K] int64, valid training words
inline constexpr const char* shard_statistics = "shards/statistics";  ///< [K, 4, N] float64, as in Moments

inline constexpr const char* statistics_count = "statistics/count";  ///< single int64
/// [N] float64 each, in the order of the rows of Moments
inline constexpr std::array<const char*, 4> statistics = {"statistics/mean", "statistics/variance",
                                                          "statistics/minimum", "statistics/maximum"};

/// Attribute of the file, if the model reads no start token: see ActivationHeader.
inline constexpr const char* first_word_length = "first_word_length";

inline constexpr const char* fingerprint = "fingerprint";    ///< attribute of the file: see ActivationHeader
inline constexpr const char* labels_hash = "labels_sha256";  ///< attribute of the file: of all label columns

inline constexpr const char* complete = "complete";  ///< attribute of the file: 1 when all shards are in it

/// Bytes of one activation.
inline std::size_t number_bytes(DType dtype) { return dtype == DType::float16 ? sizeof(Half) : sizeof(float); }

/// HDF5's type of one activation.
inline Handle activation_type(DType dtype) {
  return dtype == DType::float16 ? half_type() : Handle(H5Tcopy(H5T_IEEE_F32LE), H5Tclose);
}

}  // namespace neurank::store::layout
