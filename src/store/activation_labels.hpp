#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "corpus/labels.hpp"

namespace neurank::store {

/// Labels of all words by columns, in some order.
using LabelColumns = std::vector<std::pair<std::string, corpus::EncodedLabels>>;

// The labels of an activation file are written with it. When the columns of its corpus change later, the rows need not:
// a small file beside it, x.labels.h5 beside x.h5, then holds all columns and takes the place of those within.

/// The file of later labels.
std::filesystem::path labels_file(const std::filesystem::path& activations);

/// Writes it, whole or not at all. @param hash of the labels, as whoever asks for stored_labels_hash() makes it
void write_labels_file(const std::filesystem::path& activations, const LabelColumns& labels, const std::string& hash);

/// The hash of the labels that readers of an activation file get, complete or not; empty when none is noted.
std::string stored_labels_hash(const std::filesystem::path& activations);

}  // namespace neurank::store
