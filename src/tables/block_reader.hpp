// src/tables/block_reader.hpp - a table read on in rounds of blocks, parsed on all threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tables/parsed_block.hpp"
#include "tables/plain_number.hpp"
#include "tables/row_blocks.hpp"
#include "tables/row_source.hpp"
#include "tables/workers.hpp"

namespace tepid::inline v0::tables {

/// Reads on where a row_source stands. A round is a few blocks; while its rows are parsed and used, the next one's
/// bytes are read on a thread of their own. How a table is cut into blocks and rounds depends on nothing but its bytes
/// as they come, and nothing that is done with rows in their order depends on the cuts.
class block_reader {
 public:
  static constexpr std::size_t blocks_a_round = 8;

  /// `columns` of the table; the source must outlive this. Begins to read. `usual`: as for row_blocks.
  block_reader(row_source& source, std::vector<std::string> columns, workers& threads,
               std::size_t usual = sizes_of_reading.block);
  ~block_reader() { unwanted_ = true; }
  block_reader(const block_reader&) = delete;
  block_reader& operator=(const block_reader&) = delete;

  /// The next round: `uses` says what the columns are read for, as far as they are known. False at the end. Throws
  /// table_error with the first row that cannot be used or when the bytes cannot be read, once all before has been
  /// delivered.
  bool next(std::span<const cell_use> uses);

  struct block {
    parsed_block rows;
    std::uint64_t first_line = 0;                       ///< Where its lines begin: words count theirs from 0.
    const std::vector<std::string>* columns = nullptr;  ///< The names of its columns.
  };
  /// The round's blocks, in their order; valid until next().
  [[nodiscard]] std::span<block> blocks() noexcept { return std::span{blocks_}.first(count_); }
  /// Takes the bytes of the round's block `i` away; its rows remain until next().
  [[nodiscard]] std::string take_text(std::size_t i) { return std::move(now_.texts[i]); }
  /// Columns that come from now on are known: those that were met in blocks.
  void add_column(const std::string& name) { columns_.push_back(name); }
  /// Bytes of text of the round's rows.
  [[nodiscard]] std::uint64_t text_bytes() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count_; ++i) sum += text_of(i).size();
    return sum;
  }
  /// Bytes of the file up to the round's end.
  [[nodiscard]] std::uint64_t taken() const noexcept { return now_.taken; }

 private:
  struct round {
    std::array<std::string, blocks_a_round> texts;
    std::size_t count = 0;
    bool last = false;  ///< Nothing follows.
    std::uint64_t taken = 0;
    std::exception_ptr failed;
  };
  void read_ahead();
  [[nodiscard]] std::string_view text_of(std::size_t i) const noexcept {
    return std::string_view{now_.texts[i]}.substr(0, now_.texts[i].size() - padding);
  }

  row_source& source_;
  std::vector<std::string> columns_;
  workers& threads_;
  std::uint64_t line_;
  row_blocks cutter_;
  round now_, ahead_;
  std::array<block, blocks_a_round> blocks_;
  std::array<std::unique_ptr<block_parser>, blocks_a_round> parsers_;
  std::size_t count_ = 0;
  bool ended_ = false;
  std::atomic<bool> unwanted_{false};  // nobody waits for what is read ahead
  std::exception_ptr failed_;
  background reader_;  // the last member: it ends before what it uses
};

}  // namespace tepid::inline v0::tables
