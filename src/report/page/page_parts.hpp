#pragma once

#include <cstddef>
#include <string>

#include "report/figures/figure.hpp"

namespace neurank::report {

// Parts of the page, as HTML. Each is at most about `bytes` long and says where the rest is.

/// What was run, and in which sense the answers' words are meant.
std::string page_intro(const Tables& tables);

/// What the page's words and signs mean.
std::string page_glossary();

/// What share of the neurons suffices, and with what accuracy, by task and model.
std::string glance_table(const Tables& tables);

/// Tables of at most 500 rows each, best first.
std::string page_tables(const Tables& tables, std::size_t bytes);

/// Cards of the most important neurons, model by model.
std::string page_cards(const Tables& tables, std::size_t bytes);

}  // namespace neurank::report
