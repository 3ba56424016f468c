#include "run/neurox_export.hpp"

#include <map>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/files.hpp"
#include "base/half.hpp"
#include "base/hash.hpp"
#include "base/json_text.hpp"
#include "probing/probing.hpp"
#include "report/csv.hpp"
#include "run/cell_rankings.hpp"
#include "run/neurox_text.hpp"
#include "store/neurox_writer.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;
using corpus::Split;
using Json = nlohmann::ordered_json;

/// Rows of words as float32. @param rows ascending, of one sentence
void read_words(const store::ActivationReader& file, const std::vector<Index>& rows, std::vector<float>& vectors) {
  const Index neurons = file.header().neurons();
  const Range range = {rows.front(), rows.back() + 1};
  std::vector<float> all(to_size(range.size() * neurons));
  if (file.header().dtype == store::DType::float16) {
    std::vector<Half> stored(all.size());
    file.read_rows(range, stored.data());
    to_float(stored.data(), to_index(stored.size()), all.data());
  } else {
    file.read_rows(range, all.data());
  }
  vectors.clear();
  for (const Index row : rows) {
    const auto begin = all.begin() + (row - range.begin) * neurons;
    vectors.insert(vectors.end(), begin, begin + neurons);
  }
}

void write_activations(const fs::path& path, const store::ActivationReader& file, const NeuroxText& text) {
  const std::uint64_t text_bytes = text.word_file.size();
  store::NeuroxWriter writer(path, file.header().layers, file.header().width, to_index(text.sentences.size()),
                             to_index(text.words.size()), text_bytes);
  std::vector<float> vectors;
  auto words = text.words.begin();
  for (const std::vector<Index>& rows : text.sentences) {
    read_words(file, rows, vectors);
    writer.add({words, words + to_index(rows.size())}, vectors);
    words += to_index(rows.size());
  }
  writer.finish();
}

/// The words of which an activation file is made; equal ones have equal files.
std::string content_of(const fs::path& activations, const NeuroxText& text) {
  Sha256 rows;
  for (const std::vector<Index>& sentence : text.sentences) {
    const std::string offsets = std::to_string(sentence.size()) + "\n";
    rows.add(offsets);
    rows.add({reinterpret_cast<const char*>(sentence.data()), sentence.size() * sizeof(Index)});
  }
  return activations.string() + "/" + rows.hexadecimal();
}

Table empty_notes() {
  return Table({{"split", ColumnType::text},
                {"sentence", ColumnType::integer},
                {"word", ColumnType::integer},
                {"text", ColumnType::text},
                {"note", ColumnType::text}});
}

Json to_json(const std::vector<Index>& numbers) {
  return Json(std::vector<std::int64_t>(numbers.begin(), numbers.end()));
}

/// {"ordering": [...], "labels": {"NN": [...], ...}}, written piece by piece: labels times neurons may be many.
void write_ranking(const fs::path& path, const std::vector<Index>& order,
                   const std::map<std::string, std::vector<Index>>& labels) {
  write_file(path, [&](const File& file) {
    file.write("{\"ordering\": " + json_text(to_json(order)) + ", \"labels\": {");
    const char* separator = "\n";
    for (const auto& [label, of_label] : labels) {
      file.write(separator + json_text(Json(label)) + ": " + json_text(to_json(of_label)));
      separator = ",\n";
    }
    file.write("}}\n");
  });
}

class Exporter {
 public:
  /// @param folder new, in which the cells get theirs
  Exporter(const schedule::RunFolder& run_folder, const grid::Experiment& experiment,
           const std::vector<grid::Cell>& cells, fs::path folder)
      : experiment_(experiment), context_(run_folder, experiment), folder_(std::move(folder)) {
    std::vector<report::CellName> names;
    for (const grid::Cell& cell : cells) names.push_back(grid::cell_names(experiment, cell));
    rankings_ = read_rankings(read_results(run_folder, experiment), names);
  }

  ExportedCell write(const grid::Cell& cell) {
    ExportedCell exported;
    exported.cell = grid::cell_names(experiment_, cell);
    const fs::path folder = folder_ / exported.cell.model / exported.cell.task / exported.cell.variant;
    make_folder(folder);
    write_words(cell, folder, exported);
    write_rankings(cell, folder, exported);
    return exported;
  }

