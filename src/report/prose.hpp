#pragma once

#include <string>
#include <vector>

namespace neurank::report {

/// A number in words, as in "twenty-one"; "many" from a hundred on.
std::string in_words(std::size_t number);

/// "1st", "2nd", "23rd", "111th".
std::string ordinal(std::size_t number);

/// "a, b and c". Where the items take more than `most` bytes the first ones that fit, at least one, and how many more
/// there are, as in "a, b and eight more". @param last before the last item: "and" or "or"
std::string listed(const std::vector<std::string>& items, std::size_t most, const std::string& last = "and");

/// "a, b and 3 more": the first items, at most so many, and how many there are beside them.
std::string first_of(std::vector<std::string> items, std::size_t most);

/// Paragraphs as lines of at most 100 bytes, where no word is longer, an empty line between paragraphs.
std::string wrapped_paragraphs(const std::vector<std::string>& paragraphs);

}  // namespace neurank::report
