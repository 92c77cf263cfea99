// Arrow streams made by hand: offsets, bitmaps, releases, errors.
#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/tables/arrow.hpp>

namespace {

ArrowArray array_of(std::int64_t length, std::int64_t offset = 0, std::int64_t count = 0, const void** buffers = nullptr,
                    std::int64_t nulls = 0) {
  ArrowArray a{};
  a.length = length;
  a.offset = offset;
  a.n_buffers = count;
  a.buffers = buffers;
  a.null_count = nulls;
  return a;
}

ArrowSchema schema_of(const char* format, const char* name = nullptr, ArrowSchema* dictionary = nullptr) {
  ArrowSchema s{};
  s.format = format;
  s.name = name;
  s.dictionary = dictionary;
  return s;
}

/// A producer whose arrays live in the test; it counts what is released.
struct producer {
  ArrowSchema schema{};
  std::vector<ArrowArray> batches;
  std::size_t next = 0;
  int fail_at = -1;
  int released = 0;

  ArrowArrayStream stream() {
    return {.get_schema =
                [](ArrowArrayStream* s, ArrowSchema* out) {
                  auto* self = static_cast<producer*>(s->private_data);
                  *out = self->schema;
                  out->private_data = self;
                  out->release = [](ArrowSchema* what) {
                    ++static_cast<producer*>(what->private_data)->released;
                    what->release = nullptr;
                  };
                  return 0;
                },
            .get_next =
                [](ArrowArrayStream* s, ArrowArray* out) {
                  auto* self = static_cast<producer*>(s->private_data);
                  if (static_cast<int>(self->next) == self->fail_at) return 5;
                  *out = ArrowArray{};
                  if (self->next == self->batches.size()) return 0;
                  *out = self->batches[self->next++];
                  out->private_data = self;
                  out->release = [](ArrowArray* what) {
                    ++static_cast<producer*>(what->private_data)->released;
                    what->release = nullptr;
                  };
                  return 0;
                },
            .get_last_error = [](ArrowArrayStream*) { return "the disk is gone"; },
            .release =
                [](ArrowArrayStream* s) {
                  ++static_cast<producer*>(s->private_data)->released;
                  s->release = nullptr;
                },
            .private_data = this};
  }
};

}  // namespace

TEST_CASE("a column of numbers with a bitmap and an offset") {
  const std::uint8_t valid[] = {0b10110110};
  const std::int16_t values[] = {9, 1, 2, 9, -4, 5, 9, 7};
  const void* buffers[] = {valid, values};
  producer p;
  p.schema.format = "s";
  p.schema.name = "n";
  p.batches.push_back(array_of(4, 1, 2, buffers, -1));
  p.batches.push_back(array_of(3, 5, 2, buffers));
  auto stream = p.stream();
  const tepid::arrow_table read = tepid::read_arrow(stream);
  CHECK((!read.is_table && read.rows == 7 && read.columns.size() == 1 && read.columns[0].name() == "n"));
  const auto x = read.columns[0].numbers();
  CHECK((x[0] == 1 && x[1] == 2 && tepid::is_missing(x[2]) && x[3] == -4 && x[4] == 5 && x[5] == 9 && x[6] == 7));
  CHECK((p.released == 4 && stream.release == nullptr));
  CHECK_THROWS_AS(tepid::read_arrow(stream), tepid::error);
}

TEST_CASE("a table of texts, of categories and of what cannot be used") {
  const std::int32_t ends[] = {0, 1, 1, 3};
  const void* text[] = {nullptr, ends, "abc"};
  const std::int8_t codes[] = {1, 0, 1};
  const void* indices[] = {nullptr, codes};
  const double values[] = {2.5, 3};
  const void* dictionary[] = {nullptr, values};
  ArrowArray of_codes = array_of(2, 0, 2, dictionary);
  ArrowArray columns[] = {array_of(3, 0, 3, text), array_of(3, 0, 2, indices), array_of(3)};
  columns[1].dictionary = &of_codes;
  ArrowArray* children[] = {&columns[0], &columns[1], &columns[2]};
  ArrowSchema numbers = schema_of("g");
  ArrowSchema types[] = {schema_of("u", "t"), schema_of("c", "d", &numbers), schema_of("+l", "l")};
  ArrowSchema* of[] = {&types[0], &types[1], &types[2]};
  producer p;
  p.schema = schema_of("+s");
  p.schema.n_children = 3;
  p.schema.children = of;
  p.batches.push_back(array_of(3));
  p.batches[0].n_children = 3;
  p.batches[0].children = children;
  auto stream = p.stream();
  const tepid::arrow_table read = tepid::read_arrow(stream);
  REQUIRE((read.is_table && read.columns.size() == 3));
  CHECK(read.columns[0].texts() == std::vector<std::string>{"a", "", "bc"});
  CHECK(read.columns[1].texts() == std::vector<std::string>{"3", "2.5"});
  CHECK((read.columns[2].problem() == "values of type list" && read.columns[2].rows() == 3));

  p.next = 0;
  auto again = p.stream();
  CHECK(tepid::read_arrow(again, {.columns = {"d"}}).columns.size() == 1);

  const std::int8_t beyond[] = {0, 2, 0};
  indices[1] = beyond;
  p.next = 0;
  auto broken = p.stream();
  CHECK_THROWS_AS(tepid::read_arrow(broken), tepid::error);
  columns[0].n_buffers = 2;
  p.next = 0;
  auto short_of = p.stream();
  CHECK_THROWS_AS(tepid::read_arrow(short_of), tepid::error);
}

TEST_CASE("what the producer says of its failure is told, and everything is released") {
  producer p;
  p.schema.format = "n";
  p.batches.push_back(array_of(2));
  p.fail_at = 1;
  auto stream = p.stream();
  try {
    static_cast<void>(tepid::read_arrow(stream));
    FAIL("it failed");
  } catch (const tepid::error& why) {
    CHECK(std::string{why.what()}.find("the disk is gone") != std::string::npos);
  }
  CHECK((stream.release == nullptr && p.released == 3));
}

TEST_CASE("streams one after the other have the same columns") {
  const double values[] = {1, 2};
  const void* buffers[] = {nullptr, values};
  producer p, other;
  p.schema.format = other.schema.format = "g";
  p.batches.push_back(array_of(2, 0, 2, buffers));
  auto stream = p.stream();
  tepid::arrow_reader reader;
  CHECK(!reader.begun());
  reader.read(stream);
  p.next = 0;
  auto more = p.stream();
  reader.read(more);
  other.schema.format = "f";
  auto wrong = other.stream();
  CHECK_THROWS_AS(reader.read(wrong), tepid::error);
  CHECK(std::move(reader).finish().columns.at(0).rows() == 4);
}
