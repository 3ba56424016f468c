#pragma once

#include <map>
#include <string>

#include "grid/experiment.hpp"
#include "run/corpora.hpp"

namespace neurank::run {

/// SHA-256 of what a run reads, by name.
using InputHashes = std::map<std::string, std::string>;

/// Of the files of each model and corpus, "models/NAME" and "corpora/NAME"; of activations made elsewhere also for each
/// corpus, "models/NAME/CORPUS".
InputHashes hash_files(const grid::Experiment& experiment);

/// Of what is in the corpora, whatever their files: "words/CORPUS", the text with its sentences, splits and documents,
/// and "labels/CORPUS/COLUMN". @pre the corpora have their labels
InputHashes hash_texts(const grid::Experiment& experiment, Corpora& corpora);

/// All of these.
InputHashes hash_inputs(const grid::Experiment& experiment, Corpora& corpora);

/// One hash of all label columns of a corpus, for its activation files. @param inputs with those of hash_texts()
std::string hash_of_labels(const InputHashes& inputs, const std::string& corpus);

}  // namespace neurank::run
