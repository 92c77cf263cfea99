// src/tables/block_reader.cpp - reading ahead, parsing side by side, failing in order.
#include "tables/block_reader.hpp"

#include <utility>

namespace tepid::inline v0::tables {

block_reader::block_reader(row_source& source, std::vector<std::string> columns, workers& threads,
                           std::size_t usual)
    : source_{source},
      columns_{std::move(columns)},
      threads_{threads},
      line_{source.unread().line},
      cutter_{source.bytes(), source.unread(), source.shape(), usual} {
  for (auto& parser : parsers_) parser = source.parser();
  read_ahead();
}

void block_reader::read_ahead() {
  reader_.run([this] {
    ahead_.count = 0;
    ahead_.last = false;
    ahead_.failed = nullptr;
    try {
      std::size_t bytes = 0;
      while (ahead_.count < blocks_a_round && bytes < sizes_of_reading.round && !unwanted_) {
        std::string& text = ahead_.texts[ahead_.count];
        ahead_.last = !cutter_.next(text);
        if (ahead_.last) break;
        bytes += text.size();
        ++ahead_.count;
      }
    } catch (...) {
      ahead_.failed = std::current_exception();
      ahead_.last = true;
    }
    // What longer rows needed is not kept for shorter ones.
    for (std::size_t i = ahead_.count; i < blocks_a_round; ++i)
      if (ahead_.texts[i].capacity() > 4 * sizes_of_reading.block) ahead_.texts[i] = {};
    ahead_.taken = source_.bytes().taken();
  });
}

bool block_reader::next(std::span<const cell_use> uses) {
  if (failed_) std::rethrow_exception(failed_);
  if (ended_) return false;
  reader_.wait();
  std::swap(now_, ahead_);
  failed_ = now_.failed;
  count_ = now_.count;
  ended_ = now_.last;
  if (!ended_) read_ahead();
  if (count_ == 0) {
    if (failed_) std::rethrow_exception(failed_);
    return false;
  }

  std::array<bool, blocks_a_round> refused{};
  threads_.for_each(count_, [&](std::size_t i) {
    block& b = blocks_[i];
    block_parser& parser = *parsers_[i];
    if (parser.columns() != columns_) parser.set_columns(columns_);
    b.columns = &parser.columns();
    try {
      parser.parse(text_of(i), 0, uses, b.rows);
    } catch (...) {
      refused[i] = true;
    }
  });
  for (std::size_t i = 0; i < count_; ++i) {
    blocks_[i].first_line = line_;
    // Only now is it known which line this is, and that nothing before it was refused: it is refused again, by name.
    if (refused[i]) {
      try {
        parsers_[i] = source_.parser();  // the other one stopped within a row
        parsers_[i]->set_columns(columns_);
        parsers_[i]->parse(text_of(i), line_, uses, blocks_[i].rows);
        blocks_[i].columns = &parsers_[i]->columns();
        blocks_[i].first_line = 0;
      } catch (...) {
        failed_ = std::current_exception();
        count_ = i;
        if (i == 0) throw;
        break;
      }
    }
    line_ += blocks_[i].rows.lines;
  }
  return true;
}

}  // namespace tepid::inline v0::tables
