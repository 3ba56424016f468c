#pragma once

#include <set>
#include <string>

namespace neurank::report::test {

/// A text of XML with its five entities and numbers replaced.
inline std::string without_entities(std::string text) {
  for (const auto& [entity, character] : {std::pair{"&lt;", "<"},
                                          {"&gt;", ">"},
                                          {"&quot;", "\""},
                                          {"&apos;", "'"},
                                          {"&#39;", "'"},
                                          {"&#34;", "\""},
                                          {"&amp;", "&"}})
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
      text.replace(at, std::string(entity).size(), character);
  return text;
}

/// Texts of a drawing, as its viewer shows them.
inline std::set<std::string> drawn_texts(const std::string& svg) {
  std::set<std::string> texts;
  for (std::size_t at = svg.find("<text"); at != std::string::npos; at = svg.find("<text", at + 1)) {
    const std::size_t begin = svg.find('>', at) + 1, end = svg.find("</text>", begin);
    texts.insert(without_entities(svg.substr(begin, end - begin)));
  }
  return texts;
}

}  // namespace neurank::report::test
