#pragma once

#include <span>

#include "report/table_declarations.hpp"

namespace neurank::report {

// The tables of a run, by what their rows are about.

/// Number of the repetition, in all tables that tell repetitions apart.
inline constexpr DeclaredColumn seed = {"seed", ColumnType::integer,
                                        "number of the repetition, 1 to `seeds` of the grid", "15"};

/// Where a neuron is read, in tables of single neurons.
inline constexpr DeclaredColumn site = {"site", ColumnType::text, "where in the model it is read: `residual` or `mlp`",
                                        "1.1"};
inline constexpr DeclaredColumn layer = {"layer", ColumnType::integer, "the model's layer; 0 holds the embeddings",
                                         "1.1"};

/// Heads, and what they are held against.
std::span<const DeclaredTable> tables_of_heads();
/// Neurons and where they lie.
std::span<const DeclaredTable> tables_of_neurons();
/// Rankings, held against each other.
std::span<const DeclaredTable> tables_of_rankings();
/// What else is asked of a cell's first repetition.
std::span<const DeclaredTable> tables_of_studies();
/// What neurons respond to.
std::span<const DeclaredTable> tables_of_cards();
/// Models.
std::span<const DeclaredTable> tables_of_models();

}  // namespace neurank::report
