// A table read ahead by one thread and parsed by four is the one that a single thread reads, and so is its error.
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include "tables/reading_sizes.hpp"
#include "tables/table_error.hpp"
#include "tables/table_stream.hpp"

namespace {

namespace tables = tepid::tables;

struct file {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tepid_threads_tables_" + std::to_string(::getpid()) + ".csv");
  explicit file(const std::string& text) { std::ofstream{path, std::ios::binary} << text; }
  ~file() { std::filesystem::remove(path); }
};

std::string rows(int count, int broken) {
  std::string text = "id,amount,note\n";
  for (int i = 0; i < count; ++i)
    text += std::to_string(i) + (i == broken ? "\n" : "," + std::to_string(i % 97) + ".5,\"n " + std::to_string(i % 11) + "\"\n");
  return text;
}

tables::table_or_profile read_with(const file& f, unsigned threads, std::uint64_t most_cells) {
  tables::sizes_of_reading = {.piece = 512, .block = 2048, .most_cells = most_cells, .threads = threads};
  return tables::read_table(f.path.string(), {}, {}, tepid::stream_detail::counted);
}

}  // namespace

TEST_CASE("whole and streamed tables do not depend on the threads") {
  const file f{rows(6000, -1)};
  const auto one = read_with(f, 1, 1'000'000), four = read_with(f, 4, 1'000'000);
  REQUIRE((one.table && four.table));
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(std::equal(one.table->columns[i].numbers().begin(), one.table->columns[i].numbers().end(),
                     four.table->columns[i].numbers().begin()));
  const auto streamed_one = read_with(f, 1, 1000), streamed_four = read_with(f, 4, 1000);
  REQUIRE((streamed_one.summary && streamed_four.summary));
  CHECK((streamed_one.summary->save() == streamed_four.summary->save()));
}

TEST_CASE("the first broken row is named, whichever thread meets it") {
  const file f{rows(3000, 1234)};
  for (const unsigned threads : {1u, 4u})
    CHECK_THROWS_WITH(read_with(f, threads, 1000), Catch::Matchers::Contains(":1236"));
}