 private:
  void write_words(const grid::Cell& cell, const fs::path& folder, ExportedCell& exported) {
    const probing::CellData& data = context_.open(cell);
    const std::vector<std::uint8_t> valid = data.file().valid();
    const CellWords words = {data.words(), data.sentence_offsets(), data.labels(), valid, data.used()};
    Table notes = empty_notes();
    Json splits;
    for (const Split split : all_of<Split>()) {
      const NeuroxText text = neurox_text(words, data.split(split));
      write_split(cell, folder / name_of(split), text);
      exported.sentences[to_size(split)] = to_index(text.sentences.size());
      exported.words[to_size(split)] = to_index(text.words.size());
      exported.without_vector += text.without_vector();
      exported.left_out += text.left_out();
      exported.respelt += to_index(text.notes.size()) - text.without_vector() - text.left_out();
      splits[name_of(split)] = description(text);
      for (const auto& [sentence, word, spelling, note] : text.notes)
        notes.add_row({name_of(split), sentence, word, spelling, note});
    }
    report::write_csv(folder / "words.csv", TableParts::of(notes));
    write_file(folder / "cell.json", json_text(description(data, exported.cell, std::move(splits)), 1) + "\n");
  }

  /// @param stem of the files' names
  void write_split(const grid::Cell& cell, const fs::path& stem, const NeuroxText& text) {
    write_file(stem.string() + ".word", text.word_file);
    write_file(stem.string() + ".label", text.label_file);
    const fs::path path = stem.string() + ".hdf5";
    const auto source = probing::activations_of(context_.folder, experiment_, cell);
    const auto [known, is_new] = written_.emplace(content_of(source, text), path);
    if (is_new)
      write_activations(path, context_.open(cell).file(), text);
    else
      link_or_copy(known->second, path);
    sync_file(path);
  }

  static Json description(const NeuroxText& text) {
    return {{"sentences", text.sentences.size()},
            {"longest_sentence", text.longest()},
            {"words", text.words.size()},
            {"words_without_vector", text.without_vector()},
            {"words_left_out", text.left_out()}};
  }

  static Json description(const probing::CellData& data, const report::CellName& cell, Json splits) {
    const store::ActivationHeader& header = data.header();
    return {{"model", cell.model},
            {"task", cell.task},
            {"variant", cell.variant},
            {"site", header.site},
            {"layers", to_json(header.layer_numbers)},
            {"width", header.width},
            {"standardized_by_probes", !data.standardization().is_identity()},
            {"splits", std::move(splits)}};
  }

  void write_rankings(const grid::Cell& cell, const fs::path& folder, ExportedCell& exported) {
    make_folder(folder / "rankings");
    for (const CellRanking& ranking : rankings_of(rankings_, exported.cell)) {
      exported.rankings.push_back(ranking.name() + ".json");
      write_ranking(folder / "rankings" / exported.rankings.back(), ranking.order,
                    label_orders(context_, cell, ranking));
    }
  }

  const grid::Experiment& experiment_;
  probing::ProbingContext context_;
  fs::path folder_;
  CellRankings rankings_;
  std::map<std::string, fs::path> written_;  ///< activations, by content_of()
};

}  // namespace

std::vector<ExportedCell> export_to_neurox(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                           const std::vector<grid::Cell>& cells, const fs::path& output) {
  if (fs::exists(output))
    throw usage_error(output.string() + ": is there already", "name another folder, or remove this one");
  const fs::path partial = output.string() + ".neurank-partial";
  std::error_code ignored;
  fs::remove_all(partial, ignored);  // of an export that was killed
  try {
    Exporter exporter(folder, experiment, cells, partial);
    std::vector<ExportedCell> exported;
    for (const grid::Cell& cell : cells) exported.push_back(exporter.write(cell));
    publish_file(partial, output);
    return exported;
  } catch (...) {
    fs::remove_all(partial, ignored);
    throw;
  }
}

}  // namespace neurank::run
