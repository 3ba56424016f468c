#pragma once

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "grid/reader.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::test {

/// A grid that uses every key, on the files of a GridFolder.
inline const std::string good_grid = R"(experiment: trial
output: results/trial
seed: 7
seeds: 2
models:
  - {name: bert, gelu: erf, path: models/bert}
  - name: tiny
    path: models/tiny
    family: electra
corpora:
  - name: news
    format: conll
    word: 1
    columns: {pos: 0, chunk: 2}
    train: [train.txt, more.txt]
    dev: {every: 10}
    test: test.txt
  - name: web
    columns: {pos: 3}
    train: train.txt
    dev: dev.txt
    test: [test.txt]
tasks:
  - {name: pos, corpus: news, column: pos, level: morphology}
  - {name: chunk, corpus: news, column: chunk, ignore: [O, _]}
  - {name: web-pos, corpus: web, column: pos}
extract: {words: first, dtype: float32, max_words: 5000}
probe:
  epochs: 4
  batch: 64
  learning_rate: 0.01
  ridge: norm
  standardize: true
  lambda: {l1: [0, 1e-3], l2: 1e-5, keep: 0.1, alpha: 1, beta: 0}
  bank_columns: 100
analyses:
  ablation: {keep: [0.1, 0.5], draws: 3}
  control: false
resources: {memory: 512MiB, threads: 3, device: cpu}
variants:
  raw: {probe: {standardize: false}}
  same: {}
include:
  - {model: bert}
  - {task: pos, variant: raw}
exclude:
  - {model: bert, task: web-pos, variant: same}
)";

/// A folder with the files that good_grid names.
class GridFolder {
 public:
  GridFolder() {
    for (const char* model : {"models/bert", "models/tiny", "models/broken"}) make_folder(folder_ / model);
    for (const char* model : {"models/bert", "models/tiny"}) write_file(folder_ / model / "config.json", "{}");
    for (const char* file : {"train.txt", "more.txt", "dev.txt", "test.txt"}) write_file(folder_ / file, "a B\n");
    for (const char* file : {"train.label", "more.label", "dev.label", "test.label"})
      write_file(folder_ / file, "C D\n");
  }

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

  /// The lines of a text, with this folder's name left out.
  std::vector<std::string> lines_of(std::string text) const {
    const std::string prefix = folder_.path().string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  grid::Experiment read(const std::string& text, const std::vector<std::string>& overrides = {},
                        const std::filesystem::path& output = {}) const {
    // Thousands of times: not synced, and not cut and written again, which makes some file systems sync.
    std::filesystem::remove(folder_ / "grid.yaml");
    std::ofstream(folder_ / "grid.yaml", std::ios::binary) << text;
    return grid::read_experiment(folder_ / "grid.yaml", overrides, output);
  }

  /// The lines of the error, with this folder's name left out; none when the grid is good.
  std::vector<std::string> problems(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    const std::optional<Error> error = error_of([&] { read(text, overrides); });
    if (!error) return {};
    if (error->cause() != Cause::usage) return {"not a usage error: " + std::string(error->what())};
    return lines_of(error->what());
  }

 private:
  ScratchFolder folder_;
};

/// The text with one part replaced. Fails loudly when the part is not there exactly once.
inline std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos || text.find(part, at + 1) != std::string::npos)
    throw std::logic_error("not exactly once: " + part);
  return text.replace(at, part.size(), by);
}

}  // namespace neurank::test
