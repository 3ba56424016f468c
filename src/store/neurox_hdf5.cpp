#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "store/hdf5_dataset.hpp"
#include "store/word_vectors.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;

class NeuroxHdf5 final : public WordVectors {
 public:
  explicit NeuroxHdf5(const fs::path& file) : path_(file), file_(open_hdf5_file(file, Access::read)) {
    const QuietHdf5 quiet;
    if (H5Lexists(file_.id(), neurox_index, H5P_DEFAULT) <= 0)
      throw input_error(file.string() + ": no " + neurox_index +
                            ": neither an activation file of neurank nor a NeuroX " + "extraction that came to its end",
                        "extract it again");
    H5G_info_t info;
    checked(H5Gget_info(file_.id(), &info), file_.id(), "count its datasets");
    sentences_ = checked_cast<Index>(info.nlinks) - 1;
    if (sentences_ < 1) throw input_error(file.string() + ": no sentence in it");
    const Extents first = shape_of_sentence(0);
    layout_ = neurox_layout(checked_cast<Index>(first[0]), checked_cast<Index>(first[2]));
  }

  const VectorLayout& layout() const override { return layout_; }
  Index num_sentences() const override { return sentences_; }
  Index num_words(Index sentence) const override {
    const QuietHdf5 quiet;
    return checked_cast<Index>(shape_of_sentence(sentence)[1]);
  }
  std::optional<std::vector<std::string>> words(Index) const override { return std::nullopt; }  // of its own spelling

  /// Stored layer by layer, wanted word by word.
  void read(Index sentence, std::span<float> out) const override {
    const QuietHdf5 quiet;
    const Extents shape = shape_of_sentence(sentence);
    const Index layers = to_index(layout_.layer_numbers.size()), words = checked_cast<Index>(shape[1]);
    if (checked_cast<Index>(shape[0]) != layers || checked_cast<Index>(shape[2]) != layout_.width)
      throw input_error(path_.string() + ": sentence " + std::to_string(sentence + 1) +
                        " has another number of layers or neurons than the first");
    NEURANK_EXPECT(to_index(out.size()) == words * layout_.neurons());
    std::vector<float> stored(out.size());
    read_all(open_dataset(file_.id(), std::to_string(sentence)).id(), H5T_NATIVE_FLOAT, stored.data());
    for (Index layer = 0; layer < layers; ++layer)
      for (Index word = 0; word < words; ++word)
        std::copy_n(stored.begin() + (layer * words + word) * layout_.width, layout_.width,
                    out.begin() + word * layout_.neurons() + layer * layout_.width);
    expect_finite(out, layout_, path_, sentence);
  }

 private:
  Extents shape_of_sentence(Index sentence) const {
    const Handle dataset = open_dataset(file_.id(), std::to_string(sentence));
    Extents shape = shape_of(dataset.id());
    if (shape.size() != 3 || shape[0] == 0 || shape[2] == 0)
      throw input_error(path_.string() + ": dataset " + std::to_string(sentence) +
                        " is not of the shape [layers, words, neurons]");
    checked_count(dataset.id());
    return shape;
  }

  fs::path path_;
  Handle file_;
  Index sentences_ = 0;
  VectorLayout layout_;
};

}  // namespace

std::unique_ptr<WordVectors> open_neurox_hdf5(const fs::path& file) { return std::make_unique<NeuroxHdf5>(file); }

}  // namespace neurank::store
