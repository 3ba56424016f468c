#include "tokenizer/merges.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/random.hpp"

namespace neurank::tokenizer {
namespace {

using Ids = std::vector<std::int32_t>;

/// Bytes as their own ids.
Ids all_bytes() {
  Ids ids(256);
  for (int i = 0; i < 256; ++i) ids[i] = i;
  return ids;
}

Ids cut(const MergeTable& table, const std::string& text) {
  MergeTable::Scratch scratch;
  std::vector<BytePiece> pieces;
  table.cut(text, scratch, pieces);
  Ids ids;
  std::size_t size = 0;
  for (const BytePiece& piece : pieces) {
    ids.push_back(piece.id);
    size += piece.size;
  }
  EXPECT_EQ(size, text.size());
  return ids;
}

/// Pair merging as it is defined, step by step.
Ids cut_by_definition(Ids ids, const std::vector<Merge>& merges) {
  while (true) {
    const auto occurs = [&](const Merge& merge) {
      for (std::size_t i = 0; i + 1 < ids.size(); ++i)
        if (ids[i] == merge.left && ids[i + 1] == merge.right) return true;
      return false;
    };
    const auto merge = std::find_if(merges.begin(), merges.end(), occurs);
    if (merge == merges.end()) return ids;
    Ids merged;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const bool here = i + 1 < ids.size() && ids[i] == merge->left && ids[i + 1] == merge->right;
      merged.push_back(here ? merge->merged : ids[i]);
      i += here;
    }
    ids = merged;
  }
}

TEST(MergeTable, the_earliest_merge_goes_first_and_from_left_to_right) {
  const MergeTable table(all_bytes(), {{'b', 'c', 300}, {'a', 'b', 301}, {'a', 'a', 302}, {302, 'a', 303}});
  EXPECT_EQ(cut(table, "abc"), (Ids{'a', 300}));
  EXPECT_EQ(cut(table, "ab"), (Ids{301}));
  EXPECT_EQ(cut(table, "aaa"), (Ids{303}));
  EXPECT_EQ(cut(table, "aaaaa"), (Ids{302, 303}));
  EXPECT_EQ(cut(table, ""), Ids{});
}

TEST(MergeTable, a_byte_without_piece_stays_alone) {
  Ids ids = all_bytes();
  ids['b'] = BytePiece::no_id;
  EXPECT_EQ(cut(MergeTable(ids, {{'a', 'a', 300}}), "aaba"), (Ids{300, BytePiece::no_id, 'a'}));
}

/// Merges in any order, also such whose halves only a later merge makes.
TEST(MergeTable, does_what_the_definition_says) {
  Random random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<Merge> merges;
    std::vector<std::string> pieces = {"a", "b", "c"};
    Ids ids = {'a', 'b', 'c'};
    while (merges.size() < 12) {
      const std::size_t left = random.below(pieces.size());
      const std::size_t right = random.below(pieces.size());
      const std::string spelling = pieces[left] + pieces[right];
      const auto known = std::find(pieces.begin(), pieces.end(), spelling) - pieces.begin();
      if (known == std::ssize(pieces)) {
        pieces.push_back(spelling);
        ids.push_back(300 + static_cast<std::int32_t>(pieces.size()));
      }
      const Merge merge{ids[left], ids[right], ids[known]};
      const auto is_same = [&](const Merge& m) { return m.left == merge.left && m.right == merge.right; };
      if (std::none_of(merges.begin(), merges.end(), is_same)) merges.push_back(merge);
    }
    random.shuffle(merges);
    std::string text;
    for (std::uint64_t size = random.below(40); text.size() < size;) text += static_cast<char>('a' + random.below(3));
    EXPECT_EQ(cut(MergeTable(all_bytes(), merges), text), cut_by_definition(Ids(text.begin(), text.end()), merges))
        << text;
  }
}

TEST(SpellByte, gives_every_byte_one_printable_character) {
  std::set<std::string> spellings;
  for (int byte = 0; byte < 256; ++byte) spellings.insert(spell_byte(static_cast<unsigned char>(byte)));
  EXPECT_EQ(spellings.size(), 256u);
  EXPECT_EQ(spell_byte('A'), "A");
  EXPECT_EQ(spell_byte(0xe9), "\u00e9");
  EXPECT_EQ(spell_byte(0), "\u0100");
  EXPECT_EQ(spell_byte('\n'), "\u010a");
  EXPECT_EQ(spell_byte(' '), "\u0120");
  EXPECT_EQ(spell_byte(0x7f), "\u0121");
  EXPECT_EQ(spell_byte(0xa0), "\u0142");
  EXPECT_EQ(spell_byte(0xad), "\u0143");
}

}  // namespace
}  // namespace neurank::tokenizer
