#include "checkpoint/pickle.hpp"

#include "checkpoint/containers.hpp"
#include "support/refusal.hpp"

namespace neurank::checkpoint {
namespace {

using Kind = PickleValue::Kind;
using test::integer;
using test::text;

Pickle read(const std::string& content) {
  const ByteFile file = test::file_of(content);
  ByteStream stream(file, "torch", {0, file.size()});
  return read_pickle(stream);
}

/// The message with which operations are refused.
std::string refusal(const std::string& operations) {
  return test::refusal([&] { read(test::pickle(operations)); }, Cause::input);
}

std::int64_t integer_in(const std::string& operations) {
  const Pickle pickle = read(test::pickle(operations));
  EXPECT_EQ(pickle.root.kind, Kind::integer);
  return pickle.root.number;
}

TEST(Pickle, whole_numbers_of_every_width) {
  EXPECT_EQ(integer_in("K\xff"), 255);
  EXPECT_EQ(integer_in("M\xff\xff"), 65535);
  EXPECT_EQ(integer_in("J\xff\xff\xff\xff"), -1);
  EXPECT_EQ(integer_in(std::string("\x8a\0", 2)), 0);
  EXPECT_EQ(integer_in("\x8a\x01\x80"), -128);
  EXPECT_EQ(integer_in(std::string("\x8a\x02\x80\0", 4)), 128);
  EXPECT_EQ(integer_in(integer(INT64_MIN)), INT64_MIN);
  EXPECT_EQ(read(test::pickle("\x8a\x09" + std::string(9, '\1'))).root.kind, Kind::big_integer);
}

TEST(Pickle, dicts_lists_and_tuples_nest_and_the_last_of_equal_keys_counts) {
  const Pickle pickle = read(test::pickle("}(" + text("a") + "K\1" + text("b") + "](NK\2e" + text("a") + "(K\3K\4tu"));
  ASSERT_EQ(pickle.root.kind, Kind::dict);
  const PickleValue* a = pickle.find(pickle.root, "a");
  ASSERT_NE(a, nullptr);
  ASSERT_EQ(a->kind, Kind::tuple);
  EXPECT_EQ(pickle.items(*a)[1].number, 4);
  const PickleValue* b = pickle.find(pickle.root, "b");
  ASSERT_EQ(b->kind, Kind::list);
  EXPECT_EQ(pickle.items(*b).size(), 2u);
  EXPECT_EQ(pickle.find(pickle.root, "c"), nullptr);
}

TEST(Pickle, protocols_4_and_5_are_read) {
  const auto short_text = [](const std::string& value) {
    return "\x8c" + std::string(1, static_cast<char>(value.size())) + value;
  };
  const std::string frame = "\x95" + std::string(8, '\x20');
  const std::string memoize = "\x94", stack_global = "\x93";
  // An OrderedDict by a name from the stack, remembered as 2, with a text remembered as 3 that is its key and value.
  const std::string dict = frame + short_text("collections") + memoize + short_text("OrderedDict") + memoize +
                           stack_global + ")R" + memoize + short_text("a") + memoize + "h\3s";
  const Pickle pickle = read(test::pickle(dict));
  ASSERT_EQ(pickle.root.kind, Kind::dict);
  const PickleValue* a = pickle.find(pickle.root, "a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(pickle.text(*a), "a");
  EXPECT_EQ(read(test::pickle("\x8d" + std::string("\2\0\0\0\0\0\0\0", 8) + "ab")).root.kind, Kind::text);
  EXPECT_NE(
      refusal(short_text("os") + short_text("system") + stack_global).find("global \"os.system\" is not one that"),
      std::string::npos);
  EXPECT_NE(refusal("K\1K\2" + stack_global).find("a global whose name is not a text"), std::string::npos);
}

TEST(Pickle, types_of_numbers_without_a_storage_of_their_own_are_known) {
  const auto global = [](const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
  };
  const std::string storage =
      "(" + text("storage") + global("torch.storage", "UntypedStorage") + text("0") + text("cpu") + "K\x06tQ";
  const std::string hooks = global("collections", "OrderedDict") + ")R";
  const std::string tensor =
      global("torch._utils", "_rebuild_tensor_v3") + "(" + storage + integer(0) + "K\3\x85K\1\x85\x89" + hooks;
  const Pickle pickle = read(test::pickle(tensor + global("torch", "uint16") + "tR"));
  ASSERT_EQ(pickle.root.kind, Kind::tensor);
  EXPECT_EQ(pickle.tensors[0].type, "U16");
  EXPECT_EQ(pickle.storages[0].type, "U8");
  EXPECT_NE(refusal(tensor + "NtR").find("a tensor without the type of its numbers"), std::string::npos);
}

TEST(Pickle, reading_stops_behind_the_pickle) {
  const ByteFile file = test::file_of(test::pickle("K\7") + test::pickle("K\x08") + "rest");
  ByteStream stream(file, "torch", {0, file.size()});
  EXPECT_EQ(read_pickle(stream).root.number, 7);
  EXPECT_EQ(read_pickle(stream).root.number, 8);
  EXPECT_EQ(stream.text(4), "rest");
}

TEST(Pickle, globals_that_tensors_do_not_need_are_refused_by_name) {
  const std::string call = "(" + text("rm -rf /") + "tR";
  EXPECT_NE(refusal(test::global("os", "system") + call).find("global \"os.system\" is not one"), std::string::npos);
  EXPECT_NE(refusal(test::global("builtins", "eval") + call).find("\"builtins.eval\""), std::string::npos);
  EXPECT_NE(refusal(test::global("torch", "FloatStorage2")).find("\"torch.FloatStorage2\""), std::string::npos);
  EXPECT_NE(refusal(test::global("torch._utils._rebuild_tensor", "v2")), "");
  const std::string hidden = refusal(test::global("a\x1b[31m\r", "\xff"));
  EXPECT_EQ(hidden.find('\x1b'), std::string::npos) << "a message is printable";
  EXPECT_NE(refusal("c" + std::string(10'000, 'm') + "\nn\n").find("a line of more than"), std::string::npos);
}

TEST(Pickle, opcodes_that_tensors_do_not_need_are_refused) {
  // INST, OBJ, NEWOBJ, EXT1, PERSID, INT, STRING, NEWOBJ_EX, NEXT_BUFFER, and one that is none
  for (const char* operation :
       {"ios\nsystem\n", "o", "\x81", "\x82\1", "Pid\n", "I1\n", "S'a'\n", "\x92", "\x97", "\x01"})
    EXPECT_NE(
        refusal(std::string("(") + operation).find("opcode " + std::to_string(static_cast<unsigned char>(*operation))),
        std::string::npos)
        << operation;
}

TEST(Pickle, calls_of_what_is_not_made_to_be_called_are_refused) {
  EXPECT_NE(refusal(test::global("torch", "FloatStorage") + ")R").find("a call of torch.FloatStorage"),
            std::string::npos);
  EXPECT_NE(refusal(text("os.system") + ")R").find("a value that is not a global"), std::string::npos);
  EXPECT_NE(refusal(test::global("collections", "OrderedDict") + "]R"), "");
  EXPECT_NE(refusal(test::global("collections", "OrderedDict") + "(NtR"), "");
  EXPECT_NE(refusal(test::global("torch._utils", "_rebuild_tensor_v2") + ")R"), "");
  EXPECT_NE(refusal(test::global("torch._utils", "_rebuild_tensor_v2") + "(NNNNNNtR"), "");
  EXPECT_NE(refusal(test::global("torch._utils", "_rebuild_parameter") + "(NtR"), "");
  EXPECT_NE(refusal("]}b").find("not an OrderedDict"), std::string::npos);
}

TEST(Pickle, persistent_ids_are_storages_or_refused) {
  EXPECT_NO_THROW(read(test::pickle(test::storage({}))));
  EXPECT_NO_THROW(read(test::pickle(test::storage({.location = "cuda:3"}, "N"))));
  EXPECT_NE(refusal(test::storage({}, test::tuple({1, 2}))).find("part of another"), std::string::npos);
  EXPECT_NE(refusal(test::storage({}, "NN")).find("does not describe a storage"), std::string::npos);
  EXPECT_NE(refusal(text("0") + "Q").find("not a tuple"), std::string::npos);
  EXPECT_NE(refusal("(" + text("module") + "NNNNtQ").find("does not describe a storage"), std::string::npos);
}

TEST(Pickle, values_that_were_never_made_are_refused) {
  for (const char* operations : {"", "a", "Na", "s", "}NNu", "t", "e", "NNQ", "R", "b", "\x85", "N\x86", "q\1", "h\1",
                                 "(N", "NN", "N(\x85", "}(Na", "K\1q\1h\2"})
    EXPECT_NE(refusal(operations), "") << operations;
  EXPECT_NE(refusal("}(Nu").find("a key without a value"), std::string::npos);
  EXPECT_NE(refusal("N(NNu").find("added to a value that has none"), std::string::npos);
  EXPECT_NE(refusal(std::string("j\xff\xff\xff\xff", 5)).find("value 4294967295"), std::string::npos);
}

TEST(Pickle, deep_nesting_and_objects_that_hold_themselves_do_no_harm) {
  const int depth = 300'000;
  std::string nested = "]";
  for (int i = 0; i < depth; ++i) nested += "q\1]h\1a";  // a list in a list in a list ...
  EXPECT_NO_THROW(read(test::pickle("(" + std::string(depth, ']') + "t")));
  EXPECT_NE(refusal(nested), "") << "lists are left over";
  EXPECT_NE(refusal(std::string(depth, '(') + "N").find("more than one value"), std::string::npos);
  std::string tuples = ")";
  for (int i = 0; i < depth; ++i) tuples += "\x85";
  EXPECT_NO_THROW(read(test::pickle(tuples)));
  const Pickle self = read(test::pickle("]q\1h\1a"));
  EXPECT_EQ(self.items(self.root)[0].number, self.root.number);
}

TEST(Pickle, doubling_by_reference_costs_a_reference) {
  std::string operations = "](NNe";
  for (int i = 0; i < 200; ++i) operations += "q\1h\1\x86";  // a pair of the last, 200 times: 2^200 leaves
  EXPECT_NO_THROW(read(test::pickle(operations)));
}

TEST(Pickle, work_and_texts_are_bounded) {
  EXPECT_NE(refusal("(" + std::string(4'100'000, 'N') + "t").find("more than 4000000 operations"), std::string::npos);
  EXPECT_NE(refusal("X\xff\xff\xff\xff").find("a text of 4294967295 bytes"), std::string::npos);
  EXPECT_NE(refusal(std::string("X\0\0\x01\0", 5) + "abc").find("ends where 65536 more bytes"), std::string::npos);
  EXPECT_NE(refusal("\x8a\xff"), "");
  EXPECT_NE(test::refusal([] { read("\x80\x06N."); }, Cause::input).find("unknown protocol"), std::string::npos);
}

TEST(Pickle, every_truncation_is_refused) {
  const std::string good = test::saved_tensor({});
  EXPECT_NO_THROW(read(good));
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_NE(test::refusal([&] { read(good.substr(0, length)); }, Cause::input), "") << length;
}

}  // namespace
}  // namespace neurank::checkpoint
