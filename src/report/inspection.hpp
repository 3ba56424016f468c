#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {

/// The tables from which neurons, labels and words are shown.
std::vector<std::string> inspected_tables();

// Each gives lines for the terminal. Names must be in the tables: whoever asks looks before.

/// The best neurons of each cell of a model, with their first words. @param task empty: all
std::vector<std::string> overview(const Tables& tables, const std::string& model, const std::string& task);

/// A neuron on every corpus of its model: ranks, histogram, words, labels, sentences with the word marked.
std::vector<std::string> neuron_card(const Tables& tables, const std::string& model, const std::string& task,
                                     const std::string& neuron);

/// The neurons that serve a label, in each cell of a model.
std::vector<std::string> label_card(const Tables& tables, const std::string& model, const std::string& task,
                                    const std::string& label);

/// The neurons at which a word is among the top words.
std::vector<std::string> word_card(const Tables& tables, const std::string& model, const std::string& word);

}  // namespace neurank::report
