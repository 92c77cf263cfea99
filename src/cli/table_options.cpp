// src/cli/table_options.cpp - the options of every command that reads a table.
#include "cli/table_options.hpp"

#include "cli/advice.hpp"

namespace tepid::cli {

void add_input_options(arguments& command, tables::input_options& options) {
  options.on_note = note_with_help;
  command.option("--format", options.format, "Format of the input; auto goes by the file's name, then its content",
                 {.show_default = true, .one_of = {"auto", "csv", "ndjson"}});
  command.option("--delimiter", options.delimiter, "What separates cells in CSV: one character, or 'tab'");
  command.option("--decimal", options.decimal,
                 "The decimal sign in CSV, a point or a comma. With a comma cells are separated by semicolons unless the header "
                 "or --delimiter says otherwise",
                 {.show_default = true, .one_of = {".", ","}});
  command.option("--thousands", options.thousands,
                 "What stands between thousands in CSV: a point, a comma, an apostrophe, '_' or 'space'. Other groups than of "
                 "three digits are no number",
                 {.type = "SIGN"});
  command.flag("--day-first", options.day_first,
               "Dates such as 31/12/2025 or 1.2.2025 14:05 begin with the day. Without it all dates of a column tell, and the "
               "month is first where both could be");
  command.flag("--no-header", options.no_header, "CSV starts with data; its columns are column_0, column_1, ...");
  command.option("--missing", options.missing,
                 "Words that mean a missing value, in place of NA, N/A, n/a, NULL, null, None, \\N, #N/A, #NA, <NA>, NaT "
                 "and a dot; 'none': no word. An empty cell always is one. May be numbers: -999",
                 {.type = "A,B,..."});
  command.option("--types", options.types,
                 "What a column is, whatever it looks like: numeric, categorical, time or boolean. Commands that read numbers take a "
                 "time as seconds since 1970",
                 {.type = "COLUMN=TYPE,..."});
  command.option("--max-columns", options.max_columns, "Columns that a table may have, keys in NDJSON",
                 {.show_default = true, .type = "N", .least = 1.0, .most = 1e9});
  command.option("--bad-lines", options.bad_lines,
                 "A row with another number of cells than the header, a line that is no JSON object: error ends the command, "
                 "skip leaves it out and tells how many were",
                 {.show_default = true, .one_of = {"error", "skip"}});
}

void add_columns_option(arguments& command, std::vector<std::string>& words, tables::input_options& options) {
  command.option("-c,--columns", words, "Only these columns; may be repeated", {.type = "A,B,..."});
  command.option("--exclude", options.exclude, "All columns but these and their fields, user.age with user; may be repeated", {.type = "A,B,..."});
}

}  // namespace tepid::cli
